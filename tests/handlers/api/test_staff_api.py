"""The API for programs of staff: it does what the console does, once, and tells who was first."""

import asyncio
import io
from typing import Any

import pytest
from PIL import Image

from domain.regions import Scope
from domain.staff import PERMISSIONS, Permission, StaffRole
from handlers import access
from handlers.access import needed_for
from handlers.api import API_ROUTES
from handlers.api.docs import openapi
from services.context import Services
from tests.attacks.steps import step_of
from tests.handlers.api.conftest import Programs
from tests.handlers.walking import fill
from tests.joined import Clock, Phone

STAFF = [route for route in API_ROUTES if route.address.startswith("/api/v1/staff/")]
KEY = "key-of-a-test-1"
LESSON: dict[str, Any] = {
    "slug": "no-rush",
    "title": "写作业先别催",
    "series": "family-education",
    "order": 7,
    "digest": "先一起看一眼。",
    "body": "## 先看一眼",
    "minutes": 3,
    "quiz": [{"question": "先做什么？", "options": ["催他", "看一眼"], "answer": 1, "why": "心里有数。"}],
    "sources": [],
}
OF_THE_CITY = {"/cases/false-alarms", "/audit/verify", "/audit/minors", "/follower-syncs", "/follower-syncs/stop"}
PAGED = ("/lessons", "/pushes", "/wishes", "/questions", "/alerts?all=true", "/staff", "/audit")


@pytest.mark.parametrize("route", STAFF, ids=lambda route: route.address)
def test_every_operation_declares_its_permission_and_its_problems(route: Any) -> None:
    for method in route.handler.OPERATIONS:
        needed = needed_for(route.handler, method)
        assert isinstance(needed, Permission)
        said = openapi()["paths"][route.address][method]
        assert said["x-permission"] == needed
        assert said["security"][0] == {"token": [needed]}
        assert {"401", "403", "429", "503"} <= set(said["responses"])


@pytest.mark.parametrize("role", StaffRole)
async def test_each_role_may_call_what_the_table_says_in_its_region_alone(
    program: Programs, services: Services, phone: Phone, role: StaffRole
) -> None:
    wish, alert, question, push, *_ = await fill(services, phone)
    here = await program(role, region="370881")
    there = await program(role, login="li", region="370883")
    ids = {"wishes": wish, "alerts": alert, "questions": question, "pushes": push, "lessons": "lesson-listen"}
    ids["knowledge"] = "eat-001"
    for route in STAFF:
        address = route.address.removeprefix("/api/v1/staff").replace("{code}", "370800")
        address = address.replace("{id}", ids.get(address.split("/")[1], here.staff_id))
        address = address.replace("{deputy}", there.staff_id).replace("{part}", "texts").replace("{label}", "AAAAAAA9")
        address = (
            address.replace("{step}", step_of(route.address)).replace("{number}", "1").replace("{move}", "archive")
        )
        address = address.replace("{role}", "donor").replace("{decision}", "approved")
        if address.endswith(("/leaving", "/sessions", "/wechat")):  # a colleague's, never one's own
            address = address.replace(here.staff_id, there.staff_id)
        for method in route.handler.OPERATIONS:
            operation = route.handler.OPERATIONS[method]
            allowed = needed_for(route.handler, method) in PERMISSIONS[role]
            if (role, address) == (StaffRole.ADMINISTRATOR, f"/alerts/{alert}/text"):
                allowed = False  # of a case that isn't hers she says why first
            allowed = allowed and (operation.once or address not in OF_THE_CITY)  # she is of a county
            answer = await here.call(method.upper(), address)
            assert (answer.status != 403) == allowed, (role, method, address, answer.body)
            if address.endswith(("/told", "/remind", "/forward")):  # of one without a story, and that isn't so far
                continue
            if allowed and "wishes/" in address and not (operation.seen or operation.once or operation.body):
                assert answer.status == 200
                assert (await there.call(method.upper(), address)).status == 404
    assert (await here.call("GET", "/regions/370883")).status == 404
    assert (await there.call("GET", "/regions/370883")).status == 200
    if Permission.STAFF_READ in PERMISSIONS[role]:
        assert (await there.call("GET", f"/staff/{here.staff_id}")).status == 404


def test_every_method_of_a_call_is_described() -> None:
    for route in STAFF:
        own = {name for name in access.METHODS if name in vars(route.handler)}
        assert own == set(route.handler.OPERATIONS)


def test_every_call_has_a_name_of_its_own() -> None:
    names = [each.id for route in API_ROUTES for each in route.handler.OPERATIONS.values()]
    assert sorted(names) == sorted(set(names))


def test_every_model_has_a_name_of_its_own() -> None:
    assert [name for name in openapi()["components"]["schemas"] if "__" in name] == []


