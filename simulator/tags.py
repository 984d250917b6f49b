"""Tags: at most a hundred an account, twenty a person."""

from typing import Any

from simulator.api import OK, Api, Call, number_of, text_of
from simulator.errors import PlatformError
from simulator.state import Follower
from simulator.users import listed, page_after

MOST_TAGS = 100
MOST_A_PERSON = 20
MOST_AT_ONCE = 50
NAME_BYTES = 30
MOST_FANS = 100_000
RESERVED = frozenset({0, 1, 2})
FIRST_ID = 100


def _name(call: Call, part: dict[str, Any]) -> str:
    """A tag's name. Raises 45157 and 45158."""
    name = text_of(part.get("name"), 45157)
    if not name.strip() or name in (each["name"] for each in call.account.named("tags").values()):
        raise PlatformError(45157)
    if len(name.encode()) > NAME_BYTES:
        raise PlatformError(45158)
    return name


def _tag_id(call: Call, value: object) -> int:
    """The id of a tag that is there. Raises 45058 and 45159."""
    tag_id = number_of(value, 45159)
    if tag_id in RESERVED:
        raise PlatformError(45058)
    if str(tag_id) not in call.account.named("tags"):
        raise PlatformError(45159)
    return tag_id


def _wearers(call: Call, tag_id: int) -> list[str]:
    followers = call.account.followers
    return [each for each in call.account.order if tag_id in followers[each].tags]


def create(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/tags/create."""
    tags = call.account.named("tags")
    name = _name(call, call.part("tag"))
    if len(tags) >= MOST_TAGS:
        raise PlatformError(45056)
    # An id isn't given again: people may still know the tag that had it.
    tag_id = max(call.account.named("tag_ids").get("last", FIRST_ID - 1) + 1, FIRST_ID)
    call.platform.keep_document(call.account, "tag_ids", "last", tag_id)
    tag = {"id": tag_id, "name": name}
    call.platform.keep_document(call.account, "tags", str(tag_id), tag)
    return {"tag": tag}


def get(call: Call) -> dict[str, Any]:
    """GET /cgi-bin/tags/get."""
    counts = dict.fromkeys((each["id"] for each in call.account.named("tags").values()), 0)
    for openid in call.account.order:
        for tag_id in call.account.followers[openid].tags:
            counts[tag_id] = counts.get(tag_id, 0) + 1
    return {"tags": [{**each, "count": counts[each["id"]]} for each in call.account.named("tags").values()]}


def update(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/tags/update."""
    part = call.part("tag")
    tag_id = _tag_id(call, part.get("id"))
    tag = {"id": tag_id, "name": _name(call, part)}
    call.platform.keep_document(call.account, "tags", str(tag_id), tag)
    return dict(OK)


def delete(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/tags/delete."""
    tag_id = _tag_id(call, call.part("tag").get("id"))
    wearers = _wearers(call, tag_id)
    if len(wearers) > MOST_FANS:
        raise PlatformError(45057)
    for openid in wearers:
        _take_off(call, call.account.followers[openid], tag_id)
    call.platform.drop_document(call.account, "tags", str(tag_id))
    return dict(OK)


def wearers(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/user/tag/get."""
    found = _wearers(call, _tag_id(call, call.body.get("tagid")))
    page = listed(len(found), page_after(found, call.body.get("next_openid")))
    page.pop("total")
    return page


def _take_off(call: Call, follower: Follower, tag_id: int) -> None:
    if tag_id in follower.tags:
        follower.tags.remove(tag_id)
        call.platform.keep(call.account, follower)


def _people(call: Call) -> list[Follower]:
    """Those whom a tag is put on. Raises 40031, 40032, 40003, 49003."""
    openids = call.body.get("openid_list")
    if not isinstance(openids, list) or not openids:
        raise PlatformError(40031)
    if len(openids) > MOST_AT_ONCE:
        raise PlatformError(40032)
    for openid in openids:
        elsewhere = (each for each in call.platform.accounts.values() if each is not call.account)
        if isinstance(openid, str) and any(openid in each.followers for each in elsewhere):
            raise PlatformError(49003)
    return [call.follower(each) for each in openids]


def put_on(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/tags/members/batchtagging: all of them or none."""
    tag_id = _tag_id(call, call.body.get("tagid"))
    people = _people(call)
    if any(tag_id not in each.tags and len(each.tags) >= MOST_A_PERSON for each in people):
        raise PlatformError(45059)
    for follower in people:
        if tag_id not in follower.tags:
            follower.tags.append(tag_id)
            call.platform.keep(call.account, follower)
    return dict(OK)


def take_off(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/tags/members/batchuntagging."""
    tag_id = _tag_id(call, call.body.get("tagid"))
    for follower in _people(call):
        _take_off(call, follower, tag_id)
    return dict(OK)


def of_person(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/tags/getidlist."""
    return {"tagid_list": call.follower(call.body.get("openid")).tags}


CALLS = [
    Api("/cgi-bin/tags/create", create),
    Api("/cgi-bin/tags/get", get, "GET"),
    Api("/cgi-bin/tags/update", update),
    Api("/cgi-bin/tags/delete", delete),
    Api("/cgi-bin/tags/getidlist", of_person),
    Api("/cgi-bin/tags/members/batchtagging", put_on),
    Api("/cgi-bin/tags/members/batchuntagging", take_off),
    Api("/cgi-bin/user/tag/get", wearers, "GET|POST"),
]
