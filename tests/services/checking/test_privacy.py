"""The privacy gate: what tells the public who somebody is, is found; ordinary words are left alone."""

import itertools
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.findings import Finding, Personal
from services.checking.names import find_names
from services.checking.privacy import identifying, shown
from services.checking.words import BadList, number_words

DATA = Path(__file__).parents[2] / "data"


def found(text: str, places: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(text[each.start : each.end], each.kind.value) for each in identifying(text, places)]


def measured(file: str) -> tuple[float, float]:
    """Recall and precision over sentences in which 【】 stand around each name."""
    hits = marked = said = right = 0
    for line in (DATA / file).read_text(encoding="utf-8").splitlines():
        names = [
            (match.start() - 2 * number, match.end() - 2 * number - 2)
            for number, match in enumerate(re.finditer("【.*?】", line))
        ]
        got = find_names(re.sub("[【】]", "", line))
        marked, said = marked + len(names), said + len(got)
        hits += sum(any(each.start <= start and end <= each.end for each in got) for start, end in names)
        right += sum(any(each.start < end and start < each.end for start, end in names) for each in got)
    return hits / marked, right / said


@pytest.mark.parametrize(
    ("file", "recall", "precision"), [("names_develop.txt", 0.96, 0.92), ("names_heldout.txt", 0.92, 0.92)]
)
def test_names_are_found_and_ordinary_words_are_not(file: str, recall: float, precision: float) -> None:
    got = measured(file)
    assert got[0] >= recall
    assert got[1] >= precision


@pytest.mark.parametrize(
    ("text", "what", "kind"),
    [
        ("电话13812345678，随时打", "13812345678", "phone"),
        ("打 138 1234-5678 就行", "138 1234-5678", "phone"),
        ("手机一三八一二三四五六七八", "一三八一二三四五六七八", "phone"),
        ("手机幺三八幺二三四五六七八", "幺三八幺二三四五六七八", "phone"),
        ("号码１３８１２３４５６７８", "１３８１２３４５６７８", "phone"),
        ("座机0537-4412345", "0537-4412345", "phone"),
        ("家里电话4412345", "4412345", "phone"),
        ("身份证11010519491231002X", "11010519491231002X", "id_number"),
        ("身份证 110105 19491231 002x", "110105 19491231 002x", "id_number"),
        ("卡号6222 0212 3456 7890 123", "6222 0212 3456 7890 123", "account"),
        ("打款到4111111111111111", "4111111111111111", "account"),
        ("加微信 lihong_1985", "微信 lihong_1985", "contact"),
        ("邮箱li.hong@example.com", "li.hong@example.com", "contact"),
        ("车牌鲁H·12A45在门口", "鲁H·12A45", "plate"),
        ("鲁HD12345是新能源车", "鲁HD12345", "plate"),
        ("2015年3月12日生的", "2015年3月12日", "birth_date"),
        ("在曲阜市实验小学读三年级", "曲阜市实验小学", "school"),
        ("上吴村镇中心小学", "吴村镇中心小学", "school"),
        ("她在阳光幼儿园", "阳光幼儿园", "school"),
        ("三年级（2）班", "三年级（2）班", "school"),
        ("我家住在大槐树村", "大槐树村", "village"),
        ("张家庄的孩子", "张家庄", "village"),
        ("住在幸福小区", "幸福小区", "village"),
        ("家在建设路128号", "建设路128号", "address"),
        ("3号楼2单元501室", "3号楼2单元501室", "address"),
        ("孩子叫豆豆，小名叫豆豆", "豆豆", "name"),
    ],
)
def test_what_leads_to_somebody_is_found_with_its_kind(text: str, what: str, kind: str) -> None:
    assert (what, kind) in found(text)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("打1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", ["phone"]),
        ("1\u200b3\u200b8\u200b1\u200b2\u200b3\u200b4\u200b5\u200b6\u200b7\u200b8", ["phone"]),
        ("打138、1234、5678", ["phone"]),
        ("打138/1234/5678", ["phone"]),
        ("打138👌1234👌5678", ["phone"]),
        ("打❶❸❽❶❷❸❹❺❻❼❽", ["phone"]),
        ("yi san ba yi er san si wu liu qi ba", ["phone"]),
        ("yisanbayiersansiwuliuqiba", ["phone"]),
        ("想上曲阜實驗小學", ["school"]),
        ("想上曲 阜 实 验 小 学", ["school"]),
        ("想上曲阜.实验.小学", ["school"]),
        ("qu fu shi yan xiao xue", ["school"]),
        ("家在峪 口 村", ["village"]),
        ("我叫張偉，想要書包", ["name"]),
        ("我叫张\u200b伟，想要书包", ["name"]),
        ("wo jiao zhang wei", ["name"]),
        ("薇❤信abc12345", ["contact"]),
        ("weixin abc12345", ["contact"]),
        ("看xinqiao点com", ["contact"]),
        ("lihong＠qq。com", ["contact"]),
        ("鲁 H 1 2 3 4 5", ["plate"]),
        ("鲁🅷12345", ["plate"]),
        ("二〇一五年三月五日", ["birth_date"]),
    ],
)
def test_what_is_written_to_slip_through_is_found(text: str, kinds: list[str]) -> None:
    assert [kind for _, kind in found(text)] == kinds


