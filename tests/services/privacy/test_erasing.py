"""A person who is erased: nothing of hers can be read, what counts stays, and whoever comes back is somebody new."""

import asyncio
from typing import Any

import pytest

from domain.errors import NotFound
from domain.pushes import Channel, DeliveryState
from domain.regions import Scope
from domain.staff import Appointment, StaffMember, StaffRole
from services.context import Services
from services.people.follow import erase as close_account
from services.privacy.erasing import consequences, erase_person
from services.wishes.look import child_of
from services.wishes.submit import WishForm, submit
from storage.alerts import Alert
from storage.deliveries import NewRow
from storage.encryption import family_of, vault_of
from storage.messages import Logged
from storage.outbox import Work
from tests.bot.test_flows import WHOLE_WISH, says_all
from tests.joined import APP, HER, Clock, Phone
from worker.tasks import TASKS

WISH, ASKED, DANGER = "一个新书包", "孩子半夜惊醒说胡话，要紧吗", "他又打我了，我要被打死了"
CITY = "370000/370800/"
OFFICER = StaffMember("s1", "wang", "王芳", (Appointment(StaffRole.COUNTY, CITY),), CITY)


async def everything(services: Services) -> str:
    """All that lies in the database and its vault, as text."""
    parts: list[Any] = []
    for db in (services.db, vault_of(services.db)):
        for name in await db.list_collection_names():
            parts += [document async for document in db[name].find()]
    return repr(parts)


async def the_alert(services: Services) -> Alert:
    """The one that there is, with its words."""
    (alert,) = await services.alerts.page(scope=Scope.system())
    return await services.alerts.get(alert.id, scope=Scope.system())


async def full_life(services: Services, phone: Phone) -> str:
    """She follows, wishes, asks, writes in danger, is written to; her id."""
    await phone.event("subscribe")
    await says_all(phone, *WHOLE_WISH, "提交", ASKED, "都不是")
    await says_all(phone, "人工", ASKED)
    await phone.says(DANGER)
    person = await services.people.find(APP, HER)
    assert person
    await services.messages.insert(
        [Logged(APP, HER, "m1", "text", "message", ASKED, int(services.now().timestamp() * 1000))]
    )
    await services.notes.leave("n1", app=APP, openid=HER, text="等着您的话", now=services.now())
    await services.pushes.grants.allow(APP, HER, "t1", fields={}, key="g1", now=services.now())
    row = NewRow(person=person.id, openid=HER, channel=Channel.CUSTOMER, state=DeliveryState.PENDING, reason="")
    await services.pushes.rows.add("p1", APP, [row], now=services.now())
    return person.id


async def test_what_erasing_takes_away_is_told_before(services: Services, phone: Phone) -> None:
    person = await full_life(services, phone)
    told = await consequences(services, person)
    assert (told.wishes, told.open_wishes, told.messages, told.open_alerts) == (1, 1, 1, 1)
    assert told.questions >= 1


async def test_nothing_of_her_can_be_read_after_she_was_erased(services: Services, phone: Phone, clock: Clock) -> None:
    person = await full_life(services, phone)
    wish = (await services.wishes.of_guardian(person))[0]
    assert WISH in await everything(services)
    await erase_person(services, person, how="chat", now=services.now())

    text = await everything(services)
    for each in (WISH, "王小明", "王*明", ASKED):
        assert each not in text
    with pytest.raises(NotFound):
        await child_of(services, wish.id, reason="visit", by=OFFICER)
    assert await services.people.find(APP, HER) is None
    assert await services.turns.session(APP, HER) == (0, None)
    assert await services.messages.forget(APP, HER) == 0
    assert all(not each.holds for each in await services.consents.of(person))
    alert = await the_alert(services)
    assert alert.text == DANGER  # nobody has taken it up: she may need help

    clock.move(days=7, minutes=3)
    rest = await services.db["outbox"].find({"task": "erase_rest"}).to_list(None)
    assert len(rest) == 2
    for each in rest:
        await TASKS["erase_rest"](services, Work(each["_id"], each["task"], each["args"], 1, 1))
    alert = await the_alert(services)
    assert (alert.text, alert.openid, alert.person_id) == ("", "", "")
    await services.db["outbox"].delete_many({})
    await services.db["scene_scans"].delete_many({})
    assert HER not in await everything(services)


async def test_what_counts_stays_without_her_and_nothing_is_sent_to_her(services: Services, phone: Phone) -> None:
    person = await full_life(services, phone)
    await erase_person(services, person, how="chat", now=services.now())
    wishes = await services.wishes.page(scope=Scope.of(CITY))
    assert [(str(each.state), each.kind, each.guardian_id, each.text) for each in wishes] == [
        ("withdrawn", "study", "", "")
    ]
    story = await services.events.of(wishes[0].id, scope=Scope.system())
    assert [each.kind for each in story] == ["submitted", "checked", "emptied"]
    row = await services.db["deliveries"].find_one({})
    assert row
    assert (row["state"], row["openid"], row["person"]) == ("unreachable", "", "")


async def test_twice_and_at_once_is_one_erasure_with_one_receipt(services: Services, phone: Phone) -> None:
    person = await full_life(services, phone)
    done = await asyncio.gather(
        *(erase_person(services, person, how="chat", now=services.now()) for _ in range(3)), return_exceptions=True
    )
    again = await erase_person(services, person, how="chat", now=services.now())
    assert {each.receipt for each in done if not isinstance(each, BaseException)} == {again.receipt}
    assert await services.db["audit"].count_documents({"kind": "person_erased"}) == 1
    with pytest.raises(NotFound):
        await erase_person(services, "nobody", how="chat", now=services.now())


async def test_who_writes_again_is_somebody_new_and_keeps_what_is_hers(
    services: Services, phone: Phone, clock: Clock
) -> None:
    person = await full_life(services, phone)
    await erase_person(services, person, how="chat", now=services.now())
    await says_all(phone, *WHOLE_WISH, "提交")
    fresh = await services.people.find(APP, HER)
    assert fresh
    assert fresh.id != person
    clock.move(minutes=3)
    rest = await services.db["outbox"].find_one({"_id": f"erase:{person}:0"})
    assert rest
    await TASKS["erase_rest"](services, Work(rest["_id"], rest["task"], rest["args"], 1, 1))
    wish = (await services.wishes.of_guardian(fresh.id))[0]
    assert (await child_of(services, wish.id, reason="visit", by=OFFICER)).name == "王小明"


async def test_a_wish_that_was_on_its_way_is_not_kept_for_somebody_who_was_erased(
    services: Services, phone: Phone
) -> None:
    await phone.event("subscribe")
    person = await services.people.find(APP, HER)
    assert person
    form = WishForm(child_name="王小明", age_band="6-8", region="370881100201", kind="study", text=WISH, cost_fen=8000)
    tries = (submit(services, by=person, form=form, key=f"k{number}", now=services.now()) for number in range(4))
    erased = erase_person(services, person.id, how="chat", now=services.now())
    await asyncio.gather(*tries, erased, return_exceptions=True)
    with pytest.raises(NotFound):
        await submit(services, by=person, form=form, key="late", now=services.now())
    assert WISH not in await everything(services)
    assert await vault_of(services.db)["vault"].count_documents({"keyAltNames": family_of(person.id)}) == 0


async def test_an_account_closed_at_the_platform_erases_her(services: Services, phone: Phone) -> None:
    person = await full_life(services, phone)
    await close_account(services, app=APP, openid=HER, key="k", now=services.now())
    assert await services.vault.erasure_of(family_of(person))
    assert WISH not in await everything(services)
