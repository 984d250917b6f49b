import asyncio
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.training import TRAINING
from bot.commands import all_words
from bot.meaning import BACK, CANCEL, COMMANDS, GO_ON, OPENINGS
from domain.safeguarding import Danger
from services import vectors
from services.safeguarding.gist import NAME, WIDE, BadGist, Gist, Network, Settings
from services.safeguarding.likeness import LEAST
from services.safeguarding.screen import Screen
from services.safeguarding.second_look import LONGEST, SecondLook
from services.vectors import PEAKS, SIZE, Reader, Vector, encode, peaks, usable
from tests.vectors import needs_the_model

FOLDER = Path(__file__).resolve().parents[3] / "content" / "safeguarding"
SCREEN = Screen.load(FOLDER)
LEARNED = Gist.load(FOLDER / NAME)
ALWAYS = Settings(-50.0, 50.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 8.0)  # by the gist alone
DANGER, TALK = (np.eye(SIZE, dtype=np.float32)[0], np.eye(SIZE, dtype=np.float32)[1])
UNSURE = "他说话不算数"


def small(settings: Settings = ALWAYS) -> Gist:
    """A cell for what speaks of danger, and one for what doesn't."""
    cells = np.pad(np.stack([DANGER, TALK]), ((0, 0), (0, PEAKS)))
    return Gist(
        Network(np.zeros(WIDE, np.float32), cells, np.zeros(2, np.float32), np.array([20, -20], np.float32)), settings
    )


def flat(_: str) -> Vector:
    """Peaks that say nothing."""
    return np.zeros(PEAKS, np.float32)


def looking(vector: Vector, settings: Settings = ALWAYS) -> SecondLook:
    return SecondLook(SCREEN, small(settings), Reader(lambda _: vector, flat))


async def test_a_message_that_says_danger_gets_the_card_and_one_of_everyday_talk_does_not() -> None:
    assert SCREEN.check(UNSURE) is None
    hit = await looking(DANGER).check(UNSURE)
    assert hit is not None
    assert hit.alert
    assert hit.danger in Danger
    assert await looking(TALK).check(UNSURE) is None
    found = SCREEN.check("我鼻梁让他一拳打塌了")
    assert found is not None
    assert await looking(TALK).check("我鼻梁让他一拳打塌了") is None


async def test_between_the_two_thresholds_the_card_is_shown_and_nobody_called() -> None:
    hit = await looking(DANGER, replace(ALWAYS, alert=1000.0)).check(UNSURE)
    assert hit is not None
    assert not hit.alert


async def test_where_the_first_look_is_sure_there_is_no_second_one() -> None:
    asked: list[str] = []

    def noted(text: str) -> Vector:
        asked.append(text)
        return TALK

    look = SecondLook(SCREEN, small(LEARNED.settings), Reader(noted, flat))
    assert await look.check("老公天天打我，我想死") is not None
    assert await look.check("13812345678") is None
    assert asked == []
    odds = SCREEN.look(UNSURE).odds
    assert odds is not None
    await SecondLook(SCREEN, small(replace(ALWAYS, begin=odds, end=odds + 1)), Reader(noted, flat)).check(UNSURE)
    await SecondLook(SCREEN, small(replace(ALWAYS, begin=odds - 1, end=odds)), Reader(noted, flat)).check(UNSURE)
    assert asked == [UNSURE]


async def test_of_a_long_message_is_read_what_lies_about_the_danger_in_it() -> None:
    asked: list[str] = []

    def noted(text: str) -> Vector:
        asked.append(text)
        return DANGER

    look, tale = SecondLook(SCREEN, small(), Reader(noted, flat)), "孩子放学回来吃了两碗饭就去写作业了" * 4
    assert await look.check(f"{tale}，{UNSURE}，{tale}") is not None
    assert look.check_now(f"{tale}，{UNSURE}，{tale}") is not None
    assert [len(each) <= LONGEST and UNSURE in each for each in asked] == [True]


async def test_one_that_comes_late_is_not_waited_for_and_the_loop_goes_on() -> None:
    def slow(_: str) -> Vector:
        time.sleep(0.5)  # a model that is busy
        return DANGER

    look = SecondLook(SCREEN, small(), Reader(slow, flat))
    began = time.monotonic()
    found, _ = await asyncio.gather(look.check(UNSURE), asyncio.sleep(0))
    assert found is None
    assert time.monotonic() - began < 0.4


async def test_a_model_that_does_not_run_is_asked_once_and_the_first_look_counts() -> None:
    asked = []

    def broken(text: str) -> Vector:
        asked.append(text)
        raise RuntimeError("no memory")

    look = SecondLook(SCREEN, small(), Reader(broken, flat))
    assert await look.check(UNSURE) is None
    assert await look.check("我鼻梁让他一拳打塌了") == SCREEN.check("我鼻梁让他一拳打塌了")
    assert asked == [UNSURE]


async def test_our_own_words_are_looked_at_once() -> None:
    asked = []

    def noted(text: str) -> Vector:
        asked.append(text)
        return TALK

    look = SecondLook(SCREEN, small(), Reader(noted, flat))
    assert await look.check_own(UNSURE) is None
    assert await look.check_own(UNSURE) is None
    assert asked == [UNSURE]


