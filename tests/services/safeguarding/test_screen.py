import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.safeguarding import Danger
from services.plain import squeeze
from services.safeguarding.beginnings import slots
from services.safeguarding.rules import BadRules, load_rules
from services.safeguarding.screen import Screen

ROOT = Path(__file__).resolve().parents[3]
RULES = ROOT / "content" / "safeguarding"
SCREEN = Screen.load(RULES)
PATTERNS = [(pattern.regex, slots(pattern.regex.pattern)) for pattern in load_rules(RULES)]
CASES = [
    json.loads(line)
    for name in ("crisis.jsonl", "screen.jsonl", "oblique.jsonl")
    for line in (ROOT / "tests" / "data" / name).read_text(encoding="utf-8").splitlines()
]
IN_DANGER = [case for case in CASES if case["crisis"]]
HARMLESS = [case for case in CASES if not case["crisis"]]
BETWEEN = st.sampled_from(["", " ", "　", "。", "，", "…", "😭", "\n", "*", "\u200b", "、"])


def test_nearly_every_danger_is_recognised_and_everyday_talk_is_left_alone() -> None:
    found = sum(SCREEN.check(case["text"]) is not None for case in IN_DANGER)
    alarms = [case["text"] for case in HARMLESS if SCREEN.check(case["text"])]
    assert found / len(IN_DANGER) >= 0.97
    assert len(alarms) / len(HARMLESS) <= 0.03, alarms


def test_danger_is_recognised_in_sentences_that_nothing_was_tuned_on() -> None:
    lines = (ROOT / "tests" / "data" / "screen_heldout.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    found = [SCREEN.check(case["text"]) is not None for case in cases if case["crisis"]]
    alarms = [case["text"] for case in cases if not case["crisis"] and SCREEN.check(case["text"])]
    assert sum(found) / len(found) >= 0.8
    assert len(alarms) / sum(not case["crisis"] for case in cases) <= 0.1, alarms


def test_the_kind_of_danger_is_right_most_times() -> None:
    hits = [(SCREEN.check(case["text"]), case["category"]) for case in IN_DANGER]
    right = sum(hit is not None and hit.danger == kind for hit, kind in hits)
    assert right / len(hits) >= 0.8


@pytest.mark.parametrize(
    "text",
    ["丈夫打我怎么办", "孩子说不想活了，怎么办", "闺女说叔叔摸她", "隔壁天天打老婆 管不管", "老公喝了酒就动手"],
)
def test_a_question_of_somebody_who_may_be_in_danger_gets_the_card(text: str) -> None:
    assert SCREEN.check(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "家暴报警后会怎么处理",
        "人身安全保护令怎么申请",
        "反家庭暴力法说了些什么",
        "什么是强制报告，谁必须报警",
        "家暴的证据有哪些",
        "告诫书是什么东西",
    ],
)
def test_a_question_of_law_is_answered_without_a_card(text: str) -> None:
    assert SCREEN.check(text) is None


def test_questions_that_the_search_is_for_get_no_card() -> None:
    lines = [
        line
        for name in ("queries.jsonl", "out_of_scope.jsonl")
        for line in (ROOT / "tests" / "data" / name).read_text(encoding="utf-8").splitlines()
    ]
    alarms = [text for line in lines if SCREEN.check(text := json.loads(line)["text"])]
    assert len(alarms) / len(lines) <= 0.02, alarms


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("我想自杀", Danger.SELF_HARM),
        ("我 想 自。杀", Danger.SELF_HARM),
        ("俺不待活了", Danger.SELF_HARM),
        ("老公打我", Danger.DOMESTIC_VIOLENCE),
        ("老公把我趕出家門還打斷了我的手", Danger.DOMESTIC_VIOLENCE),
        ("我被强奸了", Danger.SEXUAL_ABUSE),
        ("孩子被他后爹拿烟头烫", Danger.CHILD_ABUSE),
        ("救命！有人撬门", Danger.OTHER),
        ("ＺＩＳＨＡ", Danger.SELF_HARM),
    ],
)
def test_danger_is_recognised_however_it_is_written(text: str, danger: Danger) -> None:
    hit = SCREEN.check(text)
    assert hit is not None
    assert hit.danger is danger
    assert hit.rule


