"""The knowledge base's pages, at a real desk: written, tried beside the form, released by a colleague, rolled back."""

import re
from dataclasses import replace

from domain.ids import new_id
from domain.staff import StaffRole
from services.context import Services
from services.knowledge import feedback
from tests.console.conftest import Desk, Desks, Seen
from tests.console.test_undo import offer
from tests.joined import APP, ENTRIES, HER, Clock
from tests.services.account.test_pictures import put

EDITOR, PUBLISHER, VILLAGE = StaffRole.EDITOR, StaffRole.PUBLISHER, StaffRole.VILLAGE_OFFICER
FORM = {
    "category": "睡觉",
    "question": "孩子不肯睡觉怎么办",
    "variants": "娃晚上不睡\r\n哄睡要一个钟头\r\n\r\n娃晚上不睡",
    "answer": "每天同一个时间关灯。",
    "page": "## 先做这些\n\n- 关灯",
    "age": "preschool",
    "sources": "《家庭教育促进法》第十七条",
    "lessons": "listen",
    "must_win": "孩子晚上不肯睡觉",
    "valid_until": "2026-12-01",
}


async def begun(browser: Desk, **changes: str) -> str:
    """A draft of hers; its address."""
    page = await browser.get("/console/knowledge/new")
    action = re.search(r'action="(/console/knowledge/[0-9a-z]{26})"', page.text)
    assert action, page.text
    page = await browser.post(action[1], seen="0", **(FORM | changes))
    assert "存好了" in page.text, page.text
    return action[1]


async def released(browser: Desk, address: str) -> Seen:
    asked = await browser.get(f"{address}/release")
    return await browser.post(f"{address}/release", seen=asked.value("seen"))


async def test_an_editor_writes_and_a_colleague_lets_it_out(desk: Desks, services: Services) -> None:
    hers, other = await desk(EDITOR), await desk(EDITOR, login="li")
    address = await begun(hers)
    assert "自己写的，要请另一位同事来审" in (await hers.get(f"{address}/release")).text
    refused = await hers.post(f"{address}/release", seen="1")
    assert (refused.status, services.answers.entry(address[-26:])) == (403, None)
    page = await released(other, address)
    assert "已发布" in page.text
    entry = services.answers.entry(address[-26:])
    assert entry is not None
    assert entry.variants == ("娃晚上不睡", "哄睡要一个钟头")
    listed = await other.get("/console/knowledge?which=stale")
    assert "孩子不肯睡觉怎么办" in listed.text
    assert "2026-12-01（快到了）" in listed.text


async def test_what_only_the_place_knows_is_listed_until_somebody_has_added_it(
    desk: Desks, services: Services, clock: Clock
) -> None:
    entry = replace(ENTRIES[0], id="local", to_fill=("镇上服务点的电话",))
    await services.knowledge.put([entry], now=clock())
    hers = await desk(EDITOR)
    listed = (await hers.get("/console/knowledge?which=lacks")).text
    assert listed.count('href="/console/knowledge/local"') == 1
    assert 'href="/console/knowledge/eat-001"' not in listed
    form = await hers.get("/console/knowledge/local")
    assert "镇上服务点的电话" in form.text
    await hers.post("/console/knowledge/local", seen=form.value("seen"), **FORM | {"to_fill": ""})
    await released(await desk(EDITOR, login="li"), "/console/knowledge/local")
    assert "/console/knowledge/local" not in (await hers.get("/console/knowledge?which=lacks")).text


async def test_beside_the_form_stands_what_would_be_answered(desk: Desks) -> None:
    browser = await desk(EDITOR)
    address = await begun(browser)
    changed = FORM | {"question": "孩子不爱吃饭怎么办", "variants": "孩子挑食怎么办", "must_win": "孩子偏食怎么改"}
    part = await browser.post(f"{address}/look", htmx=True, **changed, ask="孩子挑食怎么办")
    assert "和它太像的" in part.text
    assert "先找到的是《孩子挑食怎么办》" in part.text
    assert "<html" not in part.text
    part = await browser.post(f"{address}/look", htmx=True, **FORM, ask="孩子晚上不肯睡觉")
    assert "会直接答" in part.text
    whole = await browser.post(f"{address}/look", **FORM)
    assert "<html" in whole.text


