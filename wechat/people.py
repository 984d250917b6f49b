"""Followers and their tags."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from wechat.calls import Calls, Repeat
from wechat.fields import moment_of, rows_of, text_of, tree_of, whole_of


@dataclass(frozen=True, slots=True)
class Follower:
    """
    What the platform still tells of a person. `unionid` is "" where the account isn't bound to an open platform
    account; where `following` is False nothing else is told. `followed_at` is aware.
    """

    openid: str
    following: bool
    unionid: str = ""
    followed_at: datetime | None = None
    came_by: str = ""
    scene: str = ""
    tag_ids: tuple[int, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class FollowerPage:
    """Up to 10,000 openids out of `total`; `next_openid` is "" at the end."""

    total: int
    openids: tuple[str, ...]
    next_openid: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag and how many people carry it."""

    id: int
    name: str
    count: int = 0


class People(Calls):
    """Reading who follows, and tagging them."""

    async def user(self, openid: str) -> Follower:
        """One person. Raises WeChatError."""
        return _follower(await self._get("/cgi-bin/user/info", openid=openid, lang="zh_CN"))

    async def users(self, openids: Sequence[str]) -> tuple[Follower, ...]:
        """At most 100 people. Raises WeChatError."""
        asked = [{"openid": openid, "lang": "zh_CN"} for openid in openids]
        answer = await self._post("/cgi-bin/user/info/batchget", {"user_list": asked})
        return tuple(_follower(row) for row in rows_of(answer, "user_info_list"))

    async def followers(self, next_openid: str = "") -> FollowerPage:
        """The openids after `next_openid`, from the beginning for "". Raises WeChatError."""
        params = {"next_openid": next_openid} if next_openid else {}
        answer = await self._get("/cgi-bin/user/get", **params)
        found = tree_of(answer, "data").get("openid")
        openids = tuple(str(openid) for openid in found) if isinstance(found, list) else ()
        return FollowerPage(whole_of(answer, "total"), openids, text_of(answer, "next_openid") if openids else "")

    async def create_tag(self, name: str) -> Tag:
        """Make a tag (at most 30 bytes). Raises WeChatError; after Uncertain look it up in tags()."""
        answer = await self._post("/cgi-bin/tags/create", {"tag": {"name": name}}, repeat=Repeat.NEVER)
        return _tag(tree_of(answer, "tag"))

    async def tags(self) -> tuple[Tag, ...]:
        """All tags. Raises WeChatError."""
        return tuple(_tag(row) for row in rows_of(await self._get("/cgi-bin/tags/get"), "tags"))

    async def delete_tag(self, tag_id: int) -> None:
        """Remove a tag, from everybody who carries it. Raises WeChatError."""
        await self._post("/cgi-bin/tags/delete", {"tag": {"id": tag_id}})

    async def tag_people(self, tag_id: int, openids: Sequence[str]) -> None:
        """Put a tag on at most 50 people. Raises WeChatError."""
        payload = {"openid_list": list(openids), "tagid": tag_id}
        await self._post("/cgi-bin/tags/members/batchtagging", payload)

    async def untag_people(self, tag_id: int, openids: Sequence[str]) -> None:
        """Take a tag off at most 50 people. Raises WeChatError."""
        payload = {"openid_list": list(openids), "tagid": tag_id}
        await self._post("/cgi-bin/tags/members/batchuntagging", payload)


def _follower(fields: Mapping[str, Any]) -> Follower:
    followed = moment_of(fields, "subscribe_time")
    tag_ids = fields.get("tagid_list")
    return Follower(
        openid=text_of(fields, "openid"),
        following=whole_of(fields, "subscribe") == 1,
        unionid=text_of(fields, "unionid"),
        followed_at=datetime.fromtimestamp(followed, UTC) if followed else None,
        came_by=text_of(fields, "subscribe_scene"),
        scene=text_of(fields, "qr_scene_str"),
        tag_ids=tuple(tag for tag in tag_ids if isinstance(tag, int)) if isinstance(tag_ids, list) else (),
        remark=text_of(fields, "remark"),
    )


def _tag(fields: Mapping[str, Any]) -> Tag:
    return Tag(whole_of(fields, "id"), text_of(fields, "name"), whole_of(fields, "count"))
