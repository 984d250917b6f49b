"""Telling safeguarding officers, and her, that something waits: neutral words, nothing of anybody's."""

import structlog

from bot.keeping import leave_note
from domain.errors import NotFound
from domain.regions import Scope
from services.cases.calling import called
from services.cases.letters import LetterReach, reach, told
from services.context import Services
from storage.outbox import Work
from wechat.errors import Busy, WeChatError
from wechat.messages import TextReply
from wording import cases as words
from worker.later import Later
from worker.tasks.colleagues import tell_colleague
from worker.tasks.replies import RETRY

log = structlog.get_logger()


async def call_officer(services: Services, work: Work) -> None:
    """
    Tell a member of staff by the account that a case waits: args {"staff", "case", "why"}. Where that doesn't reach her the
    case says so; whoever took the case up meanwhile, or did what was overdue, has spared her the call.
    """
    try:
        case = await services.cases.get(work.args["case"], scope=Scope.system())
    except NotFound:
        return
    why = work.args["why"]
    if not case.is_open or (why in {"case", "handed"} and case.answer_by is None):
        return
    if why.startswith("overdue") and not case.is_overdue(services.now()):
        return
    page = f"{services.facts.public_url}/console/cases"
    text = words.CALLS[why].format(address=page)
    missed = await tell_colleague(services, work.args["staff"], text, notice=words.CALL_NOTICE, page=page)
    await called(services, case.id, work.args["staff"], missed)


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