async def test_what_cannot_be_taken_is_said_beside_its_field_and_nothing_is_lost(desk: Desks) -> None:
    browser = await desk(EDITOR)
    address = f"/console/knowledge/{new_id()}"
    page = await browser.post(address, seen="0", **(FORM | {"answer": "字" * 700, "valid_until": "明年"}))
    assert page.status == 400
    assert "短答复太长" in page.text
    assert "请选一个日子" in page.text
    assert "哄睡要一个钟头" in page.text
    page = await browser.post(address, seen="0", **(FORM | {"sources": "《反家庭暴力法》"}))
    assert "要写到第几条" in page.text


async def test_whoever_saves_on_top_of_a_colleague_is_told(desk: Desks) -> None:
    hers, other = await desk(EDITOR), await desk(EDITOR, login="li")
    address = await begun(hers)
    await other.post(address, seen="1", **(FORM | {"answer": "先洗脚。"}))
    page = await hers.post(address, seen="1", **(FORM | {"answer": "先讲故事。"}))
    assert page.status == 409
    assert "有人先改过了这一条" in page.text
    page = await hers.post(address, seen=page.value("seen"), **(FORM | {"answer": "先讲故事。"}))
    assert "存好了" in page.text


async def test_an_earlier_version_is_compared_and_comes_back(desk: Desks, services: Services) -> None:
    hers, other = await desk(EDITOR), await desk(EDITOR, login="li")
    address = await begun(hers)
    await released(other, address)
    await hers.post(address, seen="2", **(FORM | {"answer": "错了的话。"}))
    review = await other.get(f"{address}/release")
    assert '<ins><span class="hidden">加：</span>错了的话。</ins>' in review.text
    await released(other, address)
    version = await hers.get(f"{address}/versions/1")
    await hers.post(f"{address}/versions/1", seen=version.value("seen"))
    await released(other, address)
    entry = services.answers.entry(address[-26:])
    assert entry is not None
    assert entry.answer == FORM["answer"]
    assert (await hers.get(f"{address}/versions/7")).status == 404


async def test_one_put_away_by_mistake_answers_again(desk: Desks, services: Services) -> None:
    browser = await desk(PUBLISHER)
    page = await browser.post("/console/knowledge/eat-001/archive", seen="0")
    assert services.answers.entry("eat-001") is None
    page = await browser.post("/console/undo", token=offer(page), back="/console/knowledge/eat-001")
    assert "已发布" in page.text
    assert services.answers.entry("eat-001") is not None


async def test_who_reads_only_finds_no_form_and_a_village_nothing(desk: Desks) -> None:
    reader = await desk(StaffRole.COUNTY, region="370881")
    page = await reader.get("/console/knowledge/eat-001")
    assert "不追着喂" in page.text
    assert "保存草稿" not in page.text
    assert (await reader.post("/console/knowledge/eat-001", seen="0", **FORM)).status == 403
    assert (await (await desk(VILLAGE, login="li")).get("/console/knowledge")).status == 403


async def test_entries_are_found_by_words_and_by_a_question(desk: Desks) -> None:
    browser = await desk(EDITOR)
    assert "孩子挑食怎么办" in (await browser.get("/console/knowledge/find?q=青菜")).text
    assert "孩子玩手机上瘾怎么办" in (await browser.get("/console/knowledge/find?q=孩子沉迷手机游戏怎么管呀")).text
    assert "没有找到" in (await browser.get("/console/knowledge/find?q=xyz")).text
    assert "homework-001" not in (await browser.get("/console/knowledge?topic=饮食")).text


