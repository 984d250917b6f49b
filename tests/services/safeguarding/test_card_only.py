from dataclasses import replace

from domain.regions import Scope
from domain.safeguarding import Danger, Hit
from services.context import Services
from services.safeguarding.alert import bring_in, raise_alert


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
