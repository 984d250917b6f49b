"""
The stages of one turn, after the message was verified and parsed and the first script has run:

safeguarding screen → active dialogue → command or menu key → question search → fallback.

What stands here decides the reply and the session as it is to be; bot/keeping.py keeps it.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace

from bot import asked, commands, dialogue, free, own_words, pictures, scenes, sent, signing_in, told
from bot.answers import read_plain
from bot.below import found_below, with_entries
from bot.cards import fit, tap
from bot.dialogue import Dialogue, Said
from bot.meaning import ANEW, BACK, BY_NAME, CANCEL, COMMANDS, GO_ON, PREFIXES, command_for, nothing_to, opening_for
from bot.numbers import read_choice
from bot.outcomes import ended, joined, session_after, went_on, with_way_back, without_expired
from bot.private import in_private, keep_answer
from bot.session import Option, Running, Session
from bot.turn import Answer, Outcome, Turn
from domain.errors import StoreAway
from domain.safeguarding import Hit
from domain.scenes import PREFIX as SCENES
from services.cases.letters import chosen_word
from services.people.follow import follow
from services.safeguarding.alert import raise_alert
from wechat import messages as wx
from wechat.messages import Inbound, Reply, TextReply
from wording import chat, safeguarding
from wording import dialogues as say


async def decide(message: Inbound, turn: Turn) -> Outcome:
    """The reply to a message, and the session from now on. Raises StoreAway only where nothing was kept."""
    stage = STAGES.get(type(message), told.quiet)
    return await stage(message, turn)


def danger_text(message: Inbound) -> str:
    """What the safeguarding screen reads: what was typed, not the id of a tap on one of our own lists."""
    if not isinstance(message, wx.TextMessage):
        return ""
    return "" if message.menu_id[:2] in PREFIXES else message.text


async def screened(message: Inbound, turn: Turn) -> Reply | None:
    """The card for somebody in danger, her alert kept before; None for everything else."""
    hit = await _hit(message, turn)
    return TextReply(_card(hit, turn)) if hit else None


async def _hit(message: Inbound, turn: Turn) -> Hit | None:
    """What danger a message speaks of, the alert kept."""
    text = danger_text(message)
    screen = turn.services.screen
    hit = await (screen.check_own(text) if text in COMMANDS else screen.check(text)) if text else None
    if hit is not None:
        await raise_alert(
            turn.services, app=turn.app, openid=turn.openid, key=turn.unique, hit=hit, text=text, now=turn.now
        )
    return hit


def _card(hit: Hit, turn: Turn) -> str:
    card = own_words.danger_card(turn.services, str(hit.danger))
    return f"{card}\n\n{safeguarding.RESUME}" if _in_midst(turn) else card


def _in_midst(turn: Turn) -> bool:
    """Whether a dialogue is under way."""
    running = turn.session.running
    return running is not None and not dialogue.expired(running, turn.now_ms)


async def _in_danger(hit: Hit, text: str, tapped: str, turn: Turn) -> TextReply:
    """The card; where nobody was called and she may have asked something, what is found for it below."""
    card = _card(hit, turn)
    answers_letter = await keep_answer(text, turn)
    if answers_letter or not _may_ask(text, tapped, turn):
        return TextReply(card)
    return TextReply(with_entries(card, await found_below(turn.services, text, hit, app=turn.app, openid=turn.openid)))


def _may_ask(text: str, tapped: str, turn: Turn) -> bool:
    """
    Whether a message may be a question: no word of ours, nothing offered, no word of hers, and no answer in a dialogue, of
    which nobody knows while Redis is away. With a late answer above the card the message has no room.
    """
    if not turn.remembers or turn.session.notes or _in_midst(turn):
        return False
    plain = read_plain(text)
    ours = command_for(plain, tapped) or opening_for(plain, tapped) or nothing_to(plain) or _receipt(plain)
    return not (ours or _offered(text, turn.session.options) or chosen_word(text))


async def _text(message: wx.TextMessage, turn: Turn) -> Outcome:
    text = message.text.strip()
    hit = await _hit(message, turn)
    if hit is not None:
        return Outcome(await _in_danger(hit, text, message.menu_id, turn), turn.session)
    quiet = await in_private(text, turn)
    if quiet is not None:
        return quiet
    if text in chat.STICKER_TEXTS:
        return await sent.cannot_read(chat.STICKER, turn)
    return await _said(text, message.menu_id, turn)


async def _said(text: str, tapped: str, turn: Turn) -> Outcome:
    """Words or a tap: to the dialogue that is under way, else to a command, else a question."""
    lead, turn = without_expired(turn)
    running = turn.session.running
    if running is not None:
        return await _in_dialogue(BY_NAME[running.dialogue], running, text, tapped, turn)
    outcome = await _command(text, tapped, turn)
    if outcome is not None and outcome.session.running is not None:
        lead = ""  # she goes on with a dialogue: that the last one has waited is no news
    if outcome is None and lead:
        outcome = Outcome(TextReply(lead), turn.session)
    elif outcome is None:
        outcome = await _free(text, turn, alone=not lead)
    elif lead:
        outcome = replace(outcome, reply=joined(lead, outcome.reply))
    return outcome


async def _in_dialogue(active: Dialogue, running: Running, text: str, tapped: str, turn: Turn) -> Outcome:
    plain = read_plain(text)
    if plain in CANCEL:
        return await ended(Said(say.CANCELLED.format(word=active.word), None), turn)
    other, command = opening_for(plain, tapped), command_for(plain, tapped)
    if (other or command) and await _chooses(active, running, text, tapped, turn):
        other = command = None
    if other is not None and other is not active:
        return await _detour_dialogue(other, running, turn)
    detour = await _run_command(command, turn)
    if detour is not None:
        resumed = await dialogue.resume(active, running, turn)
        session = replace(session_after(detour, turn), running=resumed.running)
        return Outcome(with_way_back(detour.reply, resumed.words), session, lasting=detour.lasting)
    try:
        if other is active or plain in GO_ON:
            said = await dialogue.resume(active, running, turn)
        elif plain in ANEW:
            said = await dialogue.anew(active, turn)
        elif plain in BACK:
            said = await dialogue.back(active, running, turn)
        else:
            said = await dialogue.answer(active, running, text, turn)
    except StoreAway:
        said = Said(say.NOT_KEPT, replace(running, touched_ms=turn.now_ms))
    return await went_on(said, turn) if said.running else await ended(said, turn, lasting=True)


async def _chooses(active: Dialogue, running: Running, text: str, tapped: str, turn: Turn) -> bool:
    """Whether these are words of the list before her: there they are her answer, whatever they open elsewhere."""
    with suppress(StoreAway):
        return tapped in {"", text} and await dialogue.offers(active, running, text, turn)
    return False


async def _detour_dialogue(other: Dialogue, running: Running, turn: Turn) -> Outcome:
    """Another dialogue in between; the first waits. Where one waits already, the running one gives way to it."""
    paused = turn.session.paused
    if paused is not None and paused.dialogue == other.name:
        resumed = await dialogue.resume(other, paused, turn)
        return Outcome(TextReply(resumed.words), replace(turn.session, running=resumed.running, paused=None))
    begun, session = await _begun(other, turn)
    if begun.running is None:
        return await went_on(await dialogue.resume(BY_NAME[running.dialogue], running, turn, begun.words), turn)
    return Outcome(TextReply(begun.words), replace(session, running=begun.running, paused=paused or running))


async def _begun(opening: Dialogue, turn: Turn) -> tuple[Said, Session]:
    """A dialogue from its first step, or from where she left it; and the session without what was left of it."""
    left = turn.session.left
    if left is None or left.dialogue != opening.name:
        return await dialogue.begin(opening, turn), turn.session
    session = replace(turn.session, left=None)
    if left.version != opening.version:
        return await dialogue.begin(opening, turn), session
    return await dialogue.take_up(opening, left, turn), session


async def _run_command(found: tuple[commands.Command, str] | None, turn: Turn) -> Answer | None:
    return await found[0].run(turn, found[1]) if found else None


async def _command(text: str, tapped: str, turn: Turn) -> Outcome | None:
    """A word, a menu key, a tap, or the number or the words of something that was offered; None when it is none."""
    plain = read_plain(text)
    if turn.session.left is not None and plain in CANCEL | GO_ON:
        return await _left(turn.session.left, plain, turn)
    nothing = nothing_to(plain)
    if nothing:
        return Outcome(TextReply(nothing), turn.session)
    found = command_for(plain, tapped)
    chosen = "" if found else _offered(text, turn.session.options)
    opening = opening_for(plain, tapped) or opening_for("", chosen)
    if opening is not None:
        if not turn.remembers:
            return Outcome(TextReply(chat.NO_DIALOGUE_NOW.format(word=opening.word)), turn.session)
        begun, session = await _begun(opening, turn)
        return Outcome(TextReply(begun.words), replace(session, running=begun.running))
    answer = await _run_command(found or command_for("", chosen) or _receipt(plain), turn)
    if answer is None:
        return None
    return Outcome(answer.reply, session_after(answer, turn), lasting=answer.lasting)


async def _left(left: Running, plain: str, turn: Turn) -> Outcome:
    """取消 or 继续 to a dialogue that she left."""
    known = BY_NAME.get(left.dialogue)
    if known is None or plain in CANCEL:
        words = say.CANCELLED.format(word=known.word) if known else chat.NOTHING_TO_CANCEL
        return Outcome(TextReply(words), replace(turn.session, left=None))
    begun, session = await _begun(known, turn)
    return Outcome(TextReply(begun.words), replace(session, running=begun.running))


def _receipt(plain: str) -> tuple[commands.Command, str] | None:
    """
    A receipt that is typed opens its question, one with a wrong digit is told from what isn't understood; within a dialogue it
    is an answer as any other number.
    """
    receipt = asked.typed_receipt(plain)
    if receipt:
        return commands.RECEIPT_TYPED, receipt
    return (commands.RECEIPT_MISTYPED, "") if asked.mistyped_receipt(plain) else None


def _offered(text: str, options: tuple[Option, ...]) -> str:
    """The tap that a number or the words of something offered stand for, or ""."""
    number = read_choice(text)
    if number is not None and number <= len(options):
        return options[number - 1].command
    return next((each.command for each in options if text == each.label), "")


async def _free(text: str, turn: Turn, *, alone: bool) -> Outcome:
    """A question in one's own words; `alone` says that no other words stand in the reply."""
    if turn.session.options and read_choice(text) is not None:
        return Outcome(TextReply(say.NOT_A_CHOICE), turn.session)
    ruled = await _by_rule(text, turn, alone=alone and not turn.session.notes)
    return Outcome(ruled.reply, turn.session, lasting=ruled.lasting) if ruled else await free.asked(text, turn)


