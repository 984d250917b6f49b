"""Who reads a child's or a case's data stands in the audit log before she sees it."""

import pytest

from domain.errors import Invalid, NotFound, StoreAway
from domain.regions import Scope
from domain.staff import Appointment, StaffMember, StaffRole
from services.context import Services
from services.wishes.look import child_of
from tests.bot.test_flows import WHOLE_WISH
from tests.joined import Phone

CITY, OTHER = "370000/370800/", "370000/370900/"


def officer(path: str) -> StaffMember:
    return StaffMember("s1", "wang", "王芳", (Appointment(StaffRole.COUNTY, path),), path)


@pytest.fixture
async def wish_id(phone: Phone, services: Services) -> str:
    for words in (*WHOLE_WISH, "提交"):
        await phone.says(words)
    (wish,) = await services.wishes.page(scope=Scope.system())
    return wish.id


async def test_reading_who_a_child_is_leaves_a_row_without_her_name(services: Services, wish_id: str) -> None:
    child = await child_of(services, wish_id, reason="visit", by=officer(CITY))
    (row,) = await services.audit.page(scope=Scope.of(CITY))
    assert (row.kind, row.about, row.actor) == ("child_read", wish_id, "s1")
    assert row.data == {"reason": "visit"}
    assert row.region_path.startswith(CITY)
    assert child.name not in str(row)


@pytest.mark.parametrize("reason", ["", "curious", "上门"])
async def test_who_does_not_say_what_for_sees_no_child_and_leaves_no_row(
    services: Services, wish_id: str, reason: str
) -> None:
    with pytest.raises(Invalid):
        await child_of(services, wish_id, reason=reason, by=officer(CITY))
    assert await services.audit.page(scope=Scope.system()) == []


async def test_who_may_not_read_leaves_no_row(services: Services, wish_id: str) -> None:
    with pytest.raises(NotFound):
        await child_of(services, wish_id, reason="visit", by=officer(OTHER))
    assert await services.audit.page(scope=Scope.system()) == []


async def test_nothing_is_shown_when_the_row_cannot_be_kept(
    services: Services, wish_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_args: object, **_more: object) -> None:
        raise StoreAway("mongodb")

    monkeypatch.setattr(type(services.audit), "add", away)
    with pytest.raises(StoreAway):
        await child_of(services, wish_id, reason="visit", by=officer(CITY))
    story = await services.events.of(wish_id, scope=Scope.system())
    assert [event.kind for event in story] == ["submitted", "checked"]
