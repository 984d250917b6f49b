import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from domain.questions import KnowledgeEntry
from services.plain import fold, squeeze
from services.questions.lexicon import BadWords, lexicon
from services.questions.search import Found, KnowledgeIndex, Tier
from services.questions.terms import MOST, terms

DATA = Path(__file__).resolve().parents[2] / "data"


def rows(name: str) -> list[dict]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


ENTRIES = [
    KnowledgeEntry(row["id"], row["category"], row["question"], row["answer"], tuple(row["variants"]))
    for row in rows("kb.jsonl")
]
INDEX = KnowledgeIndex(ENTRIES)
OWN = KnowledgeIndex(
    [
        KnowledgeEntry(entry["id"], document["category"], entry["question"], entry["answer"], tuple(entry["variants"]))
        for file in sorted((DATA.parents[1] / "content" / "knowledge").glob("*.yaml"))
        for document in [yaml.safe_load(file.read_text(encoding="utf-8"))]
        for entry in document["entries"]
    ]
)
ASKED = [row for row in rows("queries.jsonl") if row["expected"]]
OUTSIDE = [row for row in rows("queries.jsonl") + rows("out_of_scope.jsonl") if not row["expected"]]
FOUND = {row["id"]: INDEX.answer(row["text"]) for row in ASKED}


def share(condition) -> float:
    return sum(condition(FOUND[row["id"]], row["expected"]) for row in ASKED) / len(ASKED)


def test_the_right_entry_comes_first_or_is_among_the_three() -> None:
    assert share(lambda found, right: found.ids[:1] == (right,)) >= 0.82
    assert share(lambda found, right: right in found.ids) >= 0.95


def test_answers_are_given_often_and_hardly_ever_wrong() -> None:
    assert share(lambda found, right: found.tier is Tier.ANSWER and found.ids[0] == right) >= 0.42
    assert share(lambda found, right: found.tier is Tier.ANSWER and found.ids[0] != right) <= 0.02


def test_what_is_not_answered_is_offered() -> None:
    assert share(lambda found, right: found.tier is not Tier.EXPERT and right in found.ids) >= 0.9


def test_a_question_that_no_entry_answers_is_hardly_ever_answered() -> None:
    answered = [row["text"] for row in OUTSIDE if INDEX.answer(row["text"]).tier is Tier.ANSWER]
    assert len(answered) / len(OUTSIDE) <= 0.06, answered


@pytest.mark.parametrize("base", [INDEX, OWN], ids=["another base", "our own base"])
def test_questions_that_only_share_a_word_with_an_entry_are_not_answered(base: KnowledgeIndex) -> None:
    asked = [row["text"] for row in rows("out_of_scope_heldout.jsonl")]
    answered = [text for text in asked if base.answer(text).tier is Tier.ANSWER]
    assert len(answered) / len(asked) <= 0.15, answered


def test_our_own_base_answers_hardly_anything_that_it_knows_nothing_of() -> None:
    answered = [row["text"] for row in OUTSIDE if OWN.answer(row["text"]).tier is Tier.ANSWER]
    assert len(answered) / len(OUTSIDE) <= 0.1, answered


@pytest.mark.parametrize("text", ["娃的作业", "作业", "字丑", "作业？"])
def test_a_bare_word_names_a_matter_and_is_offered_what_there_is(text: str) -> None:
    assert INDEX.answer(text).tier is Tier.SUGGEST


def test_a_word_inside_another_word_is_no_reason_to_answer() -> None:
    assert all(base.answer("我家亲戚的拖拉机过户手续怎么办").tier is not Tier.ANSWER for base in (INDEX, OWN))


def test_an_entry_that_is_taken_away_is_not_missed_by_a_confident_answer() -> None:
    wrong = 0
    for row in ASKED[::8]:
        rest = KnowledgeIndex([entry for entry in ENTRIES if entry.id != row["expected"]])
        wrong += rest.answer(row["text"]).tier is Tier.ANSWER
    assert wrong / len(ASKED[::8]) <= 0.1


@pytest.mark.parametrize("text", ["孩子總頂嘴怎麼辦", "娃　总 顶嘴，咋整？", "孩子总顶嘴怎么办"])
def test_traditional_characters_dialect_and_spaces_lead_to_the_same_entry(text: str) -> None:
    assert INDEX.answer(text).ids[0] == "K074"


def test_a_wrong_character_that_sounds_alike_is_understood() -> None:
    assert INDEX.answer("孩子爱撒慌").ids[0] == "K025"


@pytest.mark.parametrize("text", ["", " ", "？？？", "😀", "\ud800", "1"])
def test_what_asks_nothing_goes_to_nobody(text: str) -> None:
    assert INDEX.answer(text) == Found(Tier.EXPERT, (), 0.0)


def test_without_entries_everything_is_for_an_expert() -> None:
    assert KnowledgeIndex(()).answer("孩子总顶嘴怎么办") == Found(Tier.EXPERT, (), 0.0)


def test_one_entry_is_enough() -> None:
    found = KnowledgeIndex(ENTRIES[:1]).answer("要不要陪孩子写作业")
    assert found.ids == (ENTRIES[0].id,)
    assert found.tier is Tier.ANSWER


@given(st.one_of(st.text(st.characters(), max_size=80), st.sampled_from([row["text"] for row in ASKED + OUTSIDE])))
def test_any_text_gets_at_most_three_entries_and_a_probability(text: str) -> None:
    found = INDEX.answer(text)
    assert found == INDEX.answer(text)
    assert len(found.ids) <= 3
    assert len(set(found.ids)) == len(found.ids)
    assert 0 <= found.score <= 1
    assert found.tier is not Tier.ANSWER or found.ids


@given(st.text(st.characters(), max_size=80))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert squeeze(squeeze(text)) == squeeze(text)
    assert isinstance(fold(text), str)


def test_a_long_text_holds_nobody_up() -> None:
    """No more of it is read than of a text that fits."""
    told = "孩子不写作业" * (MOST // 6)
    assert terms(told * 3000) == terms(told)
    assert INDEX.answer(told * 3000) == INDEX.answer(told)


def test_wrong_files_of_words_are_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "same.yaml").write_text("孩子: [娃]", encoding="utf-8")
    with pytest.raises(BadWords, match=r"same\.yaml"):
        lexicon(tmp_path)
    (tmp_path / "same.yaml").write_text("[", encoding="utf-8")
    with pytest.raises(BadWords, match=r"same\.yaml cannot be read"):
        lexicon(tmp_path)
