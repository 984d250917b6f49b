"""Stories through the programs of staff and of guardians, and as everybody reads them."""

from domain.consents import CURRENT, Purpose
from services.checking.asking import ask
from services.wishes import families, steps, stories
from services.wishes.giving import claim
from services.wishes.steps import go_on
from tests.handlers.api.conftest import Visitors
from tests.rig import Rig
from tests.services.wishes.lives import COUNTY, COUNTY_TOO, OFFICER, Lives
from tests.services.wishes.test_stories import TEXT

KEY = "key-of-a-story-1"


async def came_true(visitor: Visitors, rig: Rig):  # type: ignore[no-untyped-def]
    """A guardian of the mini-program, and her wish that came true."""
    phone, lives = await visitor(), Lives(rig.services)
    form = {"child_name": "王小明", "age": 8, "region": "370881100201", "kind": "study", "text": "一个新书包"}
    form |= {"cost_fen": 8000, "consent": CURRENT[Purpose.WISH]}
    wish = await lives.approved((await phone.call("POST", "/me/wishes", form, Idempotency_Key=KEY)).body["id"])
    for check in (await rig.services.checks.of([wish.id]))[wish.id]:
        await ask(rig.services, check.id, check.version)
    wish = await go_on(rig.services, wish)
    await claim(rig.services, wish.code, by=await lives.somebody("donor"))
    await steps.decide(rig.services, wish.id, "deliver", by=OFFICER)
    await families.act(rig.services, wish.id, "confirm", by=await rig.services.people.get(wish.guardian_id))
    return phone, wish


async def test_a_guardian_agrees_in_her_mini_program_and_everybody_reads_it(visitor: Visitors, rig: Rig) -> None:
    phone, wish = await came_true(visitor, rig)
    await stories.write(rig.services, wish.id, TEXT, by=COUNTY, seen=0)
    assert (await phone.call("GET", f"/me/stories/{wish.id}")).status == 404  # nobody has read it yet
    await stories.ask(rig.services, wish.id, by=COUNTY_TOO, seen=1)
    (hers,) = (await phone.call("GET", "/me/stories")).body["stories"]
    assert hers == {"wish": wish.id, "text": TEXT, "state": "asked"}
    other = await visitor()
    assert (await other.call("GET", f"/me/stories/{wish.id}")).status == 404
    seen = await phone.call("GET", f"/me/stories/{wish.id}")
    yes = {"consent": CURRENT[Purpose.STORY]}
    assert (await phone.call("POST", f"/me/stories/{wish.id}/agree", yes)).status == 428
    assert (await other.call("POST", f"/me/stories/{wish.id}/agree", yes, If_Match=seen.etag)).status == 404
    agreed = await phone.call("POST", f"/me/stories/{wish.id}/agree", yes, If_Match=seen.etag)
    assert (agreed.status, agreed.body["state"]) == (200, "agreed")
    assert (await phone.call("GET", "/stories")).body["stories"] == []
    for check in (await rig.services.checks.of([wish.id]))[wish.id]:
        await ask(rig.services, check.id, check.version)
    await stories.go_on(rig.services)
    (told,) = (await other.call("GET", "/stories")).body["stories"]
    assert told["text"] == TEXT
    async with phone.http.get(f"{phone.base}/h5/stories/{told['code']}") as page:
        assert TEXT in await page.text()
        assert page.headers["Cache-Control"] == "no-store"
    assert (await phone.call("DELETE", "/me/consents/child_story")).status == 200
    assert (await other.call("GET", "/stories")).body["stories"] == []
    async with phone.http.get(f"{phone.base}/h5/stories/{told['code']}") as page:
        assert page.status == 404


async def test_a_guardian_says_no(visitor: Visitors, rig: Rig) -> None:
    phone, wish = await came_true(visitor, rig)
    await stories.write(rig.services, wish.id, TEXT, by=COUNTY, seen=0)
    await stories.ask(rig.services, wish.id, by=COUNTY_TOO, seen=1)
    seen = await phone.call("GET", f"/me/stories/{wish.id}")
    no = await phone.call("POST", f"/me/stories/{wish.id}/decline", If_Match=seen.etag)
    assert (no.status, no.body) == (200, {"wish": wish.id, "text": "", "state": "declined"})
