"""爱心单位 and 志愿者: what they are, how far she is, and the link to her own page."""

from bot.turn import Answer, Turn
from domain.calendar import day_in_china
from domain.company import Standing
from domain.errors import StoreAway
from domain.organisations import OrganisationState
from domain.people import Person
from services.organisations import applying
from services.people.own_pages import Where, link_to
from services.wishes.volunteers import standing_of
from wechat.messages import TextReply
from wording import chat, company, organisations
from wording import own_pages as words


async def organisation(turn: Turn, rest: str) -> Answer:
    """爱心单位."""
    del rest
    try:
        person = await turn.person()
        found = await applying.hers(turn.services, person)
        if found is None:
            return await _answer(turn, person, Where.ORGANISATION, "new")
        one = found.organisation
        lines = [words.ORGANISATION_IS.format(name=one.name, state=organisations.STATES[one.state])]
        if one.why:
            lines.append(words.ORGANISATION_WHY.format(why=organisations.REASONS.get(one.why, one.why)))
        lead = "refused" if one.state is OrganisationState.REFUSED else "known"
        return await _answer(turn, person, Where.ORGANISATION, lead, *lines)
    except StoreAway:
        return Answer(TextReply(chat.TRY_LATER))


async def volunteer(turn: Turn, rest: str) -> Answer:
    """志愿者."""
    del rest
    try:
        person = await turn.person()
        known = await standing_of(turn.services, person)
        if known is None:
            return await _answer(turn, person, Where.VOLUNTEER, "new")
        until = known.valid_until
        lapsed = until is not None and until < day_in_china(turn.now) and known.state is Standing.APPROVED
        lines = [words.VOLUNTEER_IS.format(state=company.LAPSED if lapsed else company.STANDINGS[known.state])]
        if until and known.state is Standing.APPROVED and not lapsed:
            lines.append(words.VOLUNTEER_UNTIL.format(until=until))
        return await _answer(turn, person, Where.VOLUNTEER, "known", *lines)
    except StoreAway:
        return Answer(TextReply(chat.TRY_LATER))


async def _answer(turn: Turn, person: Person, where: Where, lead: str, *lines: str) -> Answer:
    about = {Where.ORGANISATION: words.ORGANISATION, Where.VOLUNTEER: words.VOLUNTEER}[where]
    url = await link_to(turn.services, person, where)
    link = words.LINK.format(lead=words.LEADS[lead], url=url, word=words.REPLY_WITH[where])
    return Answer(TextReply("\n\n".join(("\n".join(lines) or about, link))), lasting=True)
