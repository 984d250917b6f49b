"""Telling a colleague something in the account, by the WeChat that she bound to hers."""

from collections.abc import Mapping

import structlog

from domain.cases import Unreached
from services.context import Services
from services.staff.telling import account_of
from wechat.errors import Busy, Unreachable, WeChatError
from worker.later import Later
from worker.tasks.replies import RETRY

log = structlog.get_logger()
REASONS: Mapping[str, Unreached] = {
    "window": Unreached.WINDOW,
    "count": Unreached.COUNT,
    "not_following": Unreached.GONE,
}


async def tell_colleague(services: Services, staff_id: str, text: str) -> Unreached | None:
    """
    Tell a member of staff by a message of the account; why it didn't reach her, None where it did. Raises Later while the
    platform is busy, StoreAway.
    """
    account = await account_of(services, staff_id)
    if account is None or not account.following:
        return Unreached.UNBOUND if account is None else Unreached.GONE
    try:
        await services.wechat.send_text(account.openid, text)
    except Busy as busy:  # it wasn't taken, so it wasn't tried
        raise Later(services.now() + RETRY, progress=False) from busy
    except WeChatError as error:
        log.info("a colleague was not told by the account", errcode=error.errcode)
        return REASONS.get(error.reason, Unreached.OTHER) if isinstance(error, Unreachable) else Unreached.OTHER
    await services.people.wrote_to(account.app, [account.openid])
    return None
