"""What a mini-program's codes stand for: who signs in, and which phone number she lets it read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wechat.calls import Calls, Repeat
from wechat.errors import OurMistake
from wechat.fields import text_of, tree_of
from wechat.wire import Request


@dataclass(frozen=True, slots=True)
class CodeSession:
    """
    Who got a code from `wx.login`; `unionid` is "" where the platform gives none. The session_key that comes with it is
    read by nobody: our tokens are our own, and a phone number comes by a code of its own.
    """

    openid: str
    unionid: str


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number without its country's code, and that code ("86")."""

    number: str
    country: str

    def __repr__(self) -> str:
        return "PhoneNumber()"


class SignIn(Calls):
    """A code is good once, so neither call is repeated where it may have been used up: Uncertain is raised."""

    async def code_session(self, code: str) -> CodeSession:
        """Who got `code` from `wx.login`. Raises WeChatError: 40029 unknown or too old, 40163 used."""
        params = {"appid": self.app_id, "secret": self._secret, "js_code": code, "grant_type": "authorization_code"}
        answer, _ = await self._patiently(Request("/sns/jscode2session", params), None, Repeat.NEVER)
        openid = text_of(answer, "openid")
        if not openid:
            raise OurMistake(errmsg="no openid in the answer")
        return CodeSession(openid, text_of(answer, "unionid"))

    async def phone_number(self, code: str) -> PhoneNumber:
        """The number behind a code of the button `getPhoneNumber`. Raises WeChatError: 40029 unknown, used or too old."""
        answer = await self._post("/wxa/business/getuserphonenumber", {"code": code}, repeat=Repeat.NEVER)
        found: Mapping[str, Any] = tree_of(answer, "phone_info")
        return PhoneNumber(text_of(found, "purePhoneNumber"), text_of(found, "countryCode"))
