"""Notices of the subscription templates for what is no push: something waits for one person, who has allowed to be told."""

from services.context import NoticeTemplate, Services
from storage.grants import EntryKind
from wechat.errors import Busy, QuotaUsedUp, TokenRefused, Unreachable


async def notices_left(services: Services, openid: str, template: NoticeTemplate | None) -> int:
    """How many of these notices she has allowed that weren't sent yet. Raises StoreAway."""
    if template is None:
        return 0
    held = await services.pushes.grants.of(services.facts.oa_app, openid)
    return sum(each.left for each in held if each.template == template.id)


async def send_notice(services: Services, openid: str, template: NoticeTemplate, title: str, page: str) -> bool:
    """
    Send one that leads to `page`; False where she has allowed none. It is taken before the platform is called, given back where
    that surely sent nothing, and none is left where the platform knows of none. Raises WeChatError, StoreAway.
    """
    app, grants, now = services.facts.oa_app, services.pushes.grants, services.now()
    if not await grants.take(app, openid, template.id, now=now):
        return False
    try:
        await services.wechat.send_subscription(openid, template.id, page, dict.fromkeys(template.fields, title))
    except (Busy, TokenRefused, QuotaUsedUp):
        await grants.put_back(app, openid, template.id, now=now)
        raise
    except Unreachable:
        await grants.end(app, openid, template.id, EntryKind.VOID, key=f"void:{openid}:{now.isoformat()}", now=now)
        raise
    return True
