"""Mass messages: to many at once, repeatable by their client_msg_id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from wechat.calls import Calls, Repeat
from wechat.fields import text_of


@dataclass(frozen=True, slots=True)
class MassText:
    """Words."""

    text: str


@dataclass(frozen=True, slots=True)
class MassArticles:
    """A draft, by its media id; the draft leaves the draft box when it is sent."""

    media_id: str


@dataclass(frozen=True, slots=True)
class MassJob:
    """The platform took the message over; MassFinished with the same `msg_id` tells how it ended."""

    msg_id: str
    msg_data_id: str = ""


class MassMessages(Calls):
    """
    A call with a client_msg_id may be made again within 24 hours: AlreadySent then names the first one's msg_id. After
    Uncertain it should be (its `repeatable` is True); without a client_msg_id it must not.
    """

    async def mass_send(
        self, openids: Sequence[str], content: MassText | MassArticles, *, client_msg_id: str
    ) -> MassJob:
        """Send to 2 to 10,000 people (service accounts only). Raises WeChatError."""
        payload = {"touser": list(openids), **_content(content), "clientmsgid": client_msg_id}
        return _job(await self._post("/cgi-bin/message/mass/send", payload, repeat=Repeat.KEYED))

    async def mass_send_all(
        self, content: MassText | MassArticles, *, tag_id: int | None = None, client_msg_id: str
    ) -> MassJob:
        """Send to all followers, or to those with a tag. Raises WeChatError."""
        chosen: dict[str, Any] = {"is_to_all": True} if tag_id is None else {"is_to_all": False, "tag_id": tag_id}
        payload = {"filter": chosen, **_content(content), "clientmsgid": client_msg_id}
        return _job(await self._post("/cgi-bin/message/mass/sendall", payload, repeat=Repeat.KEYED))

    async def mass_status(self, msg_id: str) -> str:
        """The platform's word for how far it is: "SENDING", "SEND_SUCCESS", "SEND_FAIL", "DELETE". Raises WeChatError."""
        return text_of(await self._post("/cgi-bin/message/mass/get", {"msg_id": msg_id}), "msg_status")

    async def mass_preview(self, openid: str, content: MassText | MassArticles) -> None:
        """Show the message to one follower as she would get it. Raises WeChatError."""
        payload = {"touser": openid, **_content(content)}
        await self._post("/cgi-bin/message/mass/preview", payload, repeat=Repeat.NEVER)


def _content(content: MassText | MassArticles) -> Mapping[str, Any]:
    match content:
        case MassText(text):
            return {"msgtype": "text", "text": {"content": text}}
        case MassArticles(media_id):
            return {"msgtype": "mpnews", "mpnews": {"media_id": media_id}, "send_ignore_reprint": 0}
    assert_never(content)


def _job(fields: Mapping[str, Any]) -> MassJob:
    return MassJob(text_of(fields, "msg_id"), text_of(fields, "msg_data_id"))
