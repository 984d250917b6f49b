"""Staff bring a wish from the village's visit to the wall, each with her part of it, and find what waits."""

import html
import re
from datetime import timedelta

from domain.regions import Scope
from domain.staff import StaffRole
from services.context import Services
from services.wishes import families
from services.wishes.watching import watch
from tests.console.conftest import Desk, Desks
from tests.console.test_table import sheet
from tests.console.test_walk import wish_in_qufu
from tests.joined import Clock, Phone
from tests.services.wishes.lives import Lives
from wording import wish_pages as said

VISIT = {"day": "2026-11-24", "way": "home", "hardship": "left-behind", "consent_seen": "on", "notes": "奶奶带着"}


async def turn(browser: Desk, address: str) -> str:
    """The turn that the page's form carries."""
    page = await browser.get(address)
    assert page.status == 200, page.text
    return page.value("turn")


async def test_a_wish_goes_over_the_desks_of_village_and_county_to_the_wall(
    desk: Desks, phone: Phone, services: Services
) -> None:
    wish = f"/console/wishes/{await wish_in_qufu(phone, services)}"
    village = await desk(StaffRole.VILLAGE_OFFICER, login="cun", region="370881100201")
    county = await desk(StaffRole.COUNTY, login="xian", region="370881")
    assert "等村里核实" in (await village.get("/console/wishes/waiting")).text
    assert f"{wish}/approve" not in (await village.get(wish)).text
    assert (await village.get(f"{wish}/approve")).status == 403

    fields = VISIT | {"turn": await turn(village, f"{wish}/verify")}
    wrong = await village.post(f"{wish}/verify", **(fields | {"consent_seen": ""}))
    assert wrong.status == 400
    assert "家长同意了才能往下走" in wrong.text
    assert "奶奶带着" in wrong.text
    seen = await village.post(f"{wish}/verify", **fields)
    assert (seen.path, "等县里审批" in seen.text) == (wish, True)
    assert (await village.get("/console/wishes/waiting")).text.count("等县里审批") == 0

    page = await county.get(f"{wish}/approve")
    assert "大家会看到" in page.text
    assert "王小明" not in page.text
    fields = {"turn": page.value("turn"), "public_text": "王小明的书包"}
    wrong = await county.post(f"{wish}/approve", **fields)
    assert (wrong.status, "能认出孩子的东西" in wrong.text) == (400, True)
    done = await county.post(f"{wish}/approve", **(fields | {"public_text": "一个新书包"}))
    assert "在墙上等人认领" in done.text
    child = await county.post(f"{wish}/child", child_reason="visit")
    assert "奶奶带着" in child.text

    stranger = await desk()
    wall = (await stranger.get("/h5/wishes")).text
    code = re.search(r"编号 <b>(\d{6})</b>", wall)
    assert code
    for secret in ("王", "峪口", "吴村", "奶奶"):
        assert secret not in wall
    again = await county.post(f"{wish}/approve", **(fields | {"public_text": "一个新书包"}))
    assert again.status == 409


async def test_what_is_returned_says_why_in_the_story_and_to_the_guardian(
    desk: Desks, phone: Phone, services: Services
) -> None:
    wish = f"/console/wishes/{await wish_in_qufu(phone, services)}"
    village = await desk(StaffRole.VILLAGE_OFFICER, login="cun", region="370881100201")
    seen = await turn(village, f"{wish}/return")
    missing = await village.post(f"{wish}/return", turn=seen, why="", words="请写上尺码")
    assert (missing.status, "请选一个原因" in missing.text, "请写上尺码" in missing.text) == (400, True, True)
    done = await village.post(f"{wish}/return", turn=seen, why="unclear", words="请写上尺码")
    assert "没写清楚要什么。请写上尺码" in done.text
    assert (await village.get(f"{wish}/verify")).status == 409


