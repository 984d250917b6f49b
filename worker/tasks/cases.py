"""Telling safeguarding officers, and her, that something waits: neutral words, nothing of anybody's."""

import structlog

from bot.keeping import leave_note
from domain.errors import NotFound
from domain.regions import Scope
from services.cases.letters import LetterReach, reach, told
from services.context import Services
from storage.outbox import Work
from wechat.errors import Busy, WeChatError
from wechat.messages import TextReply
from wording import cases as words
from worker.later import Later
from worker.tasks.replies import RETRY

log = structlog.get_logger()


async def call_officer(services: Services, work: Work) -> None:
    """
    Tell a member of staff by the account that a case waits: args {"staff", "case", "why"}. Only whose WeChat is bound
    can be told; whoever took the case up meanwhile has spared her the call.
    """
    person_id = await services.bindings.person_of(work.args["staff"])
    if not person_id:
        return
    try:
        person = await services.people.get(person_id)
        case = await services.cases.get(work.args["case"], scope=Scope.system())
    except NotFound:
        return
    account = person.identity(services.facts.oa_app)
    if account is None or not account.following or not case.is_open:
        return
    if work.args["why"] == "case" and case.answer_by is None:
        return
    text = words.CALLS[work.args["why"]].format(address=f"{services.facts.public_url}/console/cases")
    try:
        await services.wechat.send_text(account.openid, text)
    except Busy as busy:  # it wasn't taken, so it wasn't tried
        raise Later(services.now() + RETRY, progress=False) from busy
    except WeChatError as error:
        log.info("an officer was not told by the account", errcode=error.errcode)


async def notice(services: Services, work: Work) -> None:
    """
    Tell her in neutral words that something waits: args {"case", "entry"}. Where no message reaches her now it leads the
    next reply to her; where nothing does, the case says so.
    """
    try:
        case = await services.cases.get(work.args["case"], scope=Scope.system())
    except NotFound:
        return
    client = services.wechat if case.app == services.facts.oa_app else services.mini
    way = await reach(services, case)
    if way is LetterReach.NOW and client is not None:
        try:
            await client.send_text(case.openid, words.NEUTRAL)
            await services.people.wrote_to(case.app, [case.openid])
        except Busy as busy:
            raise Later(services.now() + RETRY, progress=False) from busy
        except WeChatError as error:
            log.info("she was not told by a message", errcode=error.errcode)
            way = LetterReach.NEXT_VISIT
    if way is LetterReach.NEXT_VISIT:
        reply = TextReply(words.NEUTRAL)
        await leave_note(services, app=case.app, openid=case.openid, key=work.key, reply=reply)
    await told(services, case.id, way)
