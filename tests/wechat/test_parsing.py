"""Every message and event that the platform documents, and the quirks that it doesn't."""

import dataclasses
import json
import re
from typing import Any

import pytest

from bot.stages import STAGES
from tests.wechat.recorded import AT, BODIES, EXPECTED, GH, HER, OTHER, WANTED, body
from wechat import inbound
from wechat import messages as wx
from wechat.messages import BODY_MOST_BYTES, Unknown, parse
from wechat.readers import EVENTS, MESSAGES

FORMS = ("xml", "json")
FIELDS = {"ToUserName": GH, "FromUserName": HER, "CreateTime": AT, "MsgType": "text", "Content": "好", "MsgId": 7}
RECORDED = sorted({file.name for file in BODIES.iterdir()})


def pushed(**changed: Any) -> bytes:
    """A JSON push, its fields changed; None leaves one out."""
    fields = {name: value for name, value in {**FIELDS, **changed}.items() if value is not None}
    return json.dumps(fields, ensure_ascii=False).encode()


def event(name: str, **fields: Any) -> bytes:
    return pushed(**{"MsgType": "event", "Event": name, "Content": None, "MsgId": None, **fields})


def in_xml(rows: str) -> bytes:
    return (
        f"<xml><ToUserName>{GH}</ToUserName><FromUserName>{HER}</FromUserName>"
        f"<CreateTime>{AT}</CreateTime><MsgType>event</MsgType>{rows}</xml>"
    ).encode()


def test_every_type_that_is_read_has_a_recorded_body_in_both_forms() -> None:
    names = [*MESSAGES, *(f"event.{name}" for name in EVENTS)]
    assert sorted(f"{name}.{form}" for name in names for form in FORMS) == RECORDED
    assert sorted(names) == sorted(EXPECTED)


def test_every_kind_of_inbound_value_comes_from_a_recorded_body() -> None:
    kinds = {
        each
        for each in vars(inbound).values()
        if isinstance(each, type) and issubclass(each, inbound.Inbound) and each not in {inbound.Inbound, Unknown}
    }
    assert {kind for kind, _ in EXPECTED.values()} == kinds
    assert set(STAGES) <= kinds


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", EXPECTED)
def test_a_recorded_push_is_read_as_what_it_says(name: str, form: str) -> None:
    kind, fields = EXPECTED[name]
    found = parse(body(name, form))
    assert type(found) is kind
    common = {"to": GH, "openid": HER, "created_at": AT, "key": found.key}
    assert dataclasses.asdict(found) == dataclasses.asdict(kind(**common | fields))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_push_has_the_same_key_in_every_repeat_and_in_both_forms(name: str) -> None:
    assert len({parse(body(name, form)).key for form in FORMS for _ in range(2)}) == 1


def test_two_recorded_pushes_never_share_a_key() -> None:
    assert len({parse(body(name)).key for name in EXPECTED}) == len(EXPECTED)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (event("CLICK", EventKey="a"), event("CLICK", EventKey="b")),
        (event("CLICK", EventKey="a"), event("CLICK", EventKey="a", CreateTime=AT + 1)),
        (event("CLICK", EventKey="a"), event("CLICK", EventKey="a", FromUserName=HER.swapcase())),
        (event("CLICK", EventKey="a"), event("VIEW", EventKey="a")),
        (event("MASSSENDJOBFINISH", MsgID=1), event("MASSSENDJOBFINISH", MsgID=2)),
        (event("MASSSENDJOBFINISH", MsgId=1), event("MASSSENDJOBFINISH", MsgId=2)),
        (event("wxa_media_check", trace_id="a"), event("wxa_media_check", trace_id="b")),
        (event("user_info_modified", OpenID="a"), event("user_info_modified", OpenID="b")),
        (
            event("PUBLISHJOBFINISH", PublishEventInfo={"publish_id": 1}),
            event("PUBLISHJOBFINISH", PublishEventInfo={"publish_id": 2}),
        ),
        (pushed(MsgId=1), pushed(MsgId=2)),
        (pushed(MsgId=None, Content="一"), pushed(MsgId=None, Content="二")),
        (pushed(MsgId=0x7FFFFFFFFFFFFFFE), pushed(MsgId=0x7FFFFFFFFFFFFFFF)),
    ],
)
def test_two_different_pushes_have_different_keys(first: bytes, second: bytes) -> None:
    assert parse(first).key != parse(second).key


