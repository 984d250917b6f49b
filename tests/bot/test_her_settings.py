"""What a woman chooses for herself in the chat: where she lives, what she is told of, when she is left alone."""

import pytest

from domain.people import PersonRole
from domain.staff import StaffRole
from services.context import Services
from services.people.look import page
from storage.scoped import regions_of
from tests.bot.test_flows import WHOLE_WISH, says_all
from tests.joined import APP, HER, Phone
from tests.services.people.test_looking import QUFU, member

VILLAGE = f"{QUFU}370881100/370881100201/"


async def her(services: Services):
    return await services.people.find(APP, HER)


async def story(services: Services, person: str) -> list[str]:
    return [each["kind"] async for each in services.db["events"].find({"about": person}).sort("seq", 1)]


async def test_her_region_takes_three_taps_from_mine(phone: Phone, services: Services) -> None:
    assert "还不知道您在哪里" in await phone.says("我的")
    assert "曲阜市" in await phone.says("我的地区", tap="menu:region")
    assert "吴村镇" in await phone.says("曲阜市")
    assert "峪口村" in await phone.says("吴村镇")
    assert "您在曲阜市吴村镇峪口村" in await phone.says("峪口村")
    person = await her(services)
    assert person.region_path == VILLAGE
    document = await services.db["people"].find_one({"_id": person.id})
    assert (document["within"], document["region"]) == (regions_of(VILLAGE), "370881100201")
    assert "曲阜市吴村镇峪口村" in await phone.says("我的")
    assert await story(services, person.id) == ["region_chosen"]


async def test_one_step_back_chooses_another_county(phone: Phone, services: Services) -> None:
    await says_all(phone, "选地区", "邹城市")
    assert "哪个县市区" in await phone.says("上一步")
    await says_all(phone, "1", "1", "1")
    assert (await her(services)).region_path == VILLAGE


async def test_a_wish_tells_where_a_guardian_lives_only_where_nobody_knew(phone: Phone, services: Services) -> None:
    await says_all(phone, *WHOLE_WISH, "提交")
    person = await her(services)
    assert (person.region_path, person.roles) == (VILLAGE, {PersonRole.GUARDIAN})
    assert await story(services, person.id) == ["role_given", "region_learned"]
    assert [each.id for each in await page(services, by=member(StaffRole.COUNTY, QUFU))] == [person.id]
    await services.db["people"].update_one({"_id": person.id}, {"$set": {"region_path": "370000/370800/370883/"}})
    await says_all(phone, *WHOLE_WISH, "提交")
    assert (await her(services)).region_path == "370000/370800/370883/"
    assert await story(services, person.id) == ["role_given", "region_learned"]


async def test_settings_are_chosen_by_number_or_tap(phone: Phone, services: Services) -> None:
    assert "收哪些内容：都收" in await phone.says("设置")
    assert "舞前三分钟：收着" in await phone.says("2")
    assert "舞前三分钟：不收" in await phone.says("1")
    assert (await her(services)).muted == {"square-dance"}
    assert "不收舞前三分钟" in await phone.says("好了，回到设置")
    assert "跟大家一样" in await phone.says("3")
    assert "免打扰：晚上 8 点到早上 8 点" in await phone.says("3")
    assert "推送：停着" in await phone.says("4")
    person = await her(services)
    assert (person.pushes, person.quiet.start.hour, person.quiet.end.hour) == (False, 20, 8)
    assert await story(services, person.id) == ["topic_muted", "quiet_chosen", "pushes_stopped"]
    assert "哪个县市区" in await phone.says("1")


async def test_stop_and_start_are_kept_once_each(phone: Phone, services: Services) -> None:
    await says_all(phone, "退订", "退订", "订阅", "订阅")
    person = await her(services)
    assert person.pushes
    assert await story(services, person.id) == ["pushes_stopped", "pushes_wanted"]


@pytest.mark.parametrize("tapped", ["e:t+none", "e:h99", "e:hx", "e:t", "e:nonsense", "e:"])
async def test_a_tap_that_means_nothing_shows_the_settings(phone: Phone, services: Services, tapped: str) -> None:
    assert await phone.says("随便", tap=tapped)
    assert await story(services, (await her(services)).id) == []


async def test_settings_work_in_the_middle_of_a_wish(phone: Phone) -> None:
    await says_all(phone, "微心愿", "同意")
    reply = await phone.says("设置")
    assert "收哪些内容" in reply
    assert "叫什么名字" in reply
