"""The successor of a colleague who left ticks the list off herself, once, and nobody does it for her."""

import asyncio

import pytest

from domain.errors import Invalid, NotFound
from domain.ids import new_id
from domain.staff import StaffMember, StaffRole
from services.context import Services
from services.staff import add
from services.staff.handover import hand_over, key_of, what_moves
from services.staff.receiving import look, receive, to_receive
from storage.handovers import Handover


async def handed(services: Services) -> tuple[StaffMember, StaffMember, Handover]:
    boss, _ = await add(services, login="boss", name="王芳", roles=[StaffRole.ADMINISTRATOR], region="370800")
    li, _ = await add(services, login="li", name="李娜", roles=[StaffRole.COUNTY], region="370881")
    zhao, _ = await add(
        services,
        login="zhao",
        name="赵敏",
        roles=[StaffRole.EXPERT],
        region="370883",
        password="一句只在这里用的长口令",
    )
    _, things = await what_moves(services, li.id, by=boss)
    seen = [key_of(each) for each in things]
    return boss, zhao, await hand_over(services, li.id, new_id(), by=boss, successor="zhao", seen=seen)


async def test_what_was_handed_to_her_waits_until_she_has_ticked_all_of_it(services: Services) -> None:
    _, zhao, handover = await handed(services)
    assert await to_receive(services, by=zhao) == [handover]
    with pytest.raises(Invalid):
        await receive(services, handover.id, by=zhao, seen=[])
    assert (await look(services, handover.id, by=zhao)).received_at is None
    done = await receive(services, handover.id, by=zhao, seen=[key_of(each) for each in handover.things])
    assert done.received_at == services.now()
    assert await to_receive(services, by=zhao) == []


async def test_two_taps_at_once_are_one(services: Services) -> None:
    _, zhao, handover = await handed(services)
    seen = [key_of(each) for each in handover.things]
    done = await asyncio.gather(*(receive(services, handover.id, by=zhao, seen=seen) for _ in range(5)))
    assert len({each.received_at for each in done}) == 1
    assert await services.db["audit"].count_documents({"kind": "handover_received"}) == 1


async def test_nobody_ticks_it_off_for_her_and_no_stranger_reads_it(services: Services) -> None:
    boss, _, handover = await handed(services)
    stranger, _ = await add(services, login="zou", name="邹敏", roles=[StaffRole.COUNTY], region="370883")
    village, _ = await add(services, login="cun", name="村里", roles=[StaffRole.VILLAGE_OFFICER], region="370881")
    seen = [key_of(each) for each in handover.things]
    for other in (boss, stranger, village):
        with pytest.raises(NotFound):
            await receive(services, handover.id, by=other, seen=seen)
    for other in (stranger, village):
        with pytest.raises(NotFound):
            await look(services, handover.id, by=other)
    assert (await look(services, handover.id, by=boss)).received_at is None
