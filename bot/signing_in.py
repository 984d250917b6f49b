"""Staff who sign in at the console, or bind their WeChat: the code is scanned or typed, and confirmed with a tap."""

import re

from bot.cards import tap
from bot.session import Option
from bot.turn import Answer, Turn
from domain.errors import Conflict, NotAllowed, NotFound, TooMany
from domain.sign_in import CodeFor, CodeState, SignInCode
from services.staff.codes import scanned, tapped
from wechat.messages import TextReply
from wording import sign_in as words

PREFIX = "k:"
_TYPED = re.compile(rf"({'|'.join(words.TYPED)})\s*(\d{{6}})")


def typed_code(plain: str) -> str:
    """What `by_typed` is given for words like 登录 123456; empty for any others."""
    found = _TYPED.fullmatch(plain)
    return f"{words.TYPED[found[1]]}:{int(found[2]):06}" if found else ""


async def by_typed(turn: Turn, rest: str) -> Answer:
    """登录 123456, 绑定 123456. Raises StoreAway."""
    purpose, _, digits = rest.partition(":")
    return await _asked(turn, CodeFor(purpose), typed=digits)


async def by_scene(turn: Turn, scene: str) -> Answer | None:
    """What a scanned code of ours leads to; None for a code of any other kind. Raises StoreAway."""
    purpose, _, token = scene.partition(":")
    if purpose not in set(CodeFor):
        return None
    return await _asked(turn, CodeFor(purpose), token=token)


async def _asked(turn: Turn, purpose: CodeFor, *, token: str = "", typed: str = "") -> Answer:
    person = await turn.person()
    try:
        code = await scanned(turn.services, purpose=purpose, person=person.id, token=token, typed=typed)
        account = await turn.services.staff.get(code.staff_id)
    except NotFound:
        return _say(words.STALE)
    except NotAllowed:
        return _say(words.NOT_BOUND if purpose is CodeFor.SIGN_IN else words.BOUND_ALREADY)
    except Conflict:
        return _say(words.TAKEN)
    except TooMany:
        return _say(words.TOO_OFTEN)
    ask = words.ASK_SIGN_IN if purpose is CodeFor.SIGN_IN else words.ASK_BIND
    lead = ask.format(name=account.name, device=words.device(code.device_kind))
    options = _options(code)
    lines = "\n".join(tap(each.label, each.command) for each in options)
    return Answer(TextReply(f"{lead}\n{lines}"), options=options, lasting=True)


def _options(code: SignInCode) -> tuple[Option, ...]:
    numbers = (Option(each, f"{PREFIX}{code.id}.{each}") for each in code.choices)
    return (*numbers, Option(words.NOT_ME, f"{PREFIX}{code.id}.0"))


async def by_tap(turn: Turn, rest: str) -> Answer:
    """The tap on a number; `rest` is the code's id and the number. Raises StoreAway."""
    code_id, _, number = rest.partition(".")
    person = await turn.person()
    try:
        code = await tapped(turn.services, code_id, number=number, person=person.id)
    except NotFound:
        return _say(words.STALE)
    except Conflict:
        return _say(words.TAKEN)
    if code.state is CodeState.REFUSED:
        return _say(words.REFUSED)
    return _say(words.BOUND if code.purpose is CodeFor.BIND else words.CONFIRMED)


def _say(text: str) -> Answer:
    return Answer(TextReply(text), options=(), lasting=True)
