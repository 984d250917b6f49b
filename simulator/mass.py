"""Mass sending: quotas of both account kinds, clientmsgid, and the event that closes a job."""

import asyncio
import hashlib
import itertools
from typing import Any

import orjson

from simulator.api import OK, SERVICE, Api, Call, number_of, text_of, word_of
from simulator.articles import draft_articles, make_public
from simulator.delivery import deliver_event
from simulator.errors import PlatformError
from simulator.media import media_entry, new_msg_data_id
from simulator.state import Account, Follower, Platform

MOST_OPENIDS = 10_000
CLIENT_ID_BYTES = 64
CLIENT_ID_LASTS = 86_400
A_PERSON_A_MONTH = 4
TO_ALL_A_MONTH = 4
SUBSCRIPTION_A_DAY = 1
AT_ONCE = 2000
MOST_WAITING = 10_000
SPEEDS = {0: 80, 1: 60, 2: 45, 3: 30, 4: 10}


def _content(call: Call) -> dict[str, Any]:
    """What is sent, checked: {kind, msgtype, text, …}; of an article its draft. Raises 40008, 40007, 44004, 45002."""
    kind = word_of(call.body.get("msgtype"))
    if kind == "text":
        content = text_of(call.part("text", 44004).get("content"), 44004)
        if not content:
            raise PlatformError(44004)
        if len(content.encode("utf-8", "replace")) > 2048:
            raise PlatformError(45002)
        return {"msgtype": kind, "text": content}
    if kind == "mpnews":
        media_id = call.part("mpnews", 40007).get("media_id")
        cards = draft_articles(call.platform, call.account, media_id)
        return {"msgtype": kind, "text": cards[0]["title"], "draft": media_id, "articles": cards}
    if kind == "image":
        images = call.body.get("images")
        part = images if isinstance(images, dict) else {"media_ids": [call.part("image", 40007).get("media_id")]}
        ids = part.get("media_ids")
        if not isinstance(ids, list) or not ids:
            raise PlatformError(40007)
        return {
            "msgtype": kind,
            "text": "",
            **next(iter([media_entry(call.platform, call.account, each, "image") for each in ids])),
        }
    if kind in {"voice", "mpvideo"}:
        found = media_entry(
            call.platform,
            call.account,
            call.part(str(kind), 40007).get("media_id"),
            "voice" if kind == "voice" else "video",
        )
        return {"msgtype": kind, "text": "", **found}
    raise PlatformError(40008)


def _client_id(call: Call, target: object) -> str:
    """The caller's clientmsgid, or one made from content and target. Raises 45065 and 45067."""
    given = call.body.get("clientmsgid")
    if given:
        client_id = text_of(given)
        if len(client_id.encode()) > CLIENT_ID_BYTES:
            raise PlatformError(45067)
    else:
        kind = str(call.body.get("msgtype"))
        part = call.body.get("images" if kind == "image" else kind)
        client_id = hashlib.sha256(orjson.dumps([target, kind, part])).hexdigest()
    earlier = call.account.named("client_ids").get(client_id)
    if earlier and call.platform.now() - earlier["at"] < CLIENT_ID_LASTS:
        raise PlatformError(45065, msg_id=earlier["msg_id"], **earlier["extra"])
    return client_id


def _use(call: Call, counter: str, period: str, most: int) -> None:
    """Use one of `most` in `period`. Raises 45028."""
    found = call.account.named("mass_used").get(counter)
    used = found[1] if found and found[0] == period else 0
    if used >= most:
        raise PlatformError(45028)
    call.platform.keep_document(call.account, "mass_used", counter, [period, used + 1])


def _use_quota(call: Call, *, to_all: bool) -> None:
    clock = call.platform.clock
    if call.account.settings.kind == "subscription":
        _use(call, "day", clock.day(), SUBSCRIPTION_A_DAY)
    elif to_all:
        _use(call, "to_all", clock.month(), TO_ALL_A_MONTH)


def _start(call: Call, openids: list[str], client_id: str, content: dict[str, Any], total: int) -> dict[str, Any]:
    platform, account = call.platform, call.account
    msg_id = 1_000_000_001 + len(account.named("mass_jobs"))
    extra: dict[str, Any] = {}
    urls: list[str] = []
    if content.get("draft"):
        _, content["articles"] = make_public(platform, account, content.pop("draft"))
        extra = {"msg_data_id": new_msg_data_id()}
        urls = [each["url"] for each in content["articles"]]
    platform.keep_document(account, "client_ids", client_id, {"msg_id": msg_id, "at": platform.now(), "extra": extra})
    job = {
        "msg_id": msg_id,
        "status": "SENDING",
        "urls": urls,
        "msgtype": content["msgtype"],
        "total": total,
        "error": 0,
    }
    platform.keep_document(account, "mass_jobs", str(msg_id), job)
    content["msg"] = str(call.body.get("clientmsgid") or msg_id)
    platform.background(_deliver(platform, account, job, openids, {**content, "msg_id": msg_id}))
    return {"errcode": 0, "errmsg": "send job submission success", "msg_id": msg_id, **extra}


def _reaches(platform: Platform, follower: Follower | None) -> bool:
    """Whether the filters let her have it; it counts against her four a month."""
    if follower is None or not follower.following or follower.blacklisted:
        return False
    month = platform.clock.month()
    if follower.mass_month != month:
        follower.mass_month, follower.mass_count = month, 0
    if follower.mass_count >= A_PERSON_A_MONTH:
        return False
    follower.mass_count += 1
    return True


