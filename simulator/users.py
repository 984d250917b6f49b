"""Followers as the account sees them: lists, facts, remarks, the blacklist."""

from typing import Any

from simulator.api import OK, Api, Call, text_of
from simulator.errors import PlatformError
from simulator.state import Follower

PAGE = 10_000
MOST_AT_ONCE = 100
MOST_BLACKLISTED = 20
REMARK_CHARACTERS = 30


def _facts(call: Call, follower: Follower) -> dict[str, Any]:
    """What user/info tells: nothing of those who don't follow, and no name of anyone."""
    if not follower.following:
        return {"subscribe": 0, "openid": follower.openid}
    numeric = follower.scene.isascii() and follower.scene.isdigit()
    facts = {
        "subscribe": 1,
        "openid": follower.openid,
        "nickname": "",
        "sex": 0,
        "city": "",
        "province": "",
        "country": "",
        "headimgurl": "",
        "language": "zh_CN",
        "subscribe_time": follower.since,
        "remark": follower.remark,
        "groupid": follower.tags[-1] if follower.tags else 0,
        "tagid_list": follower.tags,
        "subscribe_scene": follower.how,
        "qr_scene": int(follower.scene) if numeric else 0,
        "qr_scene_str": "" if numeric else follower.scene,
    }
    unionid = call.platform.unionid(call.account, follower)
    return {**facts, "unionid": unionid} if unionid else facts


def info(call: Call) -> dict[str, Any]:
    """GET /cgi-bin/user/info."""
    return _facts(call, call.follower(call.query.get("openid")))


def infos(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/user/info/batchget: at most 100."""
    asked = call.body.get("user_list")
    if not isinstance(asked, list) or not asked:
        raise PlatformError(40031)
    if len(asked) > MOST_AT_ONCE:
        raise PlatformError(40032)
    if not all(isinstance(each, dict) for each in asked):
        raise PlatformError(40031)
    return {"user_info_list": [_facts(call, call.follower(each.get("openid"))) for each in asked]}


def page_after(openids: list[str], openid: object) -> list[str]:
    """Up to 10,000 that come after `openid`, from the beginning without one. Raises 40003."""
    if not openid:
        return openids[:PAGE]
    try:
        start = openids.index(str(openid)) + 1
    except ValueError as error:
        raise PlatformError(40003) from error
    return openids[start : start + PAGE]


def listed(total: int, page: list[str]) -> dict[str, Any]:
    """A page of openids in the platform's form."""
    found: dict[str, Any] = {"total": total, "count": len(page)}
    if page:
        found["data"] = {"openid": page}
    return {**found, "next_openid": page[-1] if page else ""}


def everyone(call: Call) -> dict[str, Any]:
    """GET /cgi-bin/user/get."""
    order = call.account.order
    return listed(len(order), page_after(order, call.query.get("next_openid")))


def remark(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/user/info/updateremark."""
    follower = call.follower(call.body.get("openid"))
    words = text_of(call.body.get("remark"))
    if len(words) > REMARK_CHARACTERS:
        raise PlatformError(40035)
    follower.remark = words
    call.platform.keep(call.account, follower)
    return dict(OK)


def blacklist(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/tags/members/getblacklist."""
    found = [each.openid for each in call.account.followers.values() if each.blacklisted]
    return listed(len(found), page_after(found, call.body.get("begin_openid")))


def _set_blacklisted(call: Call, *, to: bool) -> dict[str, Any]:
    openids = call.body.get("openid_list")
    if not isinstance(openids, list) or not openids:
        raise PlatformError(40031)
    if len(openids) > MOST_BLACKLISTED:
        raise PlatformError(40032)
    for follower in [call.follower(each) for each in openids]:
        follower.blacklisted = to
        call.platform.keep(call.account, follower)
    return dict(OK)


def block(call: Call) -> dict[str, Any]:
    return _set_blacklisted(call, to=True)


def unblock(call: Call) -> dict[str, Any]:
    return _set_blacklisted(call, to=False)


CALLS = [
    Api("/cgi-bin/user/get", everyone, "GET", daily=500, grows=True),
    Api("/cgi-bin/user/info", info, "GET", daily=5_000_000),
    Api("/cgi-bin/user/info/batchget", infos, daily=5_000_000),
    Api("/cgi-bin/user/info/updateremark", remark, daily=10_000),
    Api("/cgi-bin/tags/members/getblacklist", blacklist, daily=100_000),
    Api("/cgi-bin/tags/members/batchblacklist", block, daily=100_000),
    Api("/cgi-bin/tags/members/batchunblacklist", unblock, daily=100_000),
]