async def test_what_waits_too_long_is_found_whoever_keeps_it_waiting(
    desk: Desks, services: Services, clock: Clock
) -> None:
    lives = Lives(services)
    claimed = await lives.claimed(text="一个书包")
    await families.act(services, claimed.id, "prepare", by=await lives.somebody("donor"))
    await lives.submitted(text="一套画笔")
    county = await desk(StaffRole.COUNTY, login="xian", region="370881")
    fresh = (await county.get("/console/wishes/waiting?late=1")).text
    assert "一个书包" not in fresh
    assert "没有这样的心愿" in fresh
    clock.move(days=30)
    for part in ("", "&desk=donor"):
        browser = await desk(StaffRole.COUNTY, login=f"xian{len(part)}", region="370881")
        assert "一个书包" in (await browser.get(f"/console/wishes/waiting?late=1{part}")).text
    seen = await browser.get("/console/wishes/waiting?late=1&region=370881100")
    assert (seen.status, "一个书包" in seen.text) == (200, True)
    city = await desk(StaffRole.CITY, login="shi", region="370800")
    assert "一个书包" not in (await city.get("/console/wishes/waiting?late=1&region=370883")).text
    await watch(services)
    assert "一套画笔" in (await browser.get("/console/wishes/waiting?desk=township")).text
    other = await desk(StaffRole.COUNTY, login="zou", region="370883")
    assert "一个书包" not in (await other.get("/console/wishes/waiting?late=1")).text
    assert (await other.get("/console/wishes/waiting?region=370881")).status == 400


async def test_whoever_verified_is_told_that_somebody_else_approves(
    desk: Desks, phone: Phone, services: Services
) -> None:
    wish = f"/console/wishes/{await wish_in_qufu(phone, services)}"
    boss = await desk(StaffRole.ADMINISTRATOR)
    await boss.post(f"{wish}/verify", **(VISIT | {"turn": await turn(boss, f"{wish}/verify")}))
    page = await boss.get(wish)
    assert "核实和审批要两个人来做" in page.text
    assert f'href="{wish}/approve"' not in page.text


async def test_a_certificate_is_checked_by_everybody(desk: Desks, services: Services) -> None:
    lives = Lives(services)
    wish = await lives.delivered()
    done = await families.act(services, wish.id, "confirm", by=await lives.somebody("guardian"))
    stranger = await desk()
    page = await stranger.get(f"/h5/certificates/{done.certificate}")
    assert (page.status, "一个新书包" in page.text) == (200, True)
    assert (await stranger.get("/h5/certificates/AAAAAAAAAA")).status == 404


async def test_each_number_of_the_figures_is_that_of_the_rows_of_its_list(
    desk: Desks, services: Services, clock: Clock
) -> None:
    """Wherever they are on their way, of things and of company, too long or not."""
    lives = Lives(services)
    done = await lives.delivered()
    await families.act(services, done.id, "confirm", by=await lives.somebody("guardian"))
    kept = await lives.delivered()
    await families.act(services, kept.id, "confirm", by=await lives.somebody("guardian"))
    await services.db["wishes"].update_one({"_id": kept.id}, {"$set": {"nature": "company"}})
    await lives.delivered()
    await lives.claimed()
    waits = await lives.published(text="一套画笔")
    await services.db["wishes"].update_one({"_id": waits.id}, {"$set": {"stalls_at": clock.at - timedelta(days=1)}})
    await lives.submitted()
    away = await lives.submitted()
    await families.act(services, away.id, "withdraw", by=await lives.somebody("guardian"))
    for login, role, region in (("xian", StaffRole.COUNTY, "370881"), ("shi", StaffRole.CITY, "370800")):
        reader = await desk(role, login=login, region=region)
        page = (await reader.get("/console/wishes/figures")).text
        links = re.findall(r'href="(/console/wishes[^"]*)">(\d+)( 天)?</a>', page)
        numbers = {html.unescape(link): int(number) for link, number, days in links if not days}
        of_county = {link for link in numbers if "county=370881" in link}
        assert {"/console/wishes/forgotten?county=370881", "/console/wishes/forgotten"} <= set(numbers)
        for part in ("wall", "in_hands", "handed", "done", "open", "stopped"):
            assert any(f"state={part}" in link for link in of_county), part
        assert "/console/wishes?state=done&nature=company&county=370881" in numbers
        for link, number in numbers.items():
            rows = await sheet(reader, f"{link}{'&' if '?' in link else '?'}xlsx=1")
            assert len(rows) - 1 == number, link
        days = {html.unescape(link) for link, _, days in links if days}
        assert "/console/wishes?step=verify&county=370881" in days
        for link in days:
            assert len(await sheet(reader, f"{link}&xlsx=1")) > 1, link


