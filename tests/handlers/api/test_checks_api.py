"""Checks and blocks by programs of staff: what was read is decided, by who may, and an appeal by another."""

import pytest

from domain.checks import Check
from domain.people import Person
from domain.regions import Scope
from domain.staff import StaffRole
from services.checking.blocking import appeal
from services.checking.submitting import submit_text
from services.context import Services
from storage.mongo import Session, in_transaction
from tests.handlers.api.conftest import Programs
from tests.joined import APP, HER

TEXT, KEY = "我叫李小红，给点钱，打13812345678", "key-of-a-program-{}"
COUNTY = StaffRole.COUNTY
QUFU = "370000/370800/370881/"


@pytest.fixture
async def her(services: Services) -> Person:
    return await services.people.ensure(APP, HER, now=services.now())


@pytest.fixture
async def check(services: Services, her: Person) -> Check:
    """A text of hers that waits for a look."""

    async def write(session: Session) -> Check:
        common = {"about": her.id, "field": "text", "region_path": QUFU, "person": her}
        return await submit_text(services, text=TEXT, session=session, **common)

    return await in_transaction(services.db, write)


async def test_what_was_read_is_refused_once_and_another_county_sees_nothing(
    program: Programs, services: Services, check: Check
) -> None:
    county = await program(COUNTY, region="370881")
    at = f"/checks/{check.id}"
    (listed,) = (await county.call("GET", f"/checks?state={check.state}")).body["checks"]
    assert (listed["id"], listed["words"]) == (check.id, ["cash"])
    assert "李小红" not in str(listed)
    read = await county.call("POST", f"{at}/text")
    assert read.body["text"] == TEXT
    assert {"cash", "name", "phone"} <= {each["kind"] for each in read.body["found"]}
    assert (await county.call("POST", f"{at}/picture")).status == 404
    zou = await program(COUNTY, login="zou", region="370883")
    refusal = {"decision": "refuse", "reason": "cash"}
    for below, body in (("text", None), ("decide", refusal), ("block", {"reason": "cash", "days": 7})):
        headers = {"Idempotency_Key": KEY.format(below), "If_Match": read.etag}
        assert (await zou.call("POST", f"{at}/{below}", body, **headers)).status == 404
    assert (await county.call("POST", f"{at}/decide", refusal)).status == 428
    bare = await county.call("POST", f"{at}/decide", {"decision": "refuse"}, If_Match=read.etag)
    assert (bare.status, bare.body["field"]) == (400, "reason")
    assert (await county.call("POST", f"{at}/decide", refusal, If_Match='"v9"')).status == 412
    done = await county.call("POST", f"{at}/decide", refusal, If_Match=read.etag)
    assert (done.body["state"], done.body["reason"]) == ("refused", "cash")
    assert (await county.call("POST", f"{at}/decide", {"decision": "pass"}, If_Match=read.etag)).status == 412
    log = repr(await services.audit.page(scope=Scope.system(), most=50))
    assert "check_refused" in log
    assert "李小红" not in log


async def test_a_block_is_made_once_and_her_appeal_is_answered_by_another(
    program: Programs, services: Services, her: Person, check: Check
) -> None:
    county = await program(COUNTY, region="370881")
    given = {"reason": "insult", "days": 7}
    tries = [
        await county.call("POST", f"/checks/{check.id}/block", given, Idempotency_Key=KEY.format(1)) for _ in range(2)
    ]
    assert (tries[0].status, tries[1].body) == (200, tries[0].body), tries[0].body
    twice = await county.call("POST", f"/checks/{check.id}/block", given, Idempotency_Key=KEY.format(2))
    assert (twice.status, twice.body["code"]) == (409, "conflict")
    assert await appeal(services, her, "不是我写的") == "asked"
    (listed,) = (await county.call("GET", "/blocks")).body["blocks"]
    assert (listed["id"], her.id in str(listed)) == (tries[0].body["id"], False)
    at = f"/blocks/{listed['id']}"
    assert (await county.call("POST", f"{at}/answer", {"answer": "lift"})).status == 403
    other = await program(COUNTY, login="li", region="370881")
    assert (await other.call("POST", f"{at}/appeal")).body["text"] == "不是我写的"
    assert (await other.call("POST", f"{at}/answer", {"answer": "lift"})).body["lifted_at"] is not None
    assert (await other.call("POST", f"{at}/answer", {"answer": "uphold"})).status == 409
