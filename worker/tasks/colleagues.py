"""Telling a colleague something in the account, by the WeChat that she bound to hers."""

from collections.abc import Mapping

import structlog

from domain.cases import Unreached
from services.context import Services
from services.pushes.notices import send_notice
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
OUT_OF_TIME = frozenset({Unreached.WINDOW, Unreached.COUNT})


async def tell_colleague(
    services: Services, staff_id: str, text: str, *, notice: str = "", page: str = ""
) -> Unreached | None:
    """
    Tell a member of staff by a message of the account, and where the platform takes none by a `notice` that leads to `page`, if
    she has allowed one; why neither reached her, None where one did. Raises Later while the platform is busy, StoreAway.
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
        missed = REASONS.get(error.reason, Unreached.OTHER) if isinstance(error, Unreachable) else Unreached.OTHER
        if missed in OUT_OF_TIME and notice and await _is_noticed(services, account.openid, notice, page):
            return None
        return missed
    await services.people.wrote_to(account.app, [account.openid])
    return None


async def _is_noticed(services: Services, openid: str, title: str, page: str) -> bool:
    template = services.facts.staff_template
    try:
        return template is not None and await send_notice(services, openid, template, title, page)
    except Busy as busy:
        raise Later(services.now() + RETRY, progress=False) from busy
    except WeChatError as error:
        log.info("a colleague was not told by a notice", errcode=error.errcode)
        return False
