"""What people answer when they are asked whether they want to be sent notices, and what they have allowed."""

from collections.abc import Mapping, Sequence

from domain.people import Identity
from services.context import Services
from storage.grants import EntryKind, Grant

MOST_TEMPLATES = 3  # platform: wx.requestSubscribeMessage asks for three at most
NO = frozenset({"reject", "ban"})


async def answered(services: Services, *, app: str, openid: str, template: str, accepted: bool, key: str) -> None:
    """
    An answer about one template: yes allows one notice more, no ends what was allowed; the same `key` counts once. Raises
    StoreAway.

    Platform: subscribe_msg_popup_event and subscribe_msg_change_event; one yes is one notice.
    """
    lesson, grants, now = services.facts.lesson_template, services.pushes.grants, services.now()
    if accepted:
        fields = lesson.fields if lesson is not None and lesson.id == template else {}
        await grants.allow(app, openid, template, fields=fields, key=key, now=now)
    else:
        await grants.end(app, openid, template, EntryKind.REFUSED, key=key, now=now)


async def answered_in_mini(services: Services, *, openid: str, answers: Mapping[str, str], key: str) -> None:
    """
    What wx.requestSubscribeMessage has told the mini-program, by template: "accept" in any of its forms is a yes, "reject"
    and "ban" a no, "filter" and anything else says nothing of what she wants. Raises StoreAway.
    """
    for template, answer in list(answers.items())[:MOST_TEMPLATES]:
        if answer.startswith("accept") or answer in NO:
            accepted = answer not in NO
            await answered(
                services, app=services.facts.mini_app, openid=openid, template=template, accepted=accepted, key=key
            )


async def allowed(services: Services, identities: Sequence[Identity]) -> list[Grant]:
    """What she has allowed by any of her accounts, a template each. Raises StoreAway."""
    return [grant for each in identities for grant in await services.pushes.grants.of(each.app, each.openid)]