@pytest.mark.parametrize("name", EVENTS)
@pytest.mark.parametrize("change", [str.upper, str.lower, str.title])
def test_the_case_of_an_events_name_does_not_matter(name: str, change: Any) -> None:
    recorded = body(f"event.{name}").decode()
    changed = re.sub(r"<Event><!\[CDATA\[(.*?)]]>", lambda found: f"<Event><![CDATA[{change(found[1])}]]>", recorded)
    assert type(parse(changed.encode())) is EXPECTED[f"event.{name}"][0]


@pytest.mark.parametrize("name", EXPECTED)
def test_numbers_may_come_as_text(name: str) -> None:
    def texts(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: texts(each) for key, each in value.items()}
        if isinstance(value, list):
            return [texts(each) for each in value]
        return str(value)

    changed = json.dumps(texts(json.loads(body(name, "json")))).encode()
    assert parse(changed) == parse(body(name, "json"))


@pytest.mark.parametrize("name", ["MsgID", "MsgId"])
@pytest.mark.parametrize("finished", ["MASSSENDJOBFINISH", "TEMPLATESENDJOBFINISH"])
def test_the_id_of_a_job_is_found_under_both_of_its_names(finished: str, name: str) -> None:
    found = parse(event(finished, **{name: 34182}))
    assert isinstance(found, wx.MassFinished | wx.TemplateFinished)
    assert found.msg_id == "34182"


ONE = {"TemplateId": WANTED, "SubscribeStatusString": "reject"}
TWO = {"TemplateId": OTHER, "SubscribeStatusString": "reject"}
WRAPPERS = ("SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent", "SubscribeMsgSentEvent")


@pytest.mark.parametrize(("rows", "expected"), [(ONE, [WANTED]), ([ONE], [WANTED]), ([ONE, TWO], [WANTED, OTHER])])
@pytest.mark.parametrize("wrapper", ["", *WRAPPERS])
@pytest.mark.parametrize("name", ["popup", "change", "sent"])
def test_a_list_may_be_an_object_or_an_array_and_its_wrapper_any_or_none(
    name: str, wrapper: str, rows: Any, expected: list[str]
) -> None:
    found = parse(event(f"subscribe_msg_{name}_event", **({wrapper: {"List": rows}} if wrapper else {"List": rows})))
    if isinstance(found, wx.SubscriptionSent):
        assert [each.template_id for each in found.outcomes] == expected
    else:
        assert isinstance(found, wx.SubscriptionPopup | wx.SubscriptionChanged)
        assert [each.template_id for each in found.answers] == expected


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_the_wrong_wrapper_in_xml_is_read_too(wrapper: str) -> None:
    rows = f"<List><TemplateId>{WANTED}</TemplateId></List><List><TemplateId>{OTHER}</TemplateId></List>"
    found = parse(in_xml(f"<Event>subscribe_msg_change_event</Event><{wrapper}>{rows}</{wrapper}>"))
    assert isinstance(found, wx.SubscriptionChanged)
    assert [each.template_id for each in found.answers] == [WANTED, OTHER]


@pytest.mark.parametrize("recognition", [None, "", "你好"])
def test_speech_that_was_not_recognised_has_no_words(recognition: str | None) -> None:
    found = parse(pushed(MsgType="voice", MediaId="m", Format="amr", Recognition=recognition))
    assert isinstance(found, wx.VoiceMessage)
    assert found.recognition == (recognition or "")


