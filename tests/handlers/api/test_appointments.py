"""Hours with a counsellor from the mini-program: held, taken, given back, waited for; danger first."""

from typing import Any

from services.privacy.erasing import erase_person
from tests.handlers.api.conftest import Phone, Visitors
from tests.handlers.api.test_own_things import DANGER, KEY
from tests.rig import Rig
from tests.services.bookings.opened import opened


async def held(phone: Phone, time: str, key: str = KEY) -> Any:
    return await phone.call("POST", "/me/appointments", {"service": "mind", "time": time}, Idempotency_Key=key)


async def test_she_holds_takes_and_gives_back_a_time(visitor: Visitors, rig: Rig) -> None:
    _, place = await opened(rig.services)
    phone, other = await visitor(), await visitor()
    found = (await phone.call("GET", "/appointments/times?service=mind&region=370881")).body
    assert [each["id"] for each in found["places"]] == [place.id]
    assert len(found["times"]) == 3
    first = found["times"][0]["time"]
    made, again = await held(phone, first), await held(phone, first)
    assert (made.status, made.body) == (201, again.body)
    assert (made.body["state"], made.body["place"]["name"]) == ("held", place.name)
    taken = await held(other, first, "another-key-1")
    assert (taken.status, taken.body["code"]) == (409, "time_taken")
    one = f"/me/appointments/{made.body['id']}"
    assert (await other.call("POST", f"{one}/confirm", {"about": ""})).status == 404
    booked = await phone.call("POST", f"{one}/confirm", {"about": DANGER, "called": "小芳"})
    assert (booked.status, booked.body["state"]) == (200, "booked")
    assert "110" in booked.body["danger"]
    assert await rig.services.db["alerts"].count_documents({}) == 1
    twice = await held(phone, found["times"][1]["time"], "another-key-2")
    assert twice.body["code"] == "booked_already"
    listed = (await phone.call("GET", "/me/appointments")).body
    assert [each["id"] for each in listed["appointments"]] == [made.body["id"]]
    assert (await other.call("POST", f"{one}/cancel")).status == 404
    assert (await phone.call("POST", f"{one}/cancel")).body["state"] == "cancelled"
    assert (await phone.call("POST", f"{one}/cancel")).body["state"] == "cancelled"
    told = (await phone.call("GET", "/me/data")).body
    assert next(each for each in told["parts"] if each["part"] == "bookings")["rows"]


async def test_with_nothing_free_she_waits(visitor: Visitors, rig: Rig) -> None:
    _, place = await opened(rig.services, hours=1)
    phone, other = await visitor(), await visitor()
    found = (await phone.call("GET", "/appointments/times?service=mind")).body
    assert (await held(phone, found["times"][0]["time"])).status == 201
    assert (await other.call("GET", "/appointments/times?service=mind")).body["times"] == []
    line = {"service": "mind", "place": place.id}
    for _ in range(2):
        assert (await other.call("PUT", "/me/appointments/line", line)).status == 200
    waits = (await other.call("GET", "/me/appointments")).body["waits"]
    assert [each["service"] for each in waits] == ["mind"]
    assert (await other.call("DELETE", "/me/appointments/line", {"service": "mind"})).status == 200
    assert (await other.call("GET", "/me/appointments")).body["waits"] == []


async def test_what_is_not_there_is_refused_in_words(visitor: Visitors, rig: Rig) -> None:
    await opened(rig.services)
    phone = await visitor()
    for path in ("/appointments/times?service=cooking", "/appointments/times?service=mind&region=99"):
        assert (await phone.call("GET", path)).status == 400
    nowhere = f"{'0' * 26}@202612010100"
    assert (await held(phone, nowhere)).body["problem"] == "unknown"
    gone = {"service": "mind", "place": "0" * 26}
    assert (await phone.call("PUT", "/me/appointments/line", gone)).status == 400


async def test_she_is_forgotten_and_her_time_is_free_again(visitor: Visitors, rig: Rig) -> None:
    await opened(rig.services)
    phone = await visitor()
    found = (await phone.call("GET", "/appointments/times?service=mind")).body
    made = await held(phone, found["times"][0]["time"])
    await phone.call("POST", f"/me/appointments/{made.body['id']}/confirm", {"about": "家里的事", "called": "小芳"})
    person = await rig.services.db["bookings"].find_one({"_id": made.body["id"]})
    await erase_person(rig.services, person["person"], how="api", now=rig.services.now())
    left = await rig.services.db["bookings"].find_one({"_id": made.body["id"]})
    assert (left["person"], left["state"]) == ("", "cancelled")
    assert not {"said", "note", "hers", "taken"} & set(left)
    other = await visitor()
    assert len((await other.call("GET", "/appointments/times?service=mind")).body["times"]) == 3