@pytest.mark.parametrize("each", ["a", "a ", "1", "1 ", "张 ", "一", "yi", "a@", "a.", "\u200b", "鲁h", "鲁 "])
def test_a_long_text_takes_no_long_time(each: str) -> None:
    began = time.process_time()
    identifying(each * 10_000)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "text",
    [
        "一盒36色的水彩笔 一本画册，尺码 36/38/40，带拉锁的",
        "书包、铅笔、橡皮，语、数、英三本练习册",
        "爱看 book，想要 abc 字母卡 和 100 块积木😊",
        "想 要 书 包",
        "新 a4 纸 3 包，新的2b 铅笔 12 支",
        "想要一个书包，三十六码的棉鞋，身高一百三十厘米",
        "孩子上小学三年级，爸爸在外打工，家里五口人",
        "在农村长大，放学后要走两里路回家",
        "价格八十块，300毫升的水杯，2026年春天用",
        "孩子喜欢国学，想要一套四大名著和2B铅笔",
        "我们村里没有图书馆，孩子去镇上的小学上学",
        "社区的人都很热心，家乡的路不好走",
        "想看升旗，要早上6点30分起床",
    ],
)
def test_an_ordinary_wish_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_places_that_staff_know_are_found_by_their_names() -> None:
    assert found("孩子住峪口，离学校远", ("峪口",)) == [("峪口", "village")]


@given(
    st.text(alphabet=st.one_of(st.sampled_from("张李小红叫村小学0123456789一二三x-微信 年月日（）"), st.characters()))
)
def test_any_text_is_taken_and_comes_out_whole_with_its_marks(text: str) -> None:
    findings = identifying(text)
    assert all(0 <= each.start < each.end <= len(text) for each in findings)
    assert all(one.end <= other.start for one, other in itertools.pairwise(findings))
    assert "".join(piece for piece, _ in shown(text, findings)) == text


def test_marks_stand_where_the_hits_are() -> None:
    text = "我叫李小红，想要书包"
    assert shown(text, [Finding(2, 5, Personal.NAME)]) == [
        ("我叫", None),
        ("李小红", Personal.NAME),
        ("，想要书包", None),
    ]


def test_a_broken_list_says_which_one(tmp_path: Path) -> None:
    (tmp_path / "numbers.yaml").write_text("patterns: {plate: ['(']}\ndigits: {}", encoding="utf-8")
    with pytest.raises(BadList, match="no expression"):
        number_words(tmp_path)
