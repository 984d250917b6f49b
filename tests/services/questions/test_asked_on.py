import pytest

from bench.confidence import own_base
from bench.training import TRAINING
from services.questions.asking_on import WEIGHTS, AskingOn
from services.questions.follow_up import SURE, Asked, follow, is_follow_up, together, ways_of
from services.questions.parts import MOST, looked_up, parts_of
from services.questions.search import Found, KnowledgeIndex, Tier
from tests.services.questions.test_search import ASKED, INDEX, rows

OWN_ENTRIES = list(own_base())
OWN = KnowledgeIndex(OWN_ENTRIES)
SEVERAL = rows("several.jsonl")
FOLLOW_UPS = rows("follow_ups.jsonl")
HAND = TRAINING / "questions" / "asked_on.txt"


def followed(before: Asked, text: str, index: KnowledgeIndex = OWN) -> Found:
    return follow(before, text, [index.answer(each) for each in ways_of(before, text)])


def test_two_questions_are_told_apart_and_each_leads_to_its_entry() -> None:
    two = [row for row in SEVERAL if row["expected"]]
    right = 0
    for row in two:
        parts = parts_of(row["text"], OWN.answer)
        if parts:
            assert len(parts) == len(row["expected"]), row["text"]
            right += all(each in part.found.ids for each, part in zip(row["expected"], parts, strict=True))
    assert right / len(two) >= 0.65


@pytest.mark.parametrize("row", [row for row in SEVERAL if not row["expected"]], ids=lambda row: row["text"][:8])
def test_a_long_tale_with_one_question_stays_whole(row: dict) -> None:
    assert parts_of(row["text"], OWN.answer) == ()


def test_single_questions_keep_their_result() -> None:
    assert not [row["text"] for row in ASKED if parts_of(row["text"], INDEX.answer)]
    wordings = [text for entry in OWN_ENTRIES for text in (entry.question, *entry.variants)]
    assert not [text for text in wordings if parts_of(text, OWN.answer)]


def test_three_questions_are_answered_and_four_are_read_as_a_whole() -> None:
    asked = ["怎么教孩子防溺水？", "孩子写作业磨蹭怎么办？", "低保怎么申请？", "两癌筛查去哪查？"]
    assert len(parts_of("".join(asked[:3]), OWN.answer)) == MOST
    assert parts_of("".join(asked), OWN.answer) == ()


@pytest.mark.parametrize("row", [row for row in FOLLOW_UPS if row["set"] == "develop"], ids=lambda row: row["text"])
def test_what_is_asked_on_is_seen_as_such(row: dict) -> None:
    assert is_follow_up(row["text"], OWN.answer)


def test_a_question_of_its_own_is_hardly_ever_taken_for_asking_on() -> None:
    wordings = [text for entry in OWN_ENTRIES for text in (entry.question, *entry.variants)]
    assert sum(is_follow_up(each, OWN.answer) for each in wordings) / len(wordings) <= 0.002
    assert sum(is_follow_up(row["text"], INDEX.answer) for row in ASKED) / len(ASKED) <= 0.01


@pytest.mark.parametrize("text", ["", "谢谢老师", "在吗", "好的", "嗯", "？？", "那好吧", "\ud800"])
def test_what_only_keeps_company_asks_nothing_on(text: str) -> None:
    assert not is_follow_up(text, OWN.answer)


def test_most_of_what_is_asked_on_in_other_words_is_seen() -> None:
    spoken = [row["text"] for row in FOLLOW_UPS if row["set"] == "spoken develop"]
    assert sum(is_follow_up(text, OWN.answer) for text in spoken) / len(spoken) >= 0.85


@pytest.mark.parametrize(
    "text", ["那低保怎么申请", "那孩子早恋咋办", "要是离婚了孩子归谁", "还有孩子挑食呢", "彩礼能要回来吗"]
)
def test_a_new_question_behind_a_word_of_asking_on_stays_new(text: str) -> None:
    assert not is_follow_up(text, OWN.answer)


