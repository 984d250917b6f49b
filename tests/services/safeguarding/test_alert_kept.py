"""An alert is kept although one store is away and the other refuses for a moment."""

from dataclasses import replace
from typing import Any, cast

import pytest

from domain.errors import StoreAway
from domain.safeguarding import Danger, Hit
from services.context import Services
from services.safeguarding.alert import raise_alert
from storage.alerts import Alert, AlertStore
from tests.joined import APP, HER


class Refusing:
    """Alerts whose MongoDB is away, and whose Redis refuses so many times."""

    def __init__(self, times: int) -> None:
        self.left, self.kept = times, list[str]()

    async def raise_alert(self, _: Alert, **__: Any) -> None:
        raise StoreAway("mongodb")

    async def keep_for_later(self, alert: Alert) -> None:
        if self.left:
            self.left -= 1
            raise StoreAway("redis")
        self.kept.append(alert.key)


@pytest.mark.parametrize(("times", "kept"), [(0, ["k"]), (2, ["k"]), (9, [])])
async def test_a_store_that_refuses_for_a_second_is_asked_again_before_the_card(
    services: Services, times: int, kept: list[str]
) -> None:
    refusing = Refusing(times)
    without = replace(services, alerts=cast("AlertStore", refusing))
    hit = Hit(Danger.DOMESTIC_VIOLENCE, "家暴-动手", alert=True)
    done = await raise_alert(without, app=APP, openid=HER, key="k", hit=hit, text="老公打我", now=services.now())
    assert (done, refusing.kept) == (bool(kept), kept)
