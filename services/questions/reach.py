"""By which way somebody who has asked can be told something now."""

from dataclasses import dataclass
from datetime import datetime

from domain.errors import NotFound
from domain.questions import Question
from services.context import Services
from services.people.spared import is_neutral_to
from services.pushes.channels import window_open
from services.pushes.notices import notices_left
from storage.threads import Way


@dataclass(frozen=True, slots=True)
class Reach:
    """`way` is CUSTOMER, SUBSCRIBE, NOTE or NOTHING; `neutral` says that no word of hers may stand in what is sent."""

    way: Way
    openid: str = ""
    neutral: bool = False
    pushes: bool = True


async def reach_of(services: Services, question: Question, *, at: datetime | None = None) -> Reach:
    """What reaches its asker now, or later `at`, should she say nothing until then. Raises StoreAway."""
    app, at = services.facts.oa_app, at or services.now()
    try:
        person = await services.people.get(question.asker_id)
    except NotFound:
        return Reach(Way.NOTHING)
    identity = person.identity(app)
    if identity is None:
        return Reach(Way.NOTHING)
    openid = identity.openid
    recipients = await services.people.audience(app, openids=[openid], most=1)
    if not recipients or not recipients[0].following:
        return Reach(Way.NOTHING, openid)
    neutral = await is_neutral_to(services, person, at=at)
    way = Way.NOTE
    if window_open(recipients[0], at):
        way = Way.CUSTOMER
    elif await notices_left(services, openid, services.facts.answer_template):
        way = Way.SUBSCRIBE
    return Reach(way, openid, neutral, recipients[0].pushes)