def test_what_was_taken_wrongly_still_finds_its_own_entry() -> None:
    found = followed(Asked("低保怎么申请", ""), "那孩子磨磨蹭蹭写作业呢")
    assert OWN.answer("孩子写作业磨蹭").ids[0] in found.ids


def test_the_weights_that_were_learned_are_what_the_file_holds() -> None:
    assert AskingOn.load(WEIGHTS).as_bytes() == WEIGHTS.read_bytes()


def test_the_learned_figures_stay() -> None:
    lines = [line for line in HAND.read_text(encoding="utf-8").splitlines() if line[0] in "+-"]
    for sign, least, most in (("+", 0.85, 1.0), ("-", 0.0, 0.06)):
        texts = [text for line in lines if line[0] == sign for text in line[2:].split("|")]
        assert least <= sum(is_follow_up(text, OWN.answer) for text in texts) / len(texts) <= most


@pytest.mark.parametrize(
    ("before", "text", "whole"),
    [
        ("两岁孩子咬人怎么办", "那要是五年级呢", "五年级 孩子咬人怎么办"),
        ("儿子早恋了", "闺女呢", "闺女 早恋了"),
        ("孩子不睡觉", "八个月大的呢", "八个月 孩子不睡觉"),
        ("孩子不睡觉", "二十岁呢", "二十岁 孩子不睡觉"),
    ],
)
def test_who_and_how_old_changes_and_the_matter_stays(before: str, text: str, whole: str) -> None:
    assert together(before, text)[0] == whole


@pytest.mark.parametrize(("name", "least"), [("develop", 0.5), ("heldout", 0.65)])
def test_what_fits_the_changed_person_is_given(name: str, least: float) -> None:
    known = [row for row in FOLLOW_UPS if row["set"] == name and row["expected"]]
    found = 0
    for row in known:
        before = Asked(row["before"], OWN.answer(row["before"]).ids[0])
        given = followed(before, row["text"])
        found += row["expected"] in given.ids
        assert given.tier is not Tier.ANSWER or given.ids[0] == row["expected"], row
    assert found / len(known) >= least


def test_who_says_that_it_did_not_help_is_not_given_the_same_again() -> None:
    before = Asked("孩子写作业磨蹭怎么办", "learning-002")
    assert "learning-002" not in followed(before, "还是不行").ids


def test_where_nothing_fits_an_expert_is_left() -> None:
    assert followed(Asked("拖拉机过户"), "那五岁呢", KnowledgeIndex(())).tier is Tier.EXPERT


def test_what_is_asked_on_is_answered_only_where_both_stages_are_sure_and_else_offered() -> None:
    before, ways = Asked("孩子写作业磨蹭怎么办", "learning-002"), ("primary-001", "primary-002")
    for score, tier in ((SURE, Tier.ANSWER), (SURE - 0.01, Tier.SUGGEST)):
        found = follow(before, "那三年级呢", [Found(Tier.ANSWER, ways, score)])
        assert (found.tier, found.ids) == (tier, ways)


def test_questions_that_are_told_apart_are_each_looked_up_once_more() -> None:
    parts = parts_of("怎么教孩子防溺水？孩子写作业磨蹭怎么办？", OWN.answer)
    nearer = [Found(Tier.ANSWER, ("safety-001",), 0.9), Found(Tier.SUGGEST, ("primary-001", "primary-002"), 0.2)]
    assert [each.found for each in looked_up(parts, nearer)] == nearer
    assert looked_up(parts, [nearer[0], nearer[0]]) == parts  # two answers would be one
    assert [each.found for each in looked_up(parts, [nearer[0], Found(Tier.EXPERT, (), 0.0)])] == [
        nearer[0],
        parts[1].found,
    ]
    assert looked_up((), []) == ()
