"""The parser on what nobody would send on purpose."""

import json
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from tests.wechat.recorded import AT, BODIES, GH, HER
from wechat import fields
from wechat.messages import BODY_MOST_BYTES, Inbound, Unknown, parse
from wechat.readers import EVENTS, ID_MOST, MESSAGES

RECORDED = [file.read_bytes() for file in sorted(BODIES.iterdir())]
NAMES = [
    *("MsgID", "EventKey", "Content", "MediaId", "Location_X", "Location_Y", "Latitude", "Longitude", "Precision"),
    *("List", "SubscribeMsgPopupEvent", "SubscribeMsgSentEvent", "PublishEventInfo", "ArticleUrlResult", "result"),
    *("ScanCodeInfo", "SendPicsInfo", "SendLocationInfo", "OpenID", "RevokeInfo", "TotalCount", "ExpiredTime"),
]


def is_sound(found: Inbound) -> None:
    """What the rest of the product leans on, whatever came."""
    assert isinstance(found, Inbound)
    assert isinstance(found.created_at, int)
    assert found.created_at >= 0
    assert 2 < len(found.key) < 64
    assert found.key.isascii()
    assert len(found.openid) <= ID_MOST
    assert len(found.to) <= ID_MOST
    assert isinstance(found, Unknown) or found.openid
    repr(found).encode()


@given(some.binary(max_size=2000))
@example(b"<xml>" + b"<a>" * 5000)
@example(b'{"a":' * 5000)
@example(b"[" * BODY_MOST_BYTES)
@example(b'{"a":' + b"[" * 60_000)
@example(b"<xml><MsgType>" + b"]]>" * 100 + b"</MsgType></xml>")
@example(b"\xef\xbb\xbf" * 10 + b"<xml/>")
@example(b'{"MsgType":"\\ud800"}')
@example(b'{"MsgType":"text","FromUserName":"a","MsgId":1e999}')
@example(b'{"MsgType":"text","FromUserName":"a","CreateTime":' + b"9" * 5000 + b"}")
@example(b"<" + b"x" * 60_000 + b"/>")
def test_any_bytes_are_a_typed_value(body: bytes) -> None:
    is_sound(parse(body))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(some.data())
def test_a_recorded_push_that_was_spoilt_is_a_typed_value(data: some.DataObject) -> None:
    body = bytearray(data.draw(some.sampled_from(RECORDED)))
    for _ in range(data.draw(some.integers(1, 6))):
        place = data.draw(some.integers(0, len(body)))
        cut = data.draw(some.integers(0, 12))
        body[place : place + cut] = data.draw(some.binary(max_size=8) | some.sampled_from([b"]]>", b"<", b"&", b"\0"]))
    is_sound(parse(bytes(body)))


values = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=12),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(
            some.sampled_from(["List", "item", "publish_id", "TemplateId", "Count", "x"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    kind=some.sampled_from([*MESSAGES, *(f"event.{name}" for name in EVENTS)]),
    more=some.dictionaries(some.sampled_from(NAMES), values, max_size=8),
)
def test_any_value_in_any_field_of_any_type_is_a_typed_value(kind: str, more: dict[str, Any]) -> None:
    head = {"ToUserName": GH, "FromUserName": HER, "CreateTime": AT, "MsgType": kind.partition(".")[0], "MsgId": 7}
    if kind.startswith("event."):
        head["Event"] = kind.removeprefix("event.")
    is_sound(parse(json.dumps(head | more).encode("utf-8", "replace")))


@pytest.mark.parametrize("depth", [fields.DEPTH_MOST, fields.DEPTH_MOST + 1, 20_000])
def test_xml_is_read_only_to_a_small_depth(depth: int) -> None:
    inner = "<a>" * (depth - 1) + "</a>" * (depth - 1)
    body = f"<xml><MsgType>text</MsgType><FromUserName>{HER}</FromUserName>{inner}</xml>".encode()
    assert isinstance(parse(body), Unknown) == (depth > fields.DEPTH_MOST)


SHAPES: dict[str, Callable[[int], str]] = {
    "siblings": lambda n: "<a>b</a>" * n,
    "text": lambda n: "<a>" + "字" * n + "</a>",
    "line breaks": lambda n: "<a>" + "\n" * n + "</a>",
    "references": lambda n: "<a>" + "&lt;" * n + "</a>",
    "cdata": lambda n: "<a>" + "<![CDATA[x]]>" * n + "</a>",
    "groups": lambda n: "<a><b>c</b></a>" * n,
    "attributes": lambda n: "<a " + " ".join(f'b{each}="c"' for each in range(n)) + "/>",
    "comments": lambda n: "<!--c-->" * n,
    "control characters": lambda n: "<a>" + "\x01\x02" * n + "</a>",
}


def _work(body: bytes) -> int:
    """How often the parser was called back, and how much text went through its hands."""
    counted = 0

    class Counting(fields._Tree):
        def start(self, name: str, attributes: object) -> None:
            nonlocal counted
            counted += 1
            super().start(name, attributes)

        def text(self, part: str) -> None:
            nonlocal counted
            counted += 1 + len(part)
            super().text(part)

        def end(self, name: str) -> None:
            nonlocal counted
            counted += 1 + sum(map(len, self._text))
            super().end(name)

    with patch.object(fields, "_Tree", Counting):
        is_sound(parse(body))
    return counted


@pytest.mark.parametrize("shape", SHAPES)
def test_a_body_twice_as_large_takes_about_twice_the_work(shape: str) -> None:
    def body(times: int) -> bytes:
        return (f"<xml><MsgType>text</MsgType><FromUserName>{HER}</FromUserName>{SHAPES[shape](times)}</xml>").encode()

    once, twice, four_times = (_work(body(1000 * each)) for each in (1, 2, 4))
    assert len(body(4000)) < BODY_MOST_BYTES
    assert twice <= 2.2 * once + 100
    assert four_times <= 2.2 * twice + 100
