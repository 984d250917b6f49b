import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.receipts import format_receipt, new_receipt
from domain.safeguarding import Danger
from services.plain import squeeze
from services.safeguarding.likeness import DANGERS, NAME, WIDTH, BadLikeness, Likeness, Settings
from services.safeguarding.reading import BITS, Words, read
from services.safeguarding.screen import Screen

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "content" / "safeguarding"
SCREEN = Screen.load(FOLDER)
LEARNED = Likeness.load(FOLDER / NAME)
WORDS = Words({"partner": ["老公", "丈夫"], "hits": ["揍我"]})
FLAT = Settings(
    unit=1.0, bias=0.0, by_score=1.0, by_rule=0.0, by_length=0.0, start=0.0, card=1.0, alert=2.0, name="读着像"
)


def small(text: str, worth: int, danger: Danger) -> Likeness:
    """Weights for what one text is read by, and nothing else; not for the edge that every text has."""
    weights, dangers = np.zeros(1 << BITS, np.int8), np.zeros(1 << BITS, np.uint8)
    numbers = np.setdiff1d(read(text, WORDS)[0], read("", WORDS)[0])
    weights[numbers], dangers[numbers] = worth, DANGERS.index(danger)
    return Likeness(weights, dangers, FLAT)


def test_a_text_is_read_as_it_sounds_whether_in_characters_or_in_pinyin() -> None:
    spelt, slipped = (set(read(text, WORDS)[0].tolist()) for text in ("我不想活了", "窝不想火了"))
    letters = set(read("wobuxianghuole", WORDS)[0].tolist())
    assert len(spelt & letters) >= 9
    assert spelt & letters <= slipped


def test_kinds_of_words_that_follow_each_other_are_read_whichever_words_they_are() -> None:
    one, other = (set(read(text, WORDS)[0].tolist()) for text in ("老公又揍我", "丈夫他揍我"))
    assert len(one & other - set(read("揍我", WORDS)[0].tolist())) >= 2


def test_weights_name_the_danger_and_the_words_that_spoke() -> None:
    likeness = small("不想活", 30, Danger.SELF_HARM)
    screen = Screen([], likeness, WORDS)
    hit = screen.check("今天真的不想活")
    assert hit is not None
    assert (hit.danger, hit.rule, hit.alert) == (Danger.SELF_HARM, "读着像", True)
    assert "不想活" in hit.said
    assert screen.check("今天去买菜") is None


def test_between_the_two_thresholds_the_card_is_shown_and_nobody_called() -> None:
    likeness = small("不想活", 30, Danger.SELF_HARM)
    score = likeness.score("今天真的不想活", WORDS)
    unsure = replace(likeness, settings=replace(FLAT, card=score - 0.1, alert=score + 0.1))
    hit = Screen([], unsure, WORDS).check("今天真的不想活")
    assert hit is not None
    assert not hit.alert


def test_of_a_long_text_the_stretch_that_is_most_so_counts() -> None:
    likeness, ordinary = small("不想活", 30, Danger.SELF_HARM), "买菜做饭" * WIDTH
    assert likeness.score(f"{ordinary}不想活{ordinary}", WORDS) > 2
    assert likeness.danger(f"{ordinary}不想活{ordinary}", WORDS) is Danger.SELF_HARM


def test_what_is_written_is_read_again_and_anything_else_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(LEARNED.as_bytes())
    again = Likeness.load(tmp_path / NAME)
    assert np.array_equal(again.weights, LEARNED.weights)
    assert again.settings == LEARNED.settings
    for wrong in (b"", b"{}\nnothing", LEARNED.as_bytes()[:-9]):
        (tmp_path / NAME).write_bytes(wrong)
        with pytest.raises(BadLikeness) as told:
            Likeness.load(tmp_path / NAME)
        assert "\n" not in str(told.value)


@pytest.mark.parametrize("text", ["我鼻梁让他一拳打塌了", "他掏出来让我看，我才九岁", "我就想安静地从这个世上没了"])
def test_what_no_rule_knows_is_found_by_what_it_reads_like(text: str) -> None:
    hit = SCREEN.check(text)
    assert hit is not None
    assert hit.said


def test_staff_are_called_for_fewer_messages_than_get_the_card() -> None:
    lines = (ROOT / "tests" / "data" / "screen_heldout.jsonl").read_text(encoding="utf-8").splitlines()
    safe = [SCREEN.check(row["text"]) for row in map(json.loads, lines) if not row["crisis"]]
    carded = [hit for hit in safe if hit]
    assert sum(hit.alert for hit in carded) < len(carded)
    assert sum(hit.alert for hit in carded) / len(safe) <= 0.06


@given(st.text(max_size=300))
def test_any_text_has_a_score(text: str) -> None:
    plain = squeeze(text)
    assert LEARNED.score(plain, SCREEN.words) == LEARNED.score(plain, SCREEN.words)


@pytest.mark.parametrize("name", ["何梓萱", "何乐萱", "唐夏菡", "崔梓萱", "邹思远", "王小明", "欧阳子涵"])
def test_a_name_and_nothing_else_is_no_danger(screen: Screen, name: str) -> None:
    assert screen.check(name) is None
    assert screen.check(f"{name}。") is None


@pytest.mark.parametrize("words", ["想死", "救命", "何必活着", "何苦活着", "安眠药"])
def test_a_few_words_that_begin_like_a_name_are_read_all_the_same(screen: Screen, words: str) -> None:
    assert screen.check(words) is not None


def test_no_danger_is_read_out_of_a_number_that_she_sends() -> None:
    for receipt in (new_receipt() for _ in range(200)):
        for text in (receipt, format_receipt(receipt), f"编号 {format_receipt(receipt)}", f"电话1{receipt[1:]}"):
            assert SCREEN.check(text) is None, text
    assert SCREEN.check("他又打我了，电话13812345678") is not None


def test_the_weights_are_small_enough_for_every_process() -> None:
    assert (FOLDER / NAME).stat().st_size < 300_000


@pytest.mark.long
def test_the_weights_are_what_the_training_text_teaches() -> None:
    from bench.screen import taught  # noqa: PLC0415 -- reads all the training text

    again = taught(LEARNED.settings)  # factors and thresholds would take three times as long again
    digests = [hashlib.sha256(each.weights.tobytes()).hexdigest() for each in (again, LEARNED)]
    assert digests[0] == digests[1]
    assert again.settings == LEARNED.settings
