"""What she has let the platform show us, and takes back or has changed: it goes."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from services.context import Services
from services.mini.phone import take_phone_back
from services.people.joining import arrive
from storage.person_changes import PersonChangeStore

PHONES = frozenset({"8"})  # the number that she let the mini-program read lies apart from her record
# By the platform's numbers (of the account, then of the mini-program): which fields of a person hold what it is about.
# What isn't named here (address, invoice, camera …) we never ask for, and so never hold.
HELD: Mapping[str, tuple[str, ...]] = {
    "205": ("nickname", "avatar"),
    "6": ("nickname", "avatar"),
    "19": ("nickname",),
    "20": ("avatar",),
}
ALL = tuple(sorted({field for fields in HELD.values() for field in fields}))


async def taken_back(
    services: Services, *, app: str, openid: str, unionid: str, info: Sequence[str], key: str, now: datetime
) -> None:
    """
    Delete what the numbers in `info` are about, all of it where none is told; that she took it back is kept. The same `key`
    is the same message. Nobody is made of it. Raises StoreAway.

    Platform: user_authorization_revoke, and user_info_modified, after which what is held is out of date.
    """
    if await services.people.find(app, openid) is None:
        return
    person = await arrive(services, app=app, openid=openid, unionid=unionid, now=now)
    fields = {field for each in info for field in HELD.get(each, ())} if info else set(ALL)
    if PHONES.intersection(info) or not info:
        await take_phone_back(services, person.id)
    await PersonChangeStore(services.db).change(
        person.id,
        {"$set": {"taken_back": key}, **({"$unset": dict.fromkeys(sorted(fields), "")} if fields else {})},
        which={"taken_back": {"$ne": key}},
        kind="authorization_taken_back",
        actor=person.id,
        data={"info": list(info)},
        now=now,
    )
