"""Pictures in the console's page of a question: added to an answer without scripts too, small in it, large by a tap."""

import io
import re

import aiohttp
import pytest
from PIL import Image

from domain.ids import new_id
from domain.people import Person
from domain.regions import Scope
from domain.staff import StaffRole
from services.context import Services
from services.questions import hers
from services.questions.ask import hand_over
from services.questions.giving import look_after
from services.questions.pictures import DATA
from tests.console.conftest import Desk, Desks
from tests.joined import APP, HER
from tests.services.questions.conftest import heard
from tests.services.wishes.test_pictures import SECRET, from_camera

READ = {"scope": Scope.system(), "kind": "question_picture_read"}


async def answer(browser: Desk, at: str, *contents: bytes, text: str = "涂这个。") -> tuple[int, str]:
    """The form of the page seen last with these files; the status and what was said."""
    form = aiohttp.FormData()
    for name, value in {"_xsrf": browser.seen.token, "message": new_id(), "text": text}.items():
        form.add_field(name, value)
    for content in contents:
        form.add_field("picture", io.BytesIO(content), filename="../a.svg", content_type="image/svg+xml")
    async with browser.http.post(f"{browser.base}{at}/answer", data=form) as answered:
        return answered.status, await answered.text()


@pytest.fixture
async def at(services: Services) -> str:
    await heard(services)
    person = await services.people.ensure(APP, HER, now=services.now())
    asker = Person(id=person.id, identities=person.identities, region_path="370000/370800/370881/")
    question = await hand_over(services, by=asker, text="红疹子", suggested=(), key="k", now=services.now())
    await hers.add_to(services, question, "", by=asker, key=new_id(), content=from_camera((300, 200)))
    return f"/console/questions/{question.id}"


async def test_hers_is_small_in_the_page_and_large_by_a_tap_that_is_written_down(
    desk: Desks, services: Services, at: str
) -> None:
    li = await desk(StaffRole.EXPERT, login="li", region="370881")
    await look_after(services)
    page = (await li.get(at)).text
    assert page.count(f'<img src="{DATA}') == 1
    assert await services.audit.page(**READ) == []
    (address,) = re.findall(r'href="(/console/question-pictures/[0-9a-z]{26}/picture)"', page)
    async with li.http.get(li.base + address) as shown:
        content = await shown.read()
        assert (shown.status, shown.headers["Content-Type"]) == (200, "image/jpeg")
        assert (shown.headers["Cache-Control"], shown.headers["Content-Disposition"]) == ("no-store", "inline")
    with Image.open(io.BytesIO(content)) as drawn:
        assert (drawn.size, dict(drawn.getexif())) == ((300, 200), {})
    assert SECRET.encode() not in content
    (row,) = await services.audit.page(**READ)
    assert row.about == at.rpartition("/")[2]
    elsewhere = await desk(StaffRole.EXPERT, login="zou", region="370883")
    assert (await elsewhere.get(address)).status == 404
    for role, status in ((StaffRole.EDITOR, 403), (StaffRole.VILLAGE_OFFICER, 403)):
        other = await desk(role, login=f"a.{role}", region="370881")
        assert (await other.get(address)).status == status
    assert (await (await desk()).get(address)).path == "/console/sign-in"
    assert len(await services.audit.page(**READ)) == 1


async def test_hers_of_an_answer_goes_with_the_form_and_what_is_no_picture_is_said(
    desk: Desks, services: Services, at: str
) -> None:
    li = await desk(StaffRole.EXPERT, login="li", region="370881")
    await look_after(services)
    await li.get(at)
    bad = {
        "这不是能看的图片": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',),
        "一次只能加一张图片": (from_camera(), from_camera()),
    }
    for words, contents in bad.items():
        status, said = await answer(li, at, *contents)
        assert (status, words in said, "图片没有留下" in said, "涂这个。</textarea>" in said) == (400, True, True, True)
    assert (await answer(li, at, b"\xff\xd8\xff" + bytes(8_000_000)))[0] == 413
    assert await services.db["question_pictures"].count_documents({}) == 1
    status, said = await answer(li, at, from_camera((640, 480)))
    assert (status, said.count(f'<img src="{DATA}'), "图片跟在话后面发" in said) == (200, 2, True)
    (message,) = re.findall(r'name="sent" value="([0-9a-z]{26})"', said)
    taken = await li.post(f"{at}/take-back", sent=message)
    assert ("涂这个。</textarea>" in taken.text, "图片没有留下，要发请再选一次" in taken.text) == (True, True)
    assert await services.db["question_pictures"].count_documents({}) == 1
    elsewhere = await desk(StaffRole.EXPERT, login="zou", region="370883")
    await elsewhere.get("/console/questions")
    assert (await answer(elsewhere, at, from_camera()))[0] == 404


async def test_hers_of_somebody_unnamed_stays_hers(desk: Desks, services: Services) -> None:
    await heard(services)
    person = await services.people.ensure(APP, HER, now=services.now())
    question = await hand_over(
        services, by=person, text="红疹子", suggested=(), key="k", now=services.now(), unnamed=True
    )
    await hers.add_to(services, question, "", by=person, key=new_id(), content=from_camera())
    li = await desk(StaffRole.EXPERT, login="li")
    await look_after(services)
    page = (await li.get(f"/console/questions/{question.id}")).text
    assert (person.id in page, HER in page, f'<img src="{DATA}' in page) == (False, False, True)
