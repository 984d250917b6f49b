"""The platform's list of followers: it knows those whose follow event we never got."""

import structlog

from services.context import Services
from wechat.errors import NotGranted, QuotaUsedUp

log = structlog.get_logger()


async def sync_page(services: Services, begin: str) -> str | None:
    """
    Take in the followers from the openid `begin` on ("" for the first): 10,000 at most. Answers where the next page
    begins, or None at the end; also where the account may not ask, or not any more today: then those known stand.
    Raises the platform's Busy.
    """
    app = services.facts.oa_app
    try:
        page = await services.wechat.followers(begin)
    except (NotGranted, QuotaUsedUp) as error:
        log.warning("the list of followers can't be had", errcode=error.errcode)
        return None
    for start in range(0, len(page.openids), 1000):
        part = page.openids[start : start + 1000]
        await services.people.make_missing(app, part, now=services.now(), following=True)
        await services.people.mark_following(app, part)
    return page.next_openid if page.openids and page.next_openid else None
