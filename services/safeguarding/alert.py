"""Telling staff that somebody wrote in danger."""

import asyncio
import time
from datetime import datetime

import structlog

from domain.errors import StoreAway
from domain.ids import new_id
from domain.safeguarding import Hit
from services.cases.opening import file_alerts
from services.context import Services
from storage.alerts import Alert

log = structlog.get_logger()
TRIED_SECONDS = 2.5  # after which nothing more is tried before the card
FILE_SECONDS = 1.5  # the platform waits five, and the card comes first


async def raise_alert(
    services: Services, *, app: str, openid: str, key: str, hit: Hit, text: str, now: datetime
) -> bool:
    """
    Keep an alert before the card is shown: in MongoDB, or in Redis while that is away. Once for each `key`. Where neither takes
    it at once it is tried on, as long as the card is still in time: a store that comes back refuses everybody for a second.

    A hit that isn't sure enough to call staff is kept as well, and waits for nobody until it is her third in a week. False when neither answers: the card is shown all the same.
    """
    alert = Alert(
        id=new_id(),
        key=key,
        app=app,
        openid=openid,
        person_id="",
        danger=str(hit.danger),
        matched=(hit.rule, hit.said) if hit.said else (hit.rule,),
        text=text,
        region_path="",
        at=now,
        card_only=not hit.alert,
    )
    began = time.monotonic()
    for pause, keep in WAYS:
        if pause and time.monotonic() - began > TRIED_SECONDS:
            break
        await asyncio.sleep(pause)
        try:
            await keep(services, alert)
        except StoreAway:
            continue
        except Exception as error:  # noqa: BLE001 whatever it is, the other store is tried and the card is shown
            log.error("alert not kept as it should be", danger=str(hit.danger), error=type(error).__name__)
        else:
            if keep is _keep:
                await _file(services, app, openid)
            return True
    log.error("alert not kept: neither store takes it", danger=str(hit.danger))
    return False


async def _keep(services: Services, alert: Alert) -> None:
    """In MongoDB, her other accounts looked up where it matters how often she wrote."""
    person = await services.people.find(alert.app, alert.openid) if alert.card_only and alert.openid else None
    accounts = {(each.app, each.openid) for each in person.identities} if person else set()
    await services.alerts.raise_alert(alert, accounts=accounts)


async def _keep_for_later(services: Services, alert: Alert) -> None:
    await services.alerts.keep_for_later(alert)


async def _file(services: Services, app: str, openid: str) -> None:
    """Into her case, if that goes quickly: the alert is kept, and a worker's next round does it otherwise."""
    try:
        async with asyncio.timeout(FILE_SECONDS):
            await file_alerts(services, app=app, openid=openid)
    except Exception as error:  # noqa: BLE001 whatever it is, the card must be shown
        log.warning("a case is left to the next round", error=type(error).__name__)


WAYS = ((0.0, _keep), (0.0, _keep_for_later), (0.6, _keep_for_later), (0.6, _keep_for_later), (0.1, _keep))


async def bring_in(services: Services) -> int:
    """Move alerts that were kept in Redis to MongoDB; how many. Raises StoreAway."""
    return await services.alerts.bring_in()