async def test_a_lesson_is_created_once_however_often_it_is_sent(program: Programs, services: Services) -> None:
    her = await program(StaffRole.EDITOR)
    before = len(await services.lessons.page())
    made = await her.call("POST", "/lessons", LESSON, Idempotency_Key=KEY)
    assert (made.status, made.etag, made.body["state"]) == (201, '"v1"', "draft")
    again = await her.call("POST", "/lessons", LESSON, Idempotency_Key=KEY)
    assert (again.status, again.body, again.etag) == (201, made.body, '"v1"')
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(await services.lessons.page()) == before + 1
    other = await her.call("POST", "/lessons", LESSON | {"slug": "other"}, Idempotency_Key=KEY)
    assert (other.status, other.body["field"], other.body["problem"]) == (400, "Idempotency-Key", "reused")
    assert (await her.call("POST", "/lessons", LESSON)).body["problem"] == "missing"


async def test_many_at_once_with_one_key_create_one(program: Programs, services: Services) -> None:
    her = await program(StaffRole.EDITOR)
    before = len(await services.lessons.page())
    answers = await asyncio.gather(*(her.call("POST", "/lessons", LESSON, Idempotency_Key=KEY) for _ in range(6)))
    assert {each.status for each in answers} <= {201, 409}
    assert len({each.body["id"] for each in answers if each.status == 201}) == 1
    assert len(await services.lessons.page()) == before + 1


async def test_a_call_whose_process_died_can_be_sent_again_and_a_failed_one_too(
    program: Programs, services: Services, clock: Clock
) -> None:
    her = await program(StaffRole.EDITOR)
    wrong = await her.call("POST", "/lessons", LESSON | {"title": ""}, Idempotency_Key=KEY)
    assert (wrong.status, wrong.body["field"]) == (400, "title")
    made = await her.call("POST", "/lessons", LESSON, Idempotency_Key=KEY)
    await services.db["api_answers"].update_many({}, {"$unset": {"sealed_work": ""}})  # it died before it had answered
    assert (await her.call("POST", "/lessons", LESSON, Idempotency_Key=KEY)).status == 409
    clock.move(seconds=31)
    again = await her.call("POST", "/lessons", LESSON, Idempotency_Key=KEY)
    assert (again.status, again.body["id"]) == (201, made.body["id"])


async def test_the_key_of_a_colleague_is_another_key(program: Programs) -> None:
    her, other = await program(StaffRole.EDITOR), await program(StaffRole.EDITOR, login="li")
    made = await her.call("POST", "/lessons", LESSON, Idempotency_Key=KEY)
    theirs = await other.call("POST", "/lessons", LESSON | {"slug": "other"}, Idempotency_Key=KEY)
    assert theirs.status == 201
    assert theirs.body["id"] != made.body["id"]


async def test_a_lesson_is_changed_only_by_who_has_read_its_version(program: Programs) -> None:
    her = await program(StaffRole.EDITOR)
    made = await her.call("POST", "/lessons", LESSON, Idempotency_Key=KEY)
    address = f"/lessons/{made.body['id']}"
    assert (await her.call("GET", address, If_None_Match=made.etag)).status == 304
    assert (await her.call("PUT", address, LESSON)).status == 428
    changed = await her.call("PUT", address, LESSON | {"title": "先看一眼"}, If_Match=made.etag)
    assert (changed.status, changed.etag, changed.body["title"]) == (200, '"v2"', "先看一眼")
    late = await her.call("PUT", address, LESSON | {"title": "她后改的"}, If_Match=made.etag)
    assert (late.status, late.body["code"]) == (412, "stale")
    assert (await her.call("PUT", address, LESSON, If_Match="v2")).status == 412
    assert (await her.call("PUT", "/lessons/01k0000000000000000000000z", LESSON, If_Match='"v0"')).status == 404


async def test_nobody_publishes_her_own_lesson_by_a_program_either(program: Programs) -> None:
    her = await program(StaffRole.ADMINISTRATOR)
    colleague = await program(StaffRole.PUBLISHER, login="li")
    made = await her.call("POST", "/lessons", LESSON, Idempotency_Key=KEY)
    address = f"/lessons/{made.body['id']}"
    assert (await her.call("POST", f"{address}/publish", If_Match=made.etag)).status == 403
    out = await colleague.call("POST", f"{address}/publish", If_Match=made.etag)
    assert (out.status, out.body["state"]) == (200, "published")
    back = await colleague.call("POST", f"{address}/withdraw", If_Match=out.etag)
    assert back.body["state"] == "withdrawn"


async def test_a_cover_is_given_and_taken_away(program: Programs) -> None:
    her = await program(StaffRole.EDITOR)
    made = await her.call("POST", "/lessons", LESSON, Idempotency_Key=KEY)
    address, picture = f"/lessons/{made.body['id']}/cover", io.BytesIO()
    Image.new("RGB", (900, 383), "pink").save(picture, "PNG")
    png = {"Content_Type": "image/png", "If_Match": made.etag}
    given = await her.call("PUT", address, picture.getvalue(), **png)
    assert given.status == 200
    assert given.body["cover"]
    assert (await her.call("PUT", address, b"no picture", **(png | {"If_Match": given.etag}))).status == 400
    assert (await her.call("PUT", address, b"x", Content_Type="text/html", If_Match=given.etag)).status == 415
    assert (await her.call("DELETE", address, If_Match=given.etag)).body["cover"] == ""