@pytest.mark.parametrize(
    "text",
    ["", "气死我了", "打死也不去", "想死你了", "老公打电话来了", "反家暴讲座几点开始", "孩子的头被老师摸了摸", "😀"],
)
def test_sayings_and_everyday_talk_are_no_danger(text: str) -> None:
    assert SCREEN.check(text) is None


@given(st.text(st.characters(), max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    hit = SCREEN.check(text)
    assert hit == SCREEN.check(text)


@pytest.mark.parametrize("many", [1, 3, 12])
@pytest.mark.parametrize("cry", ["我想自杀", "我真的不想活了", "老公天天打我", "他把我锁在家里不让出门"])
def test_what_is_said_plainly_counts_however_much_everyday_talk_stands_around_it(cry: str, many: int) -> None:
    talk = "今天早上去菜市场买了二斤排骨，孩子放学回来写作业，晚上我们一起看电视，老师说下周要开家长会，" * many
    assert SCREEN.check(talk) is None
    for text in (f"{talk}{cry}，{talk}", f"{cry}，{talk}", f"{talk}{cry}", f"{cry}{'啊' * 50}"):
        hit = SCREEN.check(text)
        assert hit is not None, text
        assert hit.alert, text


@pytest.mark.parametrize(
    "text",
    [
        "新闻里说有人想自杀，是电视剧里演的",
        "孩子非要跟着去，我说下回再带他，他就哭",
    ],
)
def test_what_the_next_clause_explains_stays_harmless_in_a_long_text(text: str) -> None:
    talk = "今天早上去菜市场买了二斤排骨，孩子放学回来写作业，老师说下周要开家长会，"
    assert SCREEN.check(f"{talk}{text}，{talk}") is None


def test_a_cry_in_the_last_part_of_a_very_long_text_is_heard() -> None:
    talk = "今天早上去菜市场买了二斤排骨，孩子放学回来写作业，" * 2000
    assert SCREEN.check(f"{talk}我真的不想活了{'啊' * 60}，谢谢") is not None


def test_half_characters_and_two_megabytes_are_read_in_a_moment() -> None:
    assert SCREEN.check("\ud800" * 10) is None
    assert SCREEN.check("我想自杀" + "好" * 2_000_000) is not None
    SCREEN.check("打我他" * 700_000)


@given(st.sampled_from(IN_DANGER), st.lists(BETWEEN, min_size=1, max_size=8))
def test_spaces_and_signs_between_the_characters_change_nothing(case: dict[str, str], between: list[str]) -> None:
    spread = "".join(sign + between[place % len(between)] for place, sign in enumerate(case["text"]))
    assert SCREEN.check(spread) == SCREEN.check(case["text"])


@settings(max_examples=50)
@given(st.lists(st.sampled_from([case["text"] for case in CASES]), min_size=1, max_size=3))
def test_looking_up_beginnings_first_never_hides_a_match(texts: list[str]) -> None:
    plain = squeeze("".join(texts))
    held = {*plain, *(plain[place : place + 2] for place in range(len(plain) - 1))}
    for regex, needed in PATTERNS:
        if regex.search(plain):
            assert all(not slot.isdisjoint(held) for slot in needed), regex.pattern


def test_every_rule_is_tried_only_where_its_words_begin() -> None:
    assert [pattern.rule for pattern in load_rules(RULES) if not pattern.slots] == []


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("rules: [", "cannot be read"),
        ("- 1", "must hold words, rules or both"),
        ("words: {a: }", "must hold words"),
        ("words: {A1: 打}", "no name of a list"),
        ("words: {a: '?打'}", "doesn't begin with a letter"),
        ("rules: [{id: x, danger: other}]", "a rule has id, danger, any"),
        ("rules: [{id: x, danger: none, any: [打]}]", "there is no danger 'none'"),
        ("rules: [{id: x, danger: other, any: [<nobody>打]}]", "there is no list 'nobody'"),
        ("rules: [{id: x, danger: other, any: ['打(']}]", "打("),
        ("rules: [{id: x, danger: other, any: ['打?']}]", "matches a text without words"),
        ("rules: [{id: x, danger: other, any: 打}]", "stand in a list"),
    ],
)
def test_a_wrong_file_of_rules_is_told_with_its_name(tmp_path: Path, content: str, complaint: str) -> None:
    (tmp_path / "a.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(BadRules) as told:
        Screen.load(tmp_path)
    assert complaint in str(told.value)
    assert "a.yaml" in str(told.value)
    assert "\n" not in str(told.value)


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRules):
        Screen.load(tmp_path)