async def _by_rule(text: str, turn: Turn, *, alone: bool) -> Answer | None:
    """What a keyword rule of the staff's answers; a rule whose lesson is gone answers nothing."""
    rule = turn.services.live_keywords.find(text, turn.now)
    if rule is None:
        return None
    if rule.picture:
        return await pictures.answer(turn, rule, alone=alone)
    if not rule.lesson:
        return Answer(TextReply(fit(rule.reply)))
    known = turn.services.live_lessons.by_slug(rule.lesson) is not None
    return await commands.lesson(turn, rule.lesson) if known else None


async def _subscribed(message: wx.Subscribe, turn: Turn) -> Outcome:
    with suppress(StoreAway):  # the inbox has it too: the worker notes it when MongoDB is back
        await follow(turn.services, app=turn.app, openid=turn.openid, now=turn.now)
    answer = await signing_in.by_scene(turn, message.scene)
    if answer is not None:
        return Outcome(answer.reply, session_after(answer, turn), lasting=True)
    return Outcome(
        await _scene(message.scene, own_words.welcome(turn.services), turn, follows=True), turn.session, lasting=True
    )


async def _scanned(message: wx.Scan, turn: Turn) -> Outcome:
    answer = await signing_in.by_scene(turn, message.scene)
    if answer is not None:
        return Outcome(answer.reply, session_after(answer, turn), lasting=True)
    return Outcome(
        await _scene(message.scene, f"{chat.SCANNED}\n{own_words.help_text(turn.services)}", turn), turn.session
    )


