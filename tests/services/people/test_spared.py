"""Whom to spare after a message in danger goes by the person, whichever of her accounts she wrote by, then and now."""

import pytest

from domain.safeguarding import Danger, Hit
from services.context import Services
from services.people.moving_over import by_code, make_code
from services.people.spared import is_neutral, is_neutral_to, neutral_now, spared_now
from services.safeguarding.alert import raise_alert
from tests.joined import APP, HER, Clock, Phone
from tests.services.wishes.lives import OFFICER, Lives

MINI, THERE = "mini", "hers-there"


@pytest.fixture
async def both(services: Services) -> None:
    """She has an account with each app."""
    person = await services.people.ensure(APP, HER, now=services.now())
    there = {"app": MINI, "openid": THERE, "following": False}
    await services.db["people"].update_one({"_id": person.id}, {"$push": {"identities": there}})


async def cries(services: Services, app: str, openid: str) -> None:
    hit = Hit(Danger.OTHER, "明说")
    await raise_alert(services, app=app, openid=openid, key=f"{app}-1", hit=hit, text="救命", now=services.now())


async def holds(services: Services) -> tuple[bool, bool]:
    """Whether nothing is pushed to her, and whether what is sent is neutral."""
    (her,) = await services.people.audience(APP, openids=[HER])
    spared, late = await spared_now(services), await neutral_now(services)
    neutral = late.has(her.person, her.accounts)
    person = await services.people.get(her.person)
    assert neutral is await is_neutral(services, APP, HER) is await is_neutral_to(services, person)
    return spared.has(her.person, her.accounts), neutral


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize(("app", "openid"), [(APP, HER), (MINI, THERE)])
async def test_by_whichever_account_she_wrote_she_is_spared_for_a_day_and_told_neutrally_for_three_months(
    services: Services, clock: Clock, app: str, openid: str
) -> None:
    other = Phone(services, "somebody-else")
    await other.says("你好")
    assert await holds(services) == (False, False)
    await cries(services, app, openid)
    assert await holds(services) == (True, True)
    assert not await is_neutral(services, APP, "somebody-else")
    clock.move(days=1, seconds=1)
    assert await holds(services) == (False, True)
    clock.move(days=88)
    assert await holds(services) == (False, True)
    clock.move(days=1)
    assert await holds(services) == (False, False)


async def test_who_has_taken_her_things_over_to_a_new_account_is_spared_there(services: Services) -> None:
    wish = await Lives(services).submitted()
    old = await services.people.get(wish.guardian_id)
    await cries(services, APP, old.identities[0].openid)
    await services.db["alerts"].update_many({}, {"$set": {"person": old.id}})
    new = await services.people.ensure(APP, HER, now=services.now())
    assert await holds(services) == (False, False)
    code, _ = await make_code(services, wish.id, by=OFFICER)
    await by_code(services, code, by=new)
    assert await holds(services) == (True, True)


async def test_a_message_of_nobody_known_spares_nobody_else(services: Services) -> None:
    """The store may not know yet whose account it is: that makes it nobody's, not everybody's."""
    await Phone(services).says("你好")
    await services.people.ensure(APP, HER, now=services.now())
    await cries(services, MINI, "never-seen")
    assert await holds(services) == (False, False)