def test_where_the_model_cannot_run_the_screen_is_as_without(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "cpuinfo").write_text("flags\t\t: fpu avx\n", encoding="utf-8")
    assert vectors._flags(tmp_path / "cpuinfo") == {"flags", ":", "fpu", "avx"}
    assert vectors._flags(tmp_path / "nowhere") == set()
    monkeypatch.setattr(vectors, "_flags", set)
    assert not usable()
    monkeypatch.setattr("services.safeguarding.second_look.usable", usable)
    look = SecondLook.load(SCREEN, FOLDER)
    look.warm()
    assert look.check_now(UNSURE) == SCREEN.check(UNSURE)


def test_what_is_written_is_read_again_and_anything_else_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(LEARNED.as_bytes())
    again = Gist.load(tmp_path / NAME)
    assert again.as_bytes() == LEARNED.as_bytes()
    assert again.settings == LEARNED.settings
    for wrong in (b"", b"{}\nnothing", LEARNED.as_bytes()[:-9]):
        (tmp_path / NAME).write_bytes(wrong)
        with pytest.raises(BadGist) as told:
            Gist.load(tmp_path / NAME)
        assert "\n" not in str(told.value)


def test_it_has_learned_from_the_training_text_as_it_is() -> None:
    from bench.gist import digest, taught_with  # noqa: PLC0415 -- reads all the training text

    assert LEARNED.settings.learned == digest(taught_with())


def test_a_network_learns_which_vectors_are_of_danger_and_the_same_every_time() -> None:
    from bench.network import learned, scores  # noqa: PLC0415 -- as the bench does

    chosen = np.random.default_rng(5)
    vectors = chosen.normal(0, 1, (400, WIDE)).astype(np.float32)
    danger = vectors[:, 0] * vectors[:, 1] > 0  # no straight line parts them
    network = learned(vectors, danger)
    found = scores(network, vectors)
    assert ((found > np.median(found)) == danger).mean() > 0.9
    assert np.allclose([network.score(each) for each in vectors[:9]], found[:9], atol=1e-3)
    assert np.allclose(scores(learned(vectors, danger), vectors), found, atol=1e-3)


@given(st.floats(-40, 40), st.floats(-20, 20), st.integers(0, 300))
def test_who_says_more_of_danger_is_never_taken_for_less(score: float, gist: float, length: int) -> None:
    settings = LEARNED.settings
    odds = settings.odds(score, length, gist, rule=False)
    assert settings.odds(score, length, gist + 1, rule=False) > odds
    assert settings.odds(score, length, gist, rule=True) > odds
    assert settings.odds(LEAST - 5, length, gist, rule=False) == settings.odds(LEAST, length, gist, rule=False)


@needs_the_model
@pytest.mark.parametrize("text", ["", " ", "\0", "a\0b", "\ud800", "😀" * 300, "\n" * 300, "我" * 5000, "ก" * 300])
def test_any_text_has_a_vector_and_peaks(text: str) -> None:
    assert encode(text).shape == (SIZE,)
    assert peaks(text).shape == (PEAKS,)


@needs_the_model
def test_sentences_that_say_the_same_lie_near_each_other() -> None:
    one, same, other = map(encode, ("孩子不肯写作业怎么办", "娃一到写作业就磨蹭咋整", "明天济宁下雨吗"))
    assert one @ same > one @ other
    assert np.array_equal(one, encode("孩子不肯写作业怎么办"))


@needs_the_model
def test_peaks_are_the_most_that_is_said_of_any_word() -> None:
    alone, among = peaks("他打我"), peaks("今天天气不错，他打我，晚上吃面条")
    upward, downward = alone[:SIZE], alone[SIZE:]
    assert (alone >= 0).all()
    assert (upward + downward > 0).all()
    assert np.corrcoef(alone, among)[0, 1] > np.corrcoef(alone, peaks("今天天气不错，晚上吃面条"))[0, 1]
    assert np.array_equal(alone, peaks("他打我"))


@needs_the_model
async def test_the_second_look_finds_more_of_the_held_out_danger_at_few_more_false_calls() -> None:
    from bench.screen import HELD_OUT, rows_of  # noqa: PLC0415 -- as the bench does

    look, cases = SecondLook.load(SCREEN, FOLDER), rows_of(HELD_OUT)
    first = [(SCREEN.check(row["text"]), row["crisis"]) for row in cases]
    both = [(look.check_now(row["text"]), row["crisis"]) for row in cases]
    called = [
        [sum(bool(hit and hit.alert) for hit, crisis in hits if crisis is danger) for hits in (first, both)]
        for danger in (True, False)
    ]
    found, false = (both - first for first, both in called)
    assert found > 0
    assert false <= found / 3


@needs_the_model
def test_the_words_that_the_chat_itself_offers_are_no_danger() -> None:
    look = SecondLook.load(SCREEN, FOLDER)
    offered = [*all_words(), *COMMANDS, *OPENINGS, *CANCEL, *BACK, *GO_ON]
    assert len(offered) > 50
    assert [word for word in offered if SCREEN.check(word) or look.check_now(word)] == []


def test_hardly_any_of_the_product_s_own_short_words_is_taken_for_danger() -> None:
    ours = (TRAINING / "ours.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert sum(SCREEN.check(each) is not None for each in ours) <= len(ours) / 50