async def _deliver(
    platform: Platform, account: Account, job: dict[str, Any], openids: list[str], content: dict[str, Any]
) -> None:
    """Put it into every chat that the filters leave, then say so by MASSSENDJOBFINISH."""
    await asyncio.sleep(0.2)
    sent = 0
    for start in range(0, len(openids), AT_ONCE):
        for openid in itertools.islice(openids, start, start + AT_ONCE):
            follower = account.followers.get(openid)
            if follower is not None and _reaches(platform, follower):
                platform.keep(account, follower)
                platform.say(account, openid, side="account", kind="mass", channel="mass", **content)
                sent += 1
        await (platform.store.flush() if platform.store.waiting > MOST_WAITING else asyncio.sleep(0))
    done = {**job, "status": "SEND_SUCCESS", "sent": sent}
    platform.keep_document(account, "mass_jobs", str(job["msg_id"]), done)
    urls = [{"ArticleIdx": index + 1, "ArticleUrl": url} for index, url in enumerate(job["urls"])]
    fields = {
        "MsgID": job["msg_id"],
        "Status": "send success",
        "TotalCount": job["total"],
        "FilterCount": sent,
        "SentCount": sent,
        "ErrorCount": 0,
        "CopyrightCheckResult": {"Count": 0, "ResultList": "", "CheckState": 0},
        "ArticleUrlResult": {"Count": len(urls), "ResultList": {"item": urls}},
    }
    await deliver_event(platform, account, "", "MASSSENDJOBFINISH", fields)


def send(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/message/mass/send: to 2..10000 openids."""
    openids = call.body.get("touser")
    if not isinstance(openids, list) or not all(isinstance(each, str) for each in openids):
        raise PlatformError(40031)
    if len(openids) > MOST_OPENIDS:
        raise PlatformError(40032)
    if len(openids) < 2:
        raise PlatformError(40031)
    if not any(each in call.account.followers for each in openids):
        raise PlatformError(40003)
    content = _content(call)
    client_id = _client_id(call, openids)
    _use_quota(call, to_all=False)
    return _start(call, list(dict.fromkeys(openids)), client_id, content, len(openids))


def send_all(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/message/mass/sendall: to all, or to one tag."""
    target = call.part("filter")
    to_all = target.get("is_to_all") is True
    content = _content(call)
    account = call.account
    if to_all:
        openids = list(account.order)
    else:
        tag_id = number_of(target.get("tag_id"))
        if str(tag_id) not in account.named("tags"):
            raise PlatformError(45159)
        openids = [each for each in account.order if tag_id in account.followers[each].tags]
    client_id = _client_id(call, target)
    _use_quota(call, to_all=to_all)
    return _start(call, openids, client_id, content, len(openids))


def preview(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/message/mass/preview: to one follower, outside of all quotas."""
    content = _content(call)
    content.pop("draft", None)
    follower = call.follower(call.body.get("touser"))
    if not follower.following:
        raise PlatformError(43004)
    call.platform.say(call.account, follower.openid, side="account", kind="mass", channel="preview", **content)
    return {"errcode": 0, "errmsg": "preview success"}


def _job(call: Call, errcode: int) -> dict[str, Any]:
    found = call.account.named("mass_jobs").get(str(call.body.get("msg_id")))
    if found is None:
        raise PlatformError(errcode)
    return dict(found)


def status(call: Call) -> dict[str, Any]:
    job = _job(call, 40059)
    return {"msg_id": job["msg_id"], "msg_status": job["status"]}


def delete(call: Call) -> dict[str, Any]:
    job = _job(call, 40059)
    if job["msgtype"] not in {"mpnews", "mpvideo"}:
        raise PlatformError(40059)
    index = number_of(call.body.get("article_idx", 0))
    if not 0 <= index <= len(job["urls"]):
        raise PlatformError(40035)
    call.platform.keep_document(call.account, "mass_jobs", str(job["msg_id"]), {**job, "status": "DELETE"})
    for url in job["urls"] if not index else [job["urls"][index - 1]]:
        call.platform.drop_document(call.account, "published", url.split("/")[-2])
    return dict(OK)


def speed_get(call: Call) -> dict[str, Any]:
    speed = call.account.named("mass_speed").get("speed", 0)
    return {"speed": speed, "realspeed": SPEEDS[speed]}


def speed_set(call: Call) -> dict[str, Any]:
    if "speed" not in call.body:
        raise PlatformError(45084)
    speed = number_of(call.body["speed"], 45083)
    if speed not in SPEEDS:
        raise PlatformError(45083)
    call.platform.keep_document(call.account, "mass_speed", "speed", speed)
    return dict(OK)


CALLS = [
    Api("/cgi-bin/message/mass/send", send, kinds=SERVICE, daily=100, minute=60),
    Api("/cgi-bin/message/mass/sendall", send_all, daily=100, minute=60),
    Api("/cgi-bin/message/mass/preview", preview, daily=100),
    Api("/cgi-bin/message/mass/get", status),
    Api("/cgi-bin/message/mass/delete", delete, daily=10),
    Api("/cgi-bin/message/mass/speed/get", speed_get),
    Api("/cgi-bin/message/mass/speed/set", speed_set),
]