async def _scene(scene: str, words: str, turn: Turn, *, follows: bool = False) -> Reply:
    """What a scanned code leads to: "lesson:<slug>" adds the lesson to the words, a code of the staff's its own words."""
    if scene.startswith(SCENES):
        lead = await scenes.lead(scene, turn, follows=follows)
        after = words if follows else chat.SCANNED_MORE.format(help=tap("帮助"))
        return TextReply(f"{lead}\n\n{after}" if lead else words)
    kind, _, rest = scene.partition(":")
    found = turn.services.live_lessons.by_slug(rest) if kind == "lesson" else None
    if found is None:
        return TextReply(words)
    return TextReply(f"{tap(found.title, f'l:{found.slug}')}\n\n{words}")


async def _clicked(message: wx.Click, turn: Turn) -> Outcome:
    return await _said("", message.menu_key, turn)


STAGES: Mapping[type, Callable[..., Awaitable[Outcome]]] = {
    wx.TextMessage: _text,
    wx.ImageMessage: sent.image,
    wx.VoiceMessage: sent.voice,
    wx.VideoMessage: sent.cannot(chat.VIDEO),
    wx.LocationMessage: sent.place,
    wx.LinkMessage: sent.cannot(chat.LINK),
    wx.Subscribe: _subscribed,
    wx.Unsubscribe: told.unsubscribed,
    wx.AuthorizationCancelled: told.closed,
    wx.AuthorizationRevoked: told.taken_back,
    wx.UserInfoModified: told.taken_back,
    wx.Scan: _scanned,
    wx.Click: _clicked,
    wx.MassFinished: told.mass_finished,
    wx.MediaChecked: told.media_checked,
    wx.SubscriptionPopup: told.about_notices,
    wx.SubscriptionChanged: told.about_notices,
}
