"""我的数据: everything that is held of her, for her alone, once; and which office has read what."""

import re

import pytest

from domain.errors import NotFound
from domain.regions import Scope
from domain.staff import StaffRole
from services.context import Services
from services.privacy.her_data import gather, make_link, open_link, works
from services.staff import add
from services.wishes.look import child_of
from storage.messages import Logged
from tests.bot.test_flows import WHOLE_WISH, says_all
from tests.joined import APP, HER, Clock, Phone

DANGER = "他又打我了，我要被打死了"


async def life(services: Services, phone: Phone) -> str:
    await says_all(phone, *WHOLE_WISH, "提交")
    said = [
        Logged(APP, HER, f"m{number}", "text", "message", text, number)
        for number, text in enumerate(("你好呀", DANGER))
    ]
    await services.messages.insert(said)
    person = await services.people.find(APP, HER)
    assert person
    return person.id


async def test_it_holds_what_she_gave_and_leaves_out_what_she_wrote_in_danger(services: Services, phone: Phone) -> None:
    found = await gather(services, await life(services, phone))
    assert found.parts["wishes"][0]["child"] == {"name": "王小明", "village": "峪口村"}
    assert found.parts["wishes"][0]["wish"] == "一个新书包"
    assert [each["text"] for each in found.parts["messages"]] == ["你好呀"]
    assert found.parts["consents"][0]["purpose"] == "给孩子许心愿"
    assert DANGER not in repr(found)


async def test_she_sees_by_office_and_not_by_name_who_has_read_her_childs_name(
    services: Services, phone: Phone
) -> None:
    hers = await life(services, phone)
    wang, _ = await add(
        services,
        login="wang",
        name="王芳",
        roles=[StaffRole.COUNTY],
        region="370881",
        password="一句只在这里用的长口令",
    )
    wish = (await services.wishes.page(scope=Scope.system()))[0]
    await child_of(services, wish.id, reason="visit", by=wang)
    found = await gather(services, hers)
    readings = found.parts["readings"]
    assert [(each["office"], each["what"]) for each in readings] == [
        ("曲阜市县（市、区）妇联", "看了孩子的名字（走访看望）")
    ]
    assert "王芳" not in repr(found)


async def test_the_link_opens_once_for_ten_minutes_and_looking_at_it_uses_nothing_up(
    services: Services, phone: Phone, clock: Clock
) -> None:
    await life(services, phone)
    link = re.search(r"/h5/mine/([\w-]+)", await phone.says("看全部", tap="d:file"))
    assert link
    token = link[1]
    assert token not in repr([each async for each in services.db["data_links"].find()])
    assert await works(services, token)
    assert await works(services, token)
    assert (await open_link(services, token)).parts["wishes"]
    assert not await works(services, token)
    with pytest.raises(NotFound):
        await open_link(services, token)
    late = (await make_link(services, (await services.db["people"].find_one({}) or {})["_id"], now=clock())).rsplit(
        "/", 1
    )[1]
    clock.move(minutes=11)
    assert not await works(services, late)
    with pytest.raises(NotFound):
        await open_link(services, late)
