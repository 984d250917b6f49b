"""Codes to scan: made for a region, asked of the platform once, counted once a scan."""

import asyncio
import io
from dataclasses import replace

import pytest
from PIL import Image

from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.ids import new_id
from domain.scenes import Scene, SceneKind
from domain.staff import Appointment, StaffMember, StaffRole
from services.account import scenes
from services.context import Services
from tests.joined import APP, HER, Clock, Phone
from tests.rig import Rig
from tests.services.account.test_menus import EDITOR, PUBLISHER

QUFU = "370000/370800/370881/"
OF_QUFU = StaffMember("qufu", "qufu", "qufu", (Appointment(StaffRole.EDITOR, QUFU),), QUFU)


def answers(word: str) -> bool:
    return word == "微心愿"


def site(**changes) -> Scene:
    return replace(Scene(new_id(), SceneKind.SITE, "吴村镇妇女之家", "370881100", "", version=0), **changes)


async def make(services: Services, by: StaffMember = EDITOR, **changes) -> Scene:
    return await scenes.write(services, site(**changes), by=by, answers=answers)


async def counted(services: Services, scene: Scene) -> list[tuple[str, int, int]]:
    return [(each.day, each.scans, each.follows) for each in await services.scenes.days(scene.id)]


async def test_a_code_is_asked_for_once_and_what_is_printed_stays(rig: Rig) -> None:
    scene = await make(rig.services)
    first = await scenes.make_code(rig.services, scene.id, by=EDITOR)
    again = await scenes.make_code(rig.services, scene.id, by=EDITOR)
    assert first.url
    assert again.url == first.url
    assert rig.platform.accounts[APP].named("permanent_codes")["count"] == 1


async def test_a_code_that_the_platform_refuses_says_why_and_can_be_asked_for_again(rig: Rig) -> None:
    account = rig.platform.accounts[APP]
    rig.platform.keep_document(account, "permanent_codes", "count", 100_000)
    scene = await make(rig.services)
    assert (await scenes.make_code(rig.services, scene.id, by=EDITOR)).reason == "used_up"
    rig.platform.keep_document(account, "permanent_codes", "count", 0)
    assert (await scenes.make_code(rig.services, scene.id, by=EDITOR)).reason == ""


@pytest.mark.parametrize("kind", ["subscription"])
async def test_a_subscription_account_asks_for_no_code_and_draws_the_lessons_page(rig: Rig) -> None:
    scene = await scenes.make_code(rig.services, (await make(rig.services, lesson="shoes")).id, by=EDITOR)
    assert (scene.url, scene.reason) == ("", "")
    assert scenes.address_of(rig.services, scene).endswith("/h5/lessons/shoes")
    with pytest.raises(NotFound):
        await scenes.picture_of(rig.services, await make(rig.services))


async def test_the_picture_is_the_code_with_its_name_underneath(services: Services) -> None:
    with_name = Image.open(io.BytesIO(await scenes.picture_of(services, site(url="http://weixin.qq.com/q/02"))))
    assert with_name.height > with_name.width > 500
    long = await scenes.picture_of(services, site(url="http://weixin.qq.com/q/02", name="字" * 30))
    assert Image.open(io.BytesIO(long)).width == with_name.width


async def test_a_scan_is_counted_once_for_each_event_by_the_day_in_shanghai(services: Services, clock: Clock) -> None:
    scene = await make(services)

    async def scan(event: str, *, follows: bool = False) -> None:
        await scenes.scanned(services, scene.id, app=APP, openid=HER, event=event, follows=follows, now=clock())

    await asyncio.gather(*(scan("e1", follows=True) for _ in range(5)), scan("e2"))
    clock.move(hours=8)  # 17:00 becomes 01:00 of the next day
    await scan("e3")
    assert await counted(services, scene) == [("2026-11-25", 1, 0), ("2026-11-24", 2, 1)]
    found = await scenes.get(services, scene.id, by=EDITOR)
    assert (found.scans, found.follows) == (3, 1)


async def test_who_scans_belongs_to_the_codes_region_unless_she_has_one(services: Services, phone: Phone) -> None:
    first, second = await make(services), await make(services, region="370883")
    await phone.event("SCAN", first.key)
    await phone.event("SCAN", second.key)
    person = await services.people.find(APP, HER)
    assert person
    assert person.region_path == f"{QUFU}370881100/"


async def test_a_scan_answers_with_the_codes_words_its_lesson_and_the_welcome(services: Services, phone: Phone) -> None:
    scene = await make(services, words="今天下午跳舞。", lesson="shoes")
    followed = await phone.event("subscribe", f"qrscene_{scene.key}")
    assert followed.startswith("今天下午跳舞。\n选双合脚的鞋\n\n")
    assert "12338" in followed
    scanned = await phone.event("SCAN", scene.key)
    assert scanned.startswith("今天下午跳舞。\n选双合脚的鞋\n\n")
    assert "回复“帮助”" in scanned
    assert await counted(services, scene) == [("2026-11-24", 2, 1)]


async def test_a_scan_without_words_of_its_own_names_the_code_and_offers_its_keyword(
    services: Services, phone: Phone
) -> None:
    scene = await make(services, keyword="微心愿")
    assert (await phone.event("SCAN", scene.key)).startswith("您扫的是“吴村镇妇女之家”的码。\n微心愿\n\n")


async def test_the_longest_words_fit_into_one_message_with_the_welcome(services: Services, phone: Phone) -> None:
    scene = await make(services, words="字" * 200, lesson="shoes")
    body = f"<MsgType>event</MsgType><Event>subscribe</Event><EventKey>qrscene_{scene.key}</EventKey>"
    reply = await phone.sends(body)
    assert len(reply.text.encode()) <= 2048


async def test_a_code_that_is_unknown_greets_as_always(phone: Phone) -> None:
    assert "12338" in await phone.event("subscribe", "qrscene_scene:nothing")
    assert "扫到啦" in await phone.event("SCAN", "scene:nothing")


async def test_staff_make_codes_for_their_own_regions_alone(services: Services) -> None:
    with pytest.raises(NotAllowed):
        await make(services, by=OF_QUFU, region="370883")
    with pytest.raises(NotAllowed):
        await make(services, by=PUBLISHER)
    elsewhere = await make(services, region="370883")
    for step in (
        scenes.get(services, elsewhere.id, by=OF_QUFU),
        scenes.make_code(services, elsewhere.id, by=OF_QUFU),
        scenes.write(services, replace(elsewhere, name="x"), by=OF_QUFU, answers=answers),
    ):
        with pytest.raises(NotFound):
            await step


async def test_what_cannot_be_answered_is_refused(services: Services) -> None:
    for changes in ({"keyword": "天书"}, {"lesson": "gone"}, {"keyword": "微心愿", "lesson": "shoes"}, {"name": ""}):
        with pytest.raises(Invalid):
            await make(services, **changes)


async def test_a_form_sent_twice_is_one_code_and_two_editors_are_told_of_each_other(services: Services) -> None:
    scene = site()
    for _ in range(2):
        await scenes.write(services, scene, by=EDITOR, answers=answers)
    seen = await scenes.get(services, scene.id, by=EDITOR)
    await scenes.write(services, replace(seen, name="一"), by=EDITOR, answers=answers)
    with pytest.raises(Conflict):
        await scenes.write(services, replace(seen, name="二"), by=OF_QUFU, answers=answers)
