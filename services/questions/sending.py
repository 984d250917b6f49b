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
from services.pushes.notices import send_notice
from services.questions.pages import FROM_NOTICE, address_of
from services.questions.pictures import content_of
from services.questions.reach import Reach, reach_of
from storage.threads import Message, Way
from wechat.errors import Busy, MediaGone, QuotaUsedUp, TokenRefused, Uncertain, WeChatError
from wechat.messages import choice
from wording import experts as say
from wording import thread_pictures as pictured

WAIT = timedelta(seconds=5)
SETTLES = timedelta(minutes=1)  # a call is over by then, whatever became of it
Leave = Callable[[str, str, str], Awaitable[None]]  # key, openid, words


@dataclass(frozen=True, slots=True)
class Words:
    """
    What is sent: `text` in a chat, and in a note where there is no `left` for that; `notice` as the title of a notice, which
    leads to `page`.
    """

    text: str
    notice: str
    page: str = ""
    left: str = ""


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
    words = await _words(services, question, message, str(facts["text"]), reach)
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
        await leave(f"answer:{message.id}", reach.openid, words.left or words.text)
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
        await leave(f"answer:{message.id}", reach.openid, words.left or words.text)
        done = Way.NEUTRAL if reach.neutral else Way.NOTE
    if reach.way is Way.SUBSCRIBE and done is Way.SUBSCRIBE:  # the notice only says that there is one
        await leave(f"answer:{message.id}", reach.openid, words.left or words.text)
    await services.threads.went(message.id, done, was=Way.UNCONFIRMED, now=services.now())
    return None


async def call(services: Services, reach: Reach, words: Words) -> None:
    """One call at the platform. Raises WeChatError."""
    app = services.facts.oa_app
    if reach.way is Way.CUSTOMER:
        await services.wechat.send_text(reach.openid, words.text)
        await services.people.wrote_to(app, [reach.openid])
        return
    template, page = services.facts.answer_template, words.page or f"{services.facts.public_url}/h5/lessons"
    if template is None or not await send_notice(services, reach.openid, template, words.notice, page):
        raise WeChatError


async def _words(services: Services, question: Question, message: Message, text: str, reach: Reach) -> Words:
    receipt = format_receipt(question.receipt)
    see = choice(say.SEE, f"t:{question.id}")
    if reach.neutral:
        return Words(say.NEUTRAL.format(see=see), say.NEUTRAL_NOTICE)
    words = say.ANSWERED.format(receipt=receipt, text=text, more=choice(say.ADD_WORD, say.ADD_WORD))
    if await services.tickets.once(question.id, "asked_help", now=services.now()):
        yes, no = choice(say.HELPED, f"h:y{question.id}"), choice(say.NOT_HELPED, f"h:n{question.id}")
        words = f"{words}\n{say.DID_IT_HELP.format(yes=yes, no=no)}"
    left = f"{words}\n{pictured.WITH_PICTURE.format(see=_see_picture(question))}" if message.picture else ""
    return Words(words, say.NEUTRAL_NOTICE, address_of(services, question, FROM_NOTICE), left)


def _see_picture(question: Question) -> str:
    return choice(pictured.SEE_PICTURE, f"t:{question.id}")


async def send_picture(services: Services, message_id: str, *, leave: Leave) -> datetime | None:
    """
    Send the picture of an answer once its words have gone: by the chat where those went there, else they lead to it. When to
    try again, or None. Sent at most once, as the words. Twice is the same as once. Raises StoreAway.
    """
    message = await services.threads.get(message_id)
    question = await services.tickets.find(message.question) if message else None
    if message is None or question is None or message.picture_way is not Way.WAITING:
        return None
    wait = _words_go_first(services, message)
    if wait is not None:
        return wait
    if message.way not in {Way.CUSTOMER, Way.UNCONFIRMED}:
        await services.threads.picture_went(message.id, message.way)
        return None
    reach = await reach_of(services, question)
    if reach.way is Way.NOTHING:
        await services.threads.picture_went(message.id, Way.NOTHING)
        return None
    if reach.way is Way.CUSTOMER and not reach.neutral:
        return await _show(services, message, question, reach, leave)
    await _tell_of_picture(services, message, question, reach, leave, was=Way.WAITING)
    return None


def _words_go_first(services: Services, message: Message) -> datetime | None:
    """When to look again whether the words have gone; None once they have, or nobody can tell any more."""
    now = services.now()
    if message.way is Way.WAITING:
        due_at = message.due_at or now
        return now + (WAIT if now - due_at < SETTLES else SETTLES)
    if message.way is Way.UNCONFIRMED and message.went_at is not None and now - message.went_at < SETTLES:
        return now + WAIT
    return None


async def _show(
    services: Services, message: Message, question: Question, reach: Reach, leave: Leave
) -> datetime | None:
    """The picture itself. The platform's copy is made anew for each try: nothing is lost with one, and none is ever too old."""
    at = Way.WAITING
    try:
        content = await content_of(services, message.id)
        name = f"{message.id}.jpg"
        made = await services.wechat.upload_media("image", content, filename=name, content_type="image/jpeg")
        if await services.threads.picture_went(message.id, Way.UNCONFIRMED) is None:
            return None
        at = Way.UNCONFIRMED
        await services.wechat.send_image(reach.openid, made.media_id)
    except NotFound:  # her data was erased meanwhile
        await services.threads.picture_went(message.id, Way.NOTHING)
        return None
    except (Busy, TokenRefused, QuotaUsedUp, MediaGone) as error:
        await services.threads.picture_went(message.id, Way.WAITING, was=at)
        return error.until if isinstance(error, QuotaUsedUp) else services.now() + WAIT
    except Uncertain:  # a copy too many does no harm, a picture too many puzzles her
        return services.now() + WAIT if at is Way.WAITING else None
    except WeChatError:  # the window has closed, she has blocked the account, or the platform doesn't take it
        await _tell_of_picture(services, message, question, reach, leave, was=at)
        return None
    await services.people.wrote_to(services.facts.oa_app, [reach.openid])
    await services.threads.picture_went(message.id, Way.CUSTOMER, was=at)
    return None


async def _tell_of_picture(
    services: Services, message: Message, question: Question, reach: Reach, leave: Leave, *, was: Way
) -> None:
    """A note that leads the next reply to her: there is a picture, which she opens herself."""
    words = pictured.MISSED.format(receipt=format_receipt(question.receipt), see=_see_picture(question))
    if reach.neutral:
        words = say.NEUTRAL.format(see=choice(say.SEE, f"t:{question.id}"))
    await leave(f"picture:{message.id}", reach.openid, words)
    await services.threads.picture_went(message.id, Way.NEUTRAL if reach.neutral else Way.NOTE, was=was)