@pytest.mark.parametrize("key", ["", "qrscene_", "last_trade_no_4001", None])
def test_a_follow_without_a_code_of_ours_has_no_scene(key: str | None) -> None:
    found = parse(event("subscribe", EventKey=key))
    assert isinstance(found, wx.Subscribe)
    assert found.scene == ""


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "broken"),
        (b"   ", "broken"),
        (b"hello", "broken"),
        (b"<xml>", "broken"),
        (b"<xml/>", "broken"),
        (b"<xml></xml>", "broken"),
        (b"<html><body/></html>", "broken"),
        (b"{}", "incomplete"),
        (b"[]", "broken"),
        (b"{", "broken"),
        (pushed(MsgType=None), "incomplete"),
        (pushed(MsgType=""), "incomplete"),
        (pushed(MsgType={}), "incomplete"),
        (pushed(FromUserName=None), "incomplete"),
        (pushed(FromUserName="o" * 200), "incomplete"),
        (pushed(MsgType="hologram"), "type"),
        (event("teleported"), "type"),
        (event(""), "type"),
        (pushed(MsgType="location", Location_X="north", Location_Y=1), "incomplete"),
        (pushed(MsgType="location", Location_X="nan", Location_Y=1), "incomplete"),
        (event("LOCATION", Latitude=1), "incomplete"),
        (event("PUBLISHJOBFINISH"), "incomplete"),
        (event("user_authorization_cancellation"), "incomplete"),
    ],
)
def test_what_cant_be_read_is_unknown_and_says_why(body: bytes, why: str) -> None:
    found = parse(body)
    assert isinstance(found, Unknown)
    assert found.why == why


def test_a_push_without_its_common_numbers_is_still_read() -> None:
    found = parse(pushed(MsgId=None, CreateTime=None, ToUserName=None))
    assert isinstance(found, wx.TextMessage)
    assert (found.text, found.created_at, found.to) == ("好", 0, "")


@pytest.mark.parametrize("at", [-1, 10**18, "soon", "9" * 30, {}, 253402300800])
def test_a_moment_that_is_none_is_zero(at: Any) -> None:
    assert parse(pushed(CreateTime=at)).created_at == 0


@pytest.mark.parametrize("size", [BODY_MOST_BYTES, BODY_MOST_BYTES + 1])
def test_a_body_is_read_up_to_the_limit_and_not_beyond(size: int) -> None:
    empty = pushed(Content="")
    found = parse(pushed(Content="a" * (size - len(empty))))
    if size > BODY_MOST_BYTES:
        assert isinstance(found, Unknown)
        assert found.why == "large"
    else:
        assert isinstance(found, wx.TextMessage)


def test_words_with_control_characters_are_not_lost() -> None:
    spoilt = body("text").replace("孩子".encode(), b"\x00\x08\x1b" + "孩子".encode())
    found = parse(spoilt)
    assert isinstance(found, wx.TextMessage)
    assert found.text.startswith("孩子写作业")
    found = parse(pushed(Content="孩子").replace("孩子".encode(), b"\x01" + "孩子".encode()))
    assert isinstance(found, wx.TextMessage)
    assert found.text == "孩子"


def test_bytes_that_are_no_utf8_cost_only_themselves() -> None:
    found = parse(body("text").replace("孩子".encode(), b"\xff\xfe\xed\xa0\x80"))
    assert isinstance(found, wx.TextMessage)
    assert found.text.endswith("谢谢")


DOCTYPES = (
    '<!DOCTYPE xml [<!ENTITY a "b">]><xml><MsgType>&a;</MsgType></xml>',
    '<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml><MsgType>text</MsgType></xml>',
    '<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><Content>&x;</Content></xml>',
    '<!DOCTYPE l [<!ENTITY l0 "lol">'
    + "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))
    + "]><xml><Content>&l12;</Content></xml>",
    "<xml><MsgType>text</MsgType><Content>&undeclared;</Content></xml>",
)


@pytest.mark.parametrize("text", DOCTYPES)
def test_no_entity_and_no_document_type_is_ever_taken(text: str) -> None:
    found = parse(text.encode())
    assert isinstance(found, Unknown)
    assert found.why == "broken"


@pytest.mark.parametrize("mark", ["\ufeff", "\n\n", '<?xml version="1.0" encoding="UTF-8"?>', "<!-- a -->"])
def test_what_stands_before_the_body_does_not_matter(mark: str) -> None:
    assert isinstance(parse(mark.encode() + body("text")), wx.TextMessage)