async def test_the_page_of_an_answer_has_all_of_it_and_counts_a_tap_once(desk: Desks, services: Services) -> None:
    visitor = await desk()
    page = await visitor.get("/h5/answers/eat-001")
    assert "不追着喂" in page.text
    assert "12338" in page.text
    assert "没解决</button>" not in page.text
    mark = feedback.mark_of(services, "eat-001", app=APP, openid=HER)
    address = f"/h5/answers/eat-001?of={mark}"
    assert "没解决</button>" in (await visitor.get(address)).text
    for _ in range(2):
        page = await visitor.post(address, useful="0")
        assert "记下了" in page.text
    entry = await services.knowledge.get("eat-001")
    assert (entry.useful, entry.unsolved) == (0, 1)
    assert (await visitor.post("/h5/answers/eat-001?of=made-up", useful="1")).status in {403, 404}
    assert (await visitor.get("/h5/answers/no-such")).status == 404
    assert "1 人" in (await (await desk(EDITOR)).get("/console/knowledge")).text


async def test_a_picture_is_chosen_reviewed_and_shown_with_its_words_on_the_page(
    desk: Desks, services: Services
) -> None:
    picture = await put(services, title="小床", alt="关了灯的小床")
    hers, other, visitor = await desk(EDITOR), await desk(EDITOR, login="li"), await desk()
    address = await begun(hers, picture=picture.id)
    assert f'<option value="{picture.id}" selected>小床' in (await hers.get(address)).text
    assert f"/console/knowledge/picture/{picture.id}.jpg" in (await other.get(f"{address}/release")).text
    shown, page = f"/h5/answers/{address[-26:]}/picture.jpg", f"/h5/answers/{address[-26:]}"
    assert (await visitor.get(shown)).status == 404
    await released(other, address)
    assert f'<img src="{shown}" alt="关了灯的小床" width="64" height="48"' in (await visitor.get(page)).text
    for where, browser in ((shown, visitor), (f"/console/knowledge/picture/{picture.id}.jpg", other)):
        async with browser.http.get(f"{browser.base}{where}") as answer:
            assert (answer.status, answer.headers["Content-Type"]) == (200, "image/jpeg")
            assert (await answer.read()).startswith(b"\xff\xd8")
    assert (await visitor.get("/h5/answers/eat-001/picture.jpg")).status == 404
    wrong = await hers.post(address, seen="2", **(FORM | {"picture": new_id()}))
    assert (wrong.status, "这张图收起来了，或者没有了" in wrong.text) == (400, True)
    used = await hers.get(f"/console/media/{picture.id}")
    assert "问答“孩子不肯睡觉怎么办”" in used.text


async def test_what_came_with_the_software_says_so_before_and_after_a_colleague_has_changed_it(desk: Desks) -> None:
    hers, other = await desk(EDITOR), await desk(EDITOR, login="li")
    address = "/console/knowledge/eat-001"
    page = await hers.get(address)
    assert page.text.count("随软件带来的，未经本地审核") == len(("the version", "the story"))
    assert "还没有人动过" not in page.text
    fields = {"question": ENTRIES[2].question, "variants": "\n".join(ENTRIES[2].variants), "must_win": ""}
    await hers.post(address, seen=page.value("seen"), **(FORM | fields))
    page = await released(other, address)
    assert page.text.count("随软件带来的，未经本地审核") == len(("the first version", "the story"))
    assert "第 2 版（现在的）" in page.text
    assert "随软件带来的，未经本地审核" in (await hers.get(f"{address}/versions/1")).text
    mine = await hers.get(await begun(hers, question="孩子怕黑怎么办"))
    assert "随软件带来的" not in mine.text


async def test_a_lesson_that_nobody_reads_yet_stays_with_its_entry(desk: Desks, services: Services) -> None:
    """Those of the content begin as drafts: who saves the entry meanwhile doesn't lose them."""
    await services.db.lessons.update_one({"slug": "listen"}, {"$set": {"state": "draft"}})
    hers = await desk(EDITOR)
    page = await hers.get(await begun(hers))
    assert re.search(r'<option value="listen" selected>', page.text)
    assert '<option value="listen"' not in (await hers.get("/console/knowledge/new")).text
