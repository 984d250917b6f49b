import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.safeguarding import Danger, Hit
from services.plain import squeeze
from services.safeguarding.likeness import NAME, SPAN, BadLikeness, Likeness
from services.safeguarding.screen import Screen

ROOT = Path(__file__).resolve().parents[3]
FILE = ROOT / "content" / "safeguarding" / NAME
LEARNED = Likeness.load(FILE)
SMALL = """# a note
bias -100
enough 50
rule 像
self_harm 90 不想
other 70 救
- -40 饭 吃
"""


@pytest.fixture
def small(tmp_path: Path) -> Likeness:
    (tmp_path / NAME).write_text(SMALL, encoding="utf-8")
    return Likeness.load(tmp_path / NAME)


def test_weights_are_added_up_and_name_the_danger_that_they_speak_of(small: Likeness) -> None:
    assert small.score("不想不想") == 80
    assert small.check("不想不想") == Hit(Danger.SELF_HARM, "像")
    assert small.check("救救救") == Hit(Danger.OTHER, "像")
    assert small.check("不想吃饭") is None
    assert small.check("") is None


def test_of_a_long_text_the_stretch_that_is_most_so_counts(small: Likeness) -> None:
    harmless = "吃饭" * SPAN
    assert small.check(f"{harmless}好好好{'好' * SPAN}不想不想{'好' * SPAN}{harmless}") is not None
    assert small.check(f"不想{'好' * SPAN}不想") is None


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("bias 1\nenough 2\n", "rule"),
        ("bias x\nenough 2\nrule 像\n", "bias, enough and rule"),
        ("bias 1\nenough 2\nrule 像\nself_harm much 不想\n", "line 4"),
        ("bias 1\nenough 2\nrule 像\nnothing 3 不想\n", "line 4"),
        ("bias\n", "line 1"),
    ],
)
def test_a_wrong_file_of_weights_is_told_in_one_line(tmp_path: Path, content: str, complaint: str) -> None:
    (tmp_path / NAME).write_text(content, encoding="utf-8")
    with pytest.raises(BadLikeness) as told:
        Likeness.load(tmp_path / NAME)
    assert complaint in str(told.value)
    assert "\n" not in str(told.value)


def test_what_no_rule_knows_is_found_by_what_it_reads_like() -> None:
    screen = Screen.load(FILE.parent)
    for text in ("我鼻梁让他一拳打塌了", "他掏出来让我看，我才九岁", "我就想安静地从这个世上没了"):
        hit = screen.check(text)
        assert hit is not None
        assert hit.rule


def test_ordinary_questions_don_t_read_like_danger() -> None:
    data = ROOT / "tests" / "data"
    names = ("queries.jsonl", "out_of_scope.jsonl", "out_of_scope_heldout.jsonl")
    lines = [line for name in names for line in (data / name).read_text(encoding="utf-8").splitlines()]
    alarms = [text for line in lines if LEARNED.check(squeeze(text := json.loads(line)["text"]))]
    assert len(alarms) / len(lines) <= 0.01, alarms


@given(st.text(max_size=300))
def test_any_text_has_a_score(text: str) -> None:
    assert LEARNED.score(squeeze(text)) == LEARNED.score(squeeze(text))


def test_reading_what_is_ordinary_takes_no_time() -> None:
    assert FILE.stat().st_size < 300_000
    began = time.process_time()
    for _ in range(1000):
        LEARNED.check("孩子不爱写作业怎么办老师说他上课也不专心")
    assert (time.process_time() - began) / 1000 < 0.0001
