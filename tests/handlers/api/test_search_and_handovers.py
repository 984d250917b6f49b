"""What programs of staff find by words and receipts, and what a successor receives."""

from domain.ids import new_id
from domain.keywords import Rule
from domain.regions import Scope
from domain.staff import Permission, StaffRole
from services.account import keywords
from services.context import Services
from services.staff import make_token
from services.staff.handover import key_of
from tests.console.test_lists import stock
from tests.handlers.api.conftest import Program, Programs
from tests.handlers.walking import fill
from tests.joined import Phone
from tests.services.staff.test_receiving import handed
from tests.services.wishes.lives import Lives


async def test_lessons_colleagues_and_regions_are_found_by_who_may_see_them(program: Programs) -> None:
    her = await program(StaffRole.ADMINISTRATOR)
    village = await program(StaffRole.VILLAGE_OFFICER, login="li", region="370883")
    narrow = await program(StaffRole.ADMINISTRATOR, login="zhao", may=(Permission.HOME_READ,))
    assert {each["login"] for each in (await her.call("GET", "/search?q=wang")).body["staff"]} == {"wang"}
    assert [each["code"] for each in (await her.call("GET", "/search?q=曲阜")).body["regions"]] == ["370881"]
    assert (await village.call("GET", "/search?q=wang")).body["staff"] == []
    assert (await village.call("GET", "/search?q=曲阜")).body["regions"] == []
    for words in ("wang", "曲阜"):
        found = (await narrow.call("GET", f"/search?q={words}")).body
        assert (found["staff"], found["regions"], found["lessons"]) == ([], [], [])
    assert (await her.call("GET", "/search")).status == 400
    long = await her.call("GET", "/search?q=" + "字" * 41)
    assert (long.status, long.body["field"]) == (400, "q")


async def test_a_receipt_leads_to_the_wish_where_it_is_hers_to_see(
    program: Programs, services: Services, phone: Phone
) -> None:
    wish, *_ = await fill(services, phone)
    (found,) = await services.wishes.page(scope=Scope.system())
    her = await program(StaffRole.ADMINISTRATOR)
    there = await program(StaffRole.ADMINISTRATOR, login="li", region="370883")
    narrow = await program(StaffRole.ADMINISTRATOR, login="zhao", may=(Permission.HOME_READ, Permission.WISH_READ))
    address = f"/search?q={found.receipt}"
    seen = (await her.call("GET", address)).body
    assert (seen["wish"], seen["person"]) == (wish, found.guardian_id)
    assert (await there.call("GET", address)).body["wish"] is None
    less = (await narrow.call("GET", address)).body
    assert (less["wish"], less["person"]) == (wish, None)


async def test_what_stood_on_the_wall_is_found_by_its_words_in_her_region_and_what_nobody_looked_over_is_not(
    program: Programs, services: Services
) -> None:
    lives = Lives(services)
    wish, waits = await lives.published(text="一套画笔"), await lives.verified(text="一套画笔", child="小红")
    await services.db["wishes"].update_many({}, {"$set": {"public_text": "一套画笔"}})
    her = await program(StaffRole.ADMINISTRATOR)
    there = await program(StaffRole.COUNTY, login="li", region="370883")
    narrow = await program(StaffRole.ADMINISTRATOR, login="zhao", may=(Permission.HOME_READ,))
    (found,) = (await her.call("GET", "/search?q=画笔")).body["wishes"]
    assert (found["id"], found["public_text"], found["state"]) == (wish.id, "一套画笔", "published")
    kind = dict(services.facts.wish.kinds)[wish.kind]
    found = (await her.call("GET", f"/search?q={kind}")).body["wishes"]
    assert [(each["id"], each["public_text"]) for each in found] == [(waits.id, ""), (wish.id, "一套画笔")]
    for who in (there, narrow):
        for words in ("画笔", kind):
            assert (await who.call("GET", f"/search?q={words}")).body["wishes"] == []


async def test_five_of_each_kind_are_found_by_whoever_may_see_them_and_more_of_one_alone(
    program: Programs, services: Services
) -> None:
    her = await program(StaffRole.ADMINISTRATOR)
    narrow = await program(StaffRole.ADMINISTRATOR, login="zhao", may=(Permission.HOME_READ,))
    county = await program(StaffRole.EDITOR, login="li", region="370883")
    await stock(services)
    account = await services.staff.by_login("wang")
    assert account
    rule = Rule(new_id(), ("报名站点", "体检"), reply="周三上午。")
    await keywords.put(services, rule, seen=0, by=account.member(services.now()), reserved=lambda _: False)
    push = {"lesson": "l1", "lesson_slug": "l", "title": "站点里的小课", "audience": "all", "channel": "auto"}
    push |= {"state": "done", "created_by": "s1", "created_at": services.now(), "audience_size": 1, "finished_at": None}
    push |= {"waits_for": "", "waits_until": None}
    await services.db["pushes"].insert_one({"_id": new_id(), **push})
    question = await services.db["knowledge"].find_one()
    assert question
    await services.db["knowledge"].update_one({"_id": question["_id"]}, {"$set": {"variants": ["去哪个站点"]}})
    seen = (await her.call("GET", "/search?q=站点")).body
    assert {name: len(each) for name, each in seen.items() if each and name != "more"} == {
        "keywords": 1,
        "knowledge": 1,
        "pushes": 1,
        "scenes": 5,
    }
    assert (seen["more"], seen["keywords"][0]["words"]) == (["scenes"], ["报名站点", "体检"])
    assert len((await her.call("GET", "/search?q=站点&only=scenes")).body["scenes"]) == 40
    assert len((await her.call("GET", "/search?q=图&only=pictures")).body["pictures"]) == 40
    assert (await her.call("GET", "/search?q=图&only=people")).status == 400
    hers = (await county.call("GET", "/search?q=站点&only=scenes")).body["scenes"]
    assert {each["region"] for each in hers} == {"370883"}
    assert not any(value for value in (await narrow.call("GET", "/search?q=站点")).body.values())


async def test_the_successor_receives_what_was_handed_over_and_nobody_else(
    program: Programs, services: Services
) -> None:
    _, zhao, handover = await handed(services)
    _, secret = await make_token(services, login="zhao", name="报表")
    other = await program(StaffRole.ADMINISTRATOR)
    stranger = await program(StaffRole.COUNTY, login="zou", region="370883")
    hers = Program(other.base, other.http, secret, zhao.id)
    address, ticks = f"/handovers/{handover.id}", {"ticks": [key_of(each) for each in handover.things]}
    read = await hers.call("GET", address)
    assert ([each["key"] for each in read.body["things"]], read.body["received_at"]) == (ticks["ticks"], None)
    assert (await other.call("GET", address)).body == read.body
    assert (await stranger.call("GET", address)).status == 404
    for who in (other, stranger):
        assert (await who.call("POST", f"{address}/received", ticks)).status == 404
    missing = await hers.call("POST", f"{address}/received", {"ticks": []})
    assert (missing.status, missing.body["field"]) == (400, "ticks")
    for _ in range(2):
        done = await hers.call("POST", f"{address}/received", ticks)
        assert (done.status, done.body["received_at"] is None) == (200, False)
    assert await services.db["audit"].count_documents({"kind": "handover_received"}) == 1
