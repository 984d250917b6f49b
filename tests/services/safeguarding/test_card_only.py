import asyncio
from dataclasses import replace

from domain.regions import Scope
from domain.safeguarding import Danger, Hit
from services.context import Services
from services.people.joining import arrive
from services.safeguarding.alert import bring_in, raise_alert
from tests.joined import Clock

LIKE = Hit(Danger.SELF_HARM, "像", alert=False)
ALL = Scope.system()


async def told(services: Services, key: str, hit: Hit) -> None:
    assert await raise_alert(services, app="oa", openid=f"o-{key}", key=key, hit=hit, text="我累了", now=services.now())


async def test_a_card_without_certainty_waits_for_nobody_but_is_kept(services: Services) -> None:
    await told(services, "a", Hit(Danger.SELF_HARM, "像", alert=False, said="累了"))
    await told(services, "b", Hit(Danger.SELF_HARM, "明说"))
    everything = Scope.system()
    assert [alert.openid for alert in await services.alerts.page(scope=everything)] == ["o-b"]
    assert await services.alerts.count_open(scope=everything) == 1
    kept = {alert.openid: alert for alert in await services.alerts.page(scope=everything, open_only=False)}
    assert kept["o-a"].card_only
    assert (await services.alerts.get(kept["o-a"].id, scope=everything)).matched == ("像", "累了")
    assert not kept["o-b"].card_only


async def test_she_is_left_alone_for_a_day_all_the_same(services: Services) -> None:
    await told(services, "a", Hit(Danger.OTHER, "像", alert=False))
    assert await services.alerts.last_for("oa", "o-a") == services.now()


async def test_kept_in_redis_it_stays_what_it_was(services: Services) -> None:
    await told(services, "a", Hit(Danger.OTHER, "像", alert=False))
    alert = (await services.alerts.page(scope=Scope.system(), open_only=False))[0]
    await services.alerts.keep_for_later(replace(alert, key="later"))
    assert await bring_in(services) == 1
    assert [each.card_only for each in await services.alerts.page(scope=Scope.system(), open_only=False)] == [
        True,
        True,
    ]


async def again(services: Services, key: str, *, app: str = "oa", openid: str = "her") -> None:
    await raise_alert(services, app=app, openid=openid, key=key, hit=LIKE, text="我累了", now=services.now())


async def test_the_third_within_a_week_calls_staff_and_the_case_has_all_three(services: Services, clock: Clock) -> None:
    for key in ("a", "b"):
        await again(services, key)
        clock.move(days=3)
    await again(services, "somebody else's", openid="another")
    assert await services.cases.page(scope=ALL) == []
    await again(services, "c")
    (case,) = await services.cases.page(scope=ALL)
    assert (case.openid, case.danger, case.messages) == ("her", Danger.SELF_HARM, 3)
    assert await services.alerts.count_open(scope=ALL) == 3
    await again(services, "d")
    (raised,) = await services.cases.page(scope=ALL)
    assert (raised.messages, raised.level) == (4, 3)
    await again(services, "d")
    assert (await services.cases.page(scope=ALL))[0].messages == 4


async def test_what_is_older_than_a_week_counts_no_more(services: Services, clock: Clock) -> None:
    await again(services, "a")
    clock.move(days=4)
    await again(services, "b")
    clock.move(days=3)
    await again(services, "c")
    assert await services.cases.page(scope=ALL) == []


async def test_three_at_once_are_one_case(services: Services) -> None:
    await asyncio.gather(*(again(services, key) for key in "abc"))
    (case,) = await services.cases.page(scope=ALL)
    assert case.openid == "her"
    assert await services.alerts.count_open(scope=ALL) == 3


async def test_who_writes_by_two_accounts_is_one_person_and_who_is_not_known_is_nobody(services: Services) -> None:
    for app in ("oa", "mini"):
        await arrive(services, app=app, openid="her", unionid="u", now=services.now())
    await again(services, "a")
    await again(services, "b", app="mini")
    for key in "xyz":
        await again(services, key, openid="")
    assert await services.cases.page(scope=ALL) == []
    await again(services, "c")
    assert len(await services.cases.page(scope=ALL)) == 1


async def test_what_waited_in_redis_counts_as_well(services: Services) -> None:
    for key in ("a", "b"):
        await again(services, key)
    first = (await services.alerts.page(scope=ALL, open_only=False))[0]
    await services.alerts.keep_for_later(replace(first, key="later"))
    assert await bring_in(services) == 1
    assert await services.alerts.count_open(scope=ALL) == 3
