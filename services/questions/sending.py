"""
Answers go out through the account by what still reaches her. An answer is sent at most once: before the call it is taken
for unconfirmed, and what the platform says settles it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.errors import NotFound
from domain.questions import Question
from domain.receipts import format_receipt
from services.context import Services
from services.questions.reach import Reach, reach_of
from storage.threads import Message, Way
from wechat.errors import Busy, QuotaUsedUp, TokenRefused, Uncertain, WeChatError
from wechat.messages import choice
from wording import experts as say

WAIT = timedelta(seconds=5)
Leave = Callable[[str, str, str], Awaitable[None]]  # key, openid, words


@dataclass(frozen=True, slots=True)
class Words:
    """What is sent: `text` in a chat or a note, `notice` as the title of a notice."""

    text: str
    notice: str


async def send_answer(services: Services, message_id: str, *, leave: Leave) -> datetime | None:
    """
    Send an answer that waits; when to try again, or None. `leave` keeps words as a note that leads the next reply to her.
    Twice is the same as once. Raises StoreAway.
    """
    message = await services.threads.get(message_id)
    question = await services.tickets.find(message.question) if message else None
    if message is None or question is None or message.way is not Way.WAITING:
        return None
    try:
        facts = await services.vault.unseal(message.sealed)
    except NotFound:  # her data was erased meanwhile
        await services.threads.went(message_id, Way.NOTHING, now=services.now())
        return None
    reach = await reach_of(services, question)
    words = await _words(services, question, str(facts["text"]), reach)
    done = Way.NEUTRAL if reach.neutral and reach.way in {Way.CUSTOMER, Way.NOTE} else reach.way
    return await deliver(services, message, reach, words, done=done, leave=leave)


async def deliver(
    services: Services, message: Message, reach: Reach, words: Words, *, done: Way, leave: Leave
) -> datetime | None:
    """Send words by the way that reaches her, and settle the message; when to try again, or None."""
    if reach.way is Way.NOTHING:
        await services.threads.went(message.id, Way.NOTHING, now=services.now())
        return None
    if reach.way is Way.NOTE:
        await leave(f"answer:{message.id}", reach.openid, words.text)
        await services.threads.went(message.id, done, now=services.now())
        return None
    if await services.threads.went(message.id, Way.UNCONFIRMED, now=services.now()) is None:
        return None
    try:
        await call(services, reach, words)
    except (Busy, TokenRefused, QuotaUsedUp) as error:
        await services.threads.went(message.id, Way.WAITING, was=Way.UNCONFIRMED, now=services.now())
        return error.until if isinstance(error, QuotaUsedUp) else services.now() + WAIT
    except Uncertain:
        return None
    except WeChatError:  # the window has closed, or she has blocked the account: the words wait for her
        await leave(f"answer:{message.id}", reach.openid, words.text)
        done = Way.NEUTRAL if reach.neutral else Way.NOTE
    if reach.way is Way.SUBSCRIBE and done is Way.SUBSCRIBE:  # the notice only says that there is one
        await leave(f"answer:{message.id}", reach.openid, words.text)
    await services.threads.went(message.id, done, was=Way.UNCONFIRMED, now=services.now())
    return None


async def call(services: Services, reach: Reach, words: Words) -> None:
    """One call at the platform. Raises WeChatError."""
    app = services.facts.oa_app
    if reach.way is Way.CUSTOMER:
        await services.wechat.send_text(reach.openid, words.text)
        await services.people.wrote_to(app, [reach.openid])
        return
    notice, grants, now = services.facts.answer_template, services.pushes.grants, services.now()
    if notice is None or not await grants.take(app, reach.openid, notice.id, now=now):
        raise WeChatError
    data = dict.fromkeys(notice.fields, words.notice)
    try:
        await services.wechat.send_subscription(
            reach.openid, notice.id, f"{services.facts.public_url}/h5/lessons", data
        )
    except (Busy, TokenRefused, QuotaUsedUp):
        await grants.put_back(app, reach.openid, notice.id, now=now)
        raise


async def _words(services: Services, question: Question, text: str, reach: Reach) -> Words:
    receipt = format_receipt(question.receipt)
    see = choice(say.SEE, f"t:{question.id}")
    if reach.neutral:
        return Words(say.NEUTRAL.format(see=see), say.NEUTRAL_NOTICE)
    words = say.ANSWERED.format(receipt=receipt, text=text, more=choice(say.ADD_WORD, say.ADD_WORD))
    if await services.tickets.once(question.id, "asked_help", now=services.now()):
        yes, no = choice(say.HELPED, f"h:y{question.id}"), choice(say.NOT_HELPED, f"h:n{question.id}")
        words = f"{words}\n{say.DID_IT_HELP.format(yes=yes, no=no)}"
    return Words(words, say.NEUTRAL_NOTICE)
