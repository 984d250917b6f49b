"""No secret, token, openid or word of a person's stands in a log line or an error, whatever goes wrong."""

import logging
import traceback

import pytest
import structlog

from simulator.faults import KINDS
from tests.simulator.conftest import Simulator
from tests.wechat.calls import CALLS, prepare
from tests.wechat.conftest import SECRET, Asked, fault
from wechat.client import WeChatClient
from wechat.errors import WeChatError, error_for

WORDS = ("您好", "大家好", "广场舞", "新课", "满意", "一课")


def _logged(caplog: pytest.LogCaptureFixture, lines: list[structlog.typing.EventDict]) -> str:
    said = [f"{each.getMessage()} {each.exc_text or ''}" for each in caplog.records if each.name != "aiohttp.access"]
    return "\n".join([*map(repr, lines), *said])


@pytest.mark.parametrize("kind", sorted(KINDS - {"slow"}))
async def test_nothing_of_a_call_is_told(
    simulator: Simulator, client: WeChatClient, asked: Asked, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    her = await simulator.follower()
    given = await prepare(simulator, client, her)
    caplog.set_level(logging.DEBUG)
    told = [repr(client)]
    with structlog.testing.capture_logs() as lines:
        for name, call in CALLS.items():
            await simulator.advance(2)
            await fault(simulator, kind, errcode=None if kind != "busy" else 40001)
            try:
                told.append(type(await call(client, given)).__name__)
            except WeChatError as error:
                told += [f"{name} {error}", repr(error), *traceback.format_exception(error)]
            simulator.platform.faults.remove(None)
    said = "\n".join(told) + _logged(caplog, lines)
    tokens = {each["access_token"] for each in asked.queries if "access_token" in each}
    assert tokens
    for hidden in (SECRET, her, given.another, given.media_id, *tokens, *WORDS):
        assert hidden not in said, (hidden, kind)


@pytest.mark.parametrize("errcode", [-1, 40001, 40003, 40013, 40125, 40164, 43004, 45009, 45015, 47003, 47001, 99999])
async def test_the_platforms_words_are_told_without_what_we_sent(
    simulator: Simulator, client: WeChatClient, errcode: int
) -> None:
    now = client._now()
    said = f"invalid secret {SECRET} of openid [oABC1dEfGhIjKlMnOpQrStUvWxYz] from 203.0.113.7, say 您好您好 rid: 6b05-aa-1"
    found = error_for(errcode, said, now=now, hide=[SECRET, "您好您好"])
    assert found.rid == "6b05-aa-1"
    assert "invalid secret" in found.errmsg
    for hidden in (SECRET, "oABC1dEfGhIjKlMnOpQrStUvWxYz", "203.0.113.7", "您好"):
        assert hidden not in str(found)
        assert hidden not in repr(found)
    assert simulator.platform.faults.listed() == []