async def test_a_push_is_estimated_begun_once_and_stopped(program: Programs, services: Services) -> None:
    her = await program(StaffRole.PUBLISHER)
    assert (await her.call("POST", "/pushes/estimate", {"audience": "all"})).body["audience"] == 0
    ask = {"lesson": "shoes", "audience": "tag:广场舞"}
    made = [await her.call("POST", "/pushes", ask, Idempotency_Key=KEY) for _ in range(2)]
    assert [each.status for each in made] == [201, 201]
    assert made[0].body == made[1].body
    address = f"/pushes/{made[0].body['id']}"
    assert (await her.call("POST", f"{address}/pause")).status == 409
    assert (await her.call("POST", f"{address}/stop")).body["state"] == "stopped"
    assert (await her.call("GET", address)).body["created_by"] == her.staff_id
    assert await services.db["pushes"].count_documents({}) == 1


async def test_reading_a_child_a_question_and_an_alert_is_written_down(
    program: Programs, services: Services, phone: Phone
) -> None:
    wish, alert, question, *_ = await fill(services, phone)
    her = await program(StaffRole.ADMINISTRATOR)
    assert (await her.call("POST", f"/wishes/{wish}/child", {"reason": "visit"})).body["name"] == "王小明"
    assert "半夜" in (await her.call("POST", f"/questions/{question}/text")).body["text"]
    assert (await her.call("POST", f"/alerts/{alert}/text")).status == 403  # a case that isn't hers, nor of her line
    assert (await her.call("POST", f"/alerts/{alert}/acknowledge")).body["acknowledged_by"] == her.staff_id
    assert "不想活" in (await her.call("POST", f"/alerts/{alert}/text")).body["text"]
    for address in ("/wishes", f"/wishes/{wish}", "/questions", "/alerts?all=1"):
        shown = str((await her.call("GET", address)).body)
        assert not any(each in shown for each in ("王小明", "半夜", "不想活"))
    for about in (wish, question, alert):
        story = await services.events.of(about, scope=Scope.system())
        assert her.staff_id in {event.actor for event in story}


@pytest.mark.parametrize("address", PAGED)
async def test_lists_go_on_behind_what_was_seen(
    program: Programs, services: Services, phone: Phone, address: str
) -> None:
    await fill(services, phone)
    her = await program(StaffRole.ADMINISTRATOR)
    await program(StaffRole.COUNTY, login="li")
    mark = "&" if "?" in address else "?"
    (name,) = {each for each in (await her.call("GET", address)).body if each != "next"}
    everything = (await her.call("GET", address)).body[name]
    seen, after = [], ""
    while True:
        part = (await her.call("GET", f"{address}{mark}limit=1&after={after}")).body
        seen += part[name]
        after = part["next"]
        if not after:
            break
    assert seen == everything
    assert len(seen) > (name not in {"pushes", "wishes", "questions", "alerts"})


async def test_a_push_is_released_by_another_program_than_its_makers_and_as_its_lesson_was_read(
    program: Programs,
) -> None:
    her, colleague = await program(StaffRole.ADMINISTRATOR), await program(StaffRole.PUBLISHER, login="li")
    made = await her.call("POST", "/pushes", {"lesson": "shoes", "audience": "all"}, Idempotency_Key=KEY)
    address = f"/pushes/{made.body['id']}"
    read = await colleague.call("GET", f"/lessons/{made.body['lesson_id']}")
    assert (await her.call("POST", f"{address}/release", If_Match=read.etag)).status == 403
    assert (await her.call("POST", f"{address}/send_back", {"reason": "不急"})).status == 403
    assert (await colleague.call("POST", f"{address}/release")).status == 428
    assert (await colleague.call("POST", f"{address}/release", If_Match='"v99"')).status == 412
    assert (await colleague.call("GET", address)).body["state"] == "waiting"
    out = await colleague.call("POST", f"{address}/release", If_Match=read.etag)
    assert (out.status, out.body["state"], out.body["released_by"]) == (200, "building", colleague.staff_id)
    assert (await colleague.call("POST", f"{address}/release", If_Match=read.etag)).status == 409


async def test_a_push_is_sent_back_by_a_program_with_a_reason(program: Programs) -> None:
    her, colleague = await program(StaffRole.PUBLISHER), await program(StaffRole.PUBLISHER, login="li")
    made = await her.call("POST", "/pushes", {"lesson": "shoes", "audience": "all"}, Idempotency_Key=KEY)
    address = f"/pushes/{made.body['id']}/send_back"
    assert (await colleague.call("POST", address, {"reason": ""})).status == 400
    back = await colleague.call("POST", address, {"reason": "先改标题"})
    assert (back.status, back.body["state"], back.body["sent_back"]) == (200, "stopped", "先改标题")
    assert (await colleague.call("POST", address, {"reason": "先改标题"})).status == 409