async def test_each_number_leads_to_the_wishes_that_it_counts(desk: Desks, services: Services) -> None:
    lives = Lives(services)
    wish = await lives.delivered()
    await families.act(services, wish.id, "confirm", by=await lives.somebody("guardian"))
    await lives.published(text="一套画笔")
    county = await desk(StaffRole.COUNTY, login="xian", region="370881")
    page = await county.get("/console/wishes/figures")
    links = {each.replace("&amp;", "&") for each in re.findall(r'href="(/console/wishes\?[^"]*)"', page.text)}
    assert "/console/wishes?state=done&county=370881" in links
    for state, text, other in (("done", "一个新书包", "一套画笔"), ("wall", "一套画笔", "一个新书包")):
        listed = (await county.get(f"/console/wishes?state={state}&county=370881")).text
        assert (text in listed, other in listed) == (True, False), state
    rows = [each[: len(said.FIGURES_HEADS)] for each in await sheet(county, "/console/wishes/figures?xlsx=1")]
    assert rows[:3] == [said.FIGURES_HEADS, ("一共", "全部", 2, 1, 1, 0, "80"), ("地方", "曲阜市", 2, 1, 1, 0, "80")]
    assert said.STEP_HEADS in [each[:3] for each in rows]
    (act,) = [each for each in await services.audit.page(scope=Scope.system()) if each.kind == "exported"]
    assert (act.about, act.data["rows"]) == ("wish_figures", len(rows) - 1)
    other = await desk(StaffRole.COUNTY, login="zou", region="370883")
    assert len(await sheet(other, "/console/wishes/figures?xlsx=1")) == 2
    assert "还没有心愿" in (await other.get("/console/wishes/figures")).text
    assert "一套画笔" not in (await other.get("/console/wishes?county=370881")).text


async def test_what_waits_too_long_is_found_from_the_first_page_and_brought_on_from_its_list(
    desk: Desks, services: Services, clock: Clock
) -> None:
    lives = Lives(services)
    waits, held = await lives.published(text="一套画笔"), await lives.claimed()
    await lives.claimed(donor="other")
    await families.act(services, held.id, "extend", by=await lives.somebody("donor"))
    clock.move(days=31)
    county = await desk(StaffRole.COUNTY, login="xian", region="370881")
    home = (await county.get("/console/")).text
    assert '<a href="/console/wishes/forgotten"><b>2</b>' in home
    page = (await county.get("/console/wishes/forgotten")).text
    for words in ("在墙上一直没人认领", "认领的人延期过", "一套画笔"):
        assert words in page, words
    only = (await county.get("/console/wishes/forgotten?why=wall")).text
    assert ("一套画笔" in only, held.id in only) == (True, False)
    assert (await county.get("/console/wishes/forgotten?why=nonsense")).status == 400
    assert "没有这样的心愿" in (await county.get("/console/wishes/forgotten?why=disputed")).text
    rows = await sheet(county, "/console/wishes/forgotten?xlsx=1")
    assert len(rows) == 3
    for wish, word, said_after in ((waits, "forward", "排到了墙上最前面"), (held, "remind", "提醒了一次")):
        address = f"/console/wishes/{wish.id}/{word}"
        assert f'href="{address}"' in page
        form = await county.get(address)
        done = await county.post(address, turn=form.value("turn"))
        assert (done.path, said_after in done.text) == (f"/console/wishes/{wish.id}", True)
        assert (await county.get(address)).status == 409
        await county.get(f"/console/wishes/{wish.id}")
        assert (await county.post(address, turn="1")).status == 200  # sent again: it is done
    village = await desk(StaffRole.VILLAGE_OFFICER, login="cun", region="370881100201")
    await village.get("/console/wishes")
    assert (await village.post(f"/console/wishes/{waits.id}/forward", turn="1")).status == 403
    elsewhere = await desk(StaffRole.COUNTY, login="zou", region="370883")
    assert "现在没有等太久的心愿" in (await elsewhere.get("/console/wishes/forgotten")).text
    assert (await elsewhere.post(f"/console/wishes/{waits.id}/forward", turn="1")).status == 404
    city = await desk(StaffRole.CITY, login="shi", region="370800")
    assert "一套画笔" in (await city.get("/console/wishes/forgotten?county=370881")).text
    assert "没有这样的心愿" in (await city.get("/console/wishes/forgotten?county=370883")).text
    assert (await city.get("/console/wishes/forgotten?county=999999")).status == 400
