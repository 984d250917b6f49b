"""A guardian with a new WeChat keeps what was hers, by a proof, once; nobody else gets it."""

import asyncio

import pytest
from bson.binary import Binary

from domain.errors import NotAllowed, NotFound
from domain.people import Person
from domain.staff import StaffRole
from services.context import Services
from services.people import own_pages
from services.people.moving_over import by_code, by_phone, make_code
from services.privacy.erasing import erase_person
from services.privacy.her_data import make_link, open_link
from services.wishes.look import child_of
from storage.encryption import family_of
from storage.phones import Phone as Number
from tests.joined import APP, Clock, Phone
from tests.services.wishes.lives import COUNTY, ELSEWHERE, OFFICER, VILLAGE, Lives, member

NEW = "openid-of-her-new-phone"


async def new_account(services: Services) -> Person:
    return await services.people.ensure(APP, NEW, now=services.now())


async def gave(services: Services, person: Person, number: str) -> None:
    sealed: Binary = await services.vault.seal(family_of(person.id), {"phone": number})
    digest = await services.vault.digest("phone", number)
    await services.phones.put(Number(person.id, "138****1234", services.now()), sealed=sealed, digest=digest)


async def test_by_a_code_of_the_officer_her_wishes_follow_and_the_old_account_is_told(services: Services) -> None:
    lives = Lives(services)
    wish = await lives.submitted()
    code, _ = await make_code(services, wish.id, by=OFFICER)
    phone = Phone(services, NEW)
    assert "转过来了" in await phone.says(f"换微信 {code[:4]} {code[4:]}")
    assert "一个新书包" in await phone.says("我的")
    old = Phone(services, "openid-guardian")
    assert "一个新书包" not in await old.says("我的")
    assert any("不是您办的" in text for text in await _outbox(services))
    assert (await child_of(services, wish.id, reason="visit", by=OFFICER)).name == "王小丁", (
        "the family's key goes with her"
    )
    assert "code_given" in await lives.story(wish)


async def _outbox(services: Services) -> list[str]:
    rows = services.db["outbox"].find({"task": "tell_person"})
    opened = [services.seal.open(row["args"]["sealed"]) async for row in rows]
    return [each.decode() for each in opened if each is not None]


async def test_a_code_is_good_once_for_half_an_hour_and_not_for_a_guess(services: Services, clock: Clock) -> None:
    wish = await Lives(services).submitted()
    new = await new_account(services)
    code, _ = await make_code(services, wish.id, by=OFFICER)
    for wrong in ("00000000", code[::-1] if code != code[::-1] else "11111111"):
        with pytest.raises(NotFound):
            await by_code(services, wrong, by=new)
    clock.move(minutes=31)
    with pytest.raises(NotFound):
        await by_code(services, code, by=new)
    code, _ = await make_code(services, wish.id, by=OFFICER)
    other = await services.people.ensure(APP, "somebody-else", now=services.now())
    tried = await asyncio.gather(
        by_code(services, code, by=new), by_code(services, code, by=other), return_exceptions=True
    )
    assert sorted(str(type(each).__name__) for each in tried) == ["NoneType", "NotFound"]


async def test_only_who_may_see_the_child_gives_a_code_and_only_in_her_region(services: Services) -> None:
    wish = await Lives(services).submitted()
    with pytest.raises(NotFound):
        await make_code(services, wish.id, by=ELSEWHERE)
    with pytest.raises(NotAllowed):
        await make_code(services, wish.id, by=member(StaffRole.EXPERT, VILLAGE, "expert"))
    assert await make_code(services, wish.id, by=COUNTY)


async def test_by_the_same_number_and_a_receipt_and_by_neither_alone(services: Services) -> None:
    lives = Lives(services)
    wish = await lives.submitted()
    guardian, new = await lives.somebody("guardian"), await new_account(services)
    for numbers in ((), ((guardian, "+8613812341234"),), ((new, "+8613999999999"),)):
        for person, number in numbers:
            await gave(services, person, number)
        with pytest.raises(NotFound):
            await by_phone(services, wish.receipt, by=new)
    await gave(services, new, "+8613812341234")
    with pytest.raises(NotFound):
        await by_phone(services, "30572214683", by=new)
    await by_phone(services, wish.receipt, by=new)
    assert (await lives.now(wish)).guardian_id == new.id
    with pytest.raises(NotFound):
        await by_phone(services, wish.receipt, by=new)


async def test_the_old_account_is_signed_out_and_begins_anew_and_the_new_one_can_erase_all(services: Services) -> None:
    lives = Lives(services)
    wish = await lives.submitted()
    guardian, new = await lives.somebody("guardian"), await new_account(services)
    await services.db["person_sessions"].insert_one({"_id": "s", "person": guardian.id})
    code, _ = await make_code(services, wish.id, by=OFFICER)
    await by_code(services, code, by=new)
    assert await services.db["person_sessions"].count_documents({}) == 0
    again = await services.people.ensure(APP, "openid-guardian", now=services.now())
    assert again.id not in {guardian.id, new.id}
    await erase_person(services, new.id, how="chat", now=services.now())
    with pytest.raises(NotFound):
        await child_of(services, wish.id, reason="visit", by=OFFICER)


async def test_what_the_old_account_was_let_in_by_opens_nothing_of_the_new_one_s(services: Services) -> None:
    lives = Lives(services)
    wish, old = await lives.submitted(), await lives.somebody("guardian")
    used, unused = [
        (await own_pages.link_to(services, old, own_pages.Where.VOLUNTEER)).split("/")[-2] for _ in range(2)
    ]
    browser = await own_pages.let_in(services, used)
    assert (await own_pages.known_by(services, browser)) == await services.people.get(old.id)
    data = (await make_link(services, old.id, now=services.now())).rsplit("/", 1)[-1]
    code, _ = await make_code(services, wish.id, by=OFFICER)
    await by_code(services, code, by=await new_account(services))
    assert await own_pages.known_by(services, browser) is None
    assert not await own_pages.works(services, unused)
    with pytest.raises(NotFound):
        await open_link(services, data)
