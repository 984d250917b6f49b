"""What people answer when they are asked whether they want notices of new lessons."""

from services.context import Services

ANSWERS = "#answers"  # grants for notices of answers are kept apart from those for lessons


async def answered(services: Services, *, app: str, openid: str, template: str, accepted: bool, key: str) -> None:
    """
    An answer about one template: yes allows one notice more, no ends what was allowed. Templates that aren't for
    lessons or answers change nothing; the same `key` counts once. Raises StoreAway.

    Platform: subscribe_msg_popup_event and subscribe_msg_change_event; one yes is one notice.
    """
    answer, lesson = services.facts.answer_template, services.facts.lesson_template
    if answer is not None and template == answer.id:
        app, lesson = f"{app}{ANSWERS}", answer
    if lesson is None or template != lesson.id:
        return
    if accepted:
        await services.pushes.grants.allow(app, openid, template, fields=lesson.fields, key=key)
    else:
        await services.pushes.grants.spent(app, openid, template)
