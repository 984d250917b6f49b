"""Voice messages become an MP3 that every browser plays; what is none is refused and breaks nothing."""

import random
import subprocess
import sys

import pytest

from domain.errors import Invalid
from domain.wish_voices import BYTES_MOST
from services.content.sound import listened
from services.content.voice import playable
from tests.spoken import spoken, spoken_wide

CHANCE = random.Random(6)
WHOLE = spoken(3)


@pytest.mark.parametrize(("file", "seconds"), [(WHOLE, 3), (spoken_wide(4), 4), (spoken(61.2), 60)])
async def test_both_kinds_of_amr_can_be_played_for_a_minute_at_most(file: bytes, seconds: int) -> None:
    made = await playable(file)
    heard = await listened(made.content)  # as recordings of staff are read
    assert (made.seconds, heard.seconds) == (seconds, seconds)
    assert len(made.content) < 4_100 * seconds + 2_000


async def test_a_moment_counts_as_a_second() -> None:
    assert (await playable(spoken(0.02))).seconds == 1


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"#!AMR\n",
        b"#!AMR\nno frames at all",
        b"#!SILK_V3" + bytes(400),
        b"\xff\xfb\x90\x00" + bytes(400),
        b"OggS" + bytes(400),
        b"#!AMR\n" + b"\x7c" * 100_000,
        WHOLE.ljust(BYTES_MOST + 1, b"\0"),
    ],
)
async def test_what_holds_no_sound_is_refused(file: bytes) -> None:
    with pytest.raises(Invalid):
        await playable(file)


async def test_what_was_damaged_on_its_way_breaks_nothing() -> None:
    for _ in range(40):
        at, much = CHANCE.randrange(6, len(WHOLE)), CHANCE.randrange(1, 400)
        torn = WHOLE[:at] + CHANCE.randbytes(much) + WHOLE[at + much :]
        try:
            assert 0 < (await playable(torn)).seconds <= 60
        except Invalid:
            continue
    for head in (b"#!AMR\n", b"#!AMR-WB\n"):
        try:
            assert (await playable(head + CHANCE.randbytes(20_000))).seconds <= 60
        except Invalid:
            continue


def test_who_decodes_nothing_loads_no_decoder() -> None:
    said = "import sys, app.web, worker.run; sys.exit('av' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", said], check=False, env={"PYTHONPATH": "."}).returncode == 0
