"""
The stages of one turn, after the message was verified and parsed and the first script has run:

safeguarding screen → active dialogue → command or menu key → question search → fallback.

What stands here decides the reply and the session as it is to be; bot/keeping.py keeps it.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace

from bot import (
    asked,
    asked_pictures,
    commands,
    dialogue,
    drawing,
    free,
    own_words,
    pictures,
    scenes,
    signing_in,
    told,
    voices,
)
from bot.answers import read_plain
from bot.cards import fit, tap
from bot.dialogue import Dialogue, Said
from bot.dialogues.add_to_question import ADD_TO_QUESTION
from bot.meaning import BACK, BY_NAME, CANCEL, COMMANDS, GO_ON, PREFIXES, command_for, nothing_to, opening_for
from bot.numbers import read_choice
from bot.private import in_private, keep_answer
from bot.session import Option, Running, Session
from bot.turn import Answer, Outcome, Turn
from domain.errors import StoreAway
from domain.scenes import PREFIX as SCENES
from services.people.follow import follow
from services.questions.follow_up import Asked
from services.safeguarding.alert import raise_alert
from wechat import messages as wx
from wechat.messages import Inbound, NewsReply, Reply, TextReply
from wording import chat, safeguarding, thread_pictures
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
    text = danger_text(message)
    screen = turn.services.screen
    hit = (screen.check_own(text) if text in COMMANDS else screen.check(text)) if text else None
    if hit is None:
        return None
    await raise_alert(
        turn.services, app=turn.app, openid=turn.openid, key=turn.unique, hit=hit, text=text, now=turn.now
    )
    card = own_words.danger_card(turn.services, str(hit.danger))
    running = turn.session.running
    if running is not None and not dialogue.expired(running, turn.now_ms):
        card = f"{card}\n\n{safeguarding.RESUME}"
    return TextReply(card)


async def _text(message: wx.TextMessage, turn: Turn) -> Outcome:
    text = message.text.strip()
    card = await screened(message, turn)
    if card is not None:
        await keep_answer(text, turn)
        return Outcome(card, turn.session)
    quiet = await in_private(text, turn)
    if quiet is not None:
        return quiet
    if text in chat.STICKER_TEXTS:
        return await _cannot_read(chat.STICKER, turn)
    return await _said(text, message.menu_id, turn)


async def _said(text: str, tapped: str, turn: Turn) -> Outcome:
    """Words or a tap: to the dialogue that is under way, else to a command, else a question."""
    lead, turn = _without_expired(turn)
    running = turn.session.running
    if running is not None:
        return await _in_dialogue(BY_NAME[running.dialogue], running, text, tapped, turn)
    outcome = await _command(text, tapped, turn)
    if outcome is None and lead:
        outcome = Outcome(TextReply(lead), turn.session)
    elif outcome is None:
        outcome = await _free(text, turn, alone=not lead)
    elif lead:
        outcome = replace(outcome, reply=_joined(lead, outcome.reply))
    return outcome


def _without_expired(turn: Turn) -> tuple[str, Turn]:
    """A kind word and the session without it, where a dialogue has waited too long or has changed since."""
    running = turn.session.running
    if running is None:
        return "", turn
    known = BY_NAME.get(running.dialogue)
    if known is not None and known.version == running.version and not dialogue.expired(running, turn.now_ms):
        return "", turn
    if known is None:
        words = ""
    elif known.version != running.version:
        words = say.CHANGED.format(word=known.word)
    else:
        words = say.EXPIRED.format(title=known.title, word=known.word)
    return words, replace(turn, session=replace(turn.session, running=None, paused=None))


def _joined(before: str, reply: Reply) -> Reply:
    """`before` and the reply in one message; a card becomes its title and address."""
    if isinstance(reply, TextReply):
        return TextReply(f"{before}\n\n{reply.text}")
    if isinstance(reply, NewsReply):
        return TextReply(f"{before}\n\n{reply.title}\n{reply.url}")
    return reply


async def _in_dialogue(active: Dialogue, running: Running, text: str, tapped: str, turn: Turn) -> Outcome:
    plain = read_plain(text)
    if plain in CANCEL:
        return await _ended(Said(say.CANCELLED.format(word=active.word), None), turn)
    other = opening_for(plain, tapped)
    if other is not None and other is not active:
        return await _detour_dialogue(other, running, turn)
    detour = await _run_command(command_for(plain, tapped), turn)
    if detour is not None:
        resumed = await dialogue.resume(active, running, turn)
        session = replace(_after(detour, turn), running=resumed.running)
        return Outcome(_resumed(detour.reply, resumed.words), session, lasting=detour.lasting)
    try:
        if other is active or plain in GO_ON:
            said = await dialogue.resume(active, running, turn)
        elif plain in BACK:
            said = await dialogue.back(active, running, turn)
        else:
            said = await dialogue.answer(active, running, text, turn)
    except StoreAway:
        said = Said(say.NOT_KEPT, replace(running, touched_ms=turn.now_ms))
    return await _went_on(said, turn) if said.running else await _ended(said, turn, lasting=True)


def _resumed(reply: Reply, words: str) -> Reply:
    """A detour's reply with the way back under it; the way back is never what is cut off."""
    if isinstance(reply, NewsReply):
        return TextReply(f"{reply.title}\n{reply.url}\n\n{words}")
    if isinstance(reply, TextReply):
        return TextReply(f"{fit(reply.text, keep_free=len(words.encode()) + 2)}\n\n{words}")
    return TextReply(words)


async def _detour_dialogue(other: Dialogue, running: Running, turn: Turn) -> Outcome:
    """Another dialogue in between; the first waits. Where one waits already, the running one gives way to it."""
    paused = turn.session.paused
    if paused is not None and paused.dialogue == other.name:
        resumed = await dialogue.resume(other, paused, turn)
        return Outcome(TextReply(resumed.words), replace(turn.session, running=resumed.running, paused=None))
    begun = await dialogue.begin(other, turn)
    if begun.running is None:
        return await _went_on(await dialogue.resume(BY_NAME[running.dialogue], running, turn, begun.words), turn)
    return Outcome(TextReply(begun.words), replace(turn.session, running=begun.running, paused=paused or running))


async def _went_on(said: Said, turn: Turn) -> Outcome:
    return Outcome(TextReply(said.words), replace(turn.session, running=said.running))


async def _ended(said: Said, turn: Turn, *, lasting: bool = False) -> Outcome:
    """The dialogue has ended; one that was paused goes on."""
    session = turn.session.without_dialogue()
    words = said.words
    if session.running is not None:
        resumed = await dialogue.resume(BY_NAME[session.running.dialogue], session.running, turn)
        words = f"{words}\n\n{resumed.words}"
        session = replace(session, running=resumed.running)
    return Outcome(TextReply(words), session, lasting=lasting)


async def _run_command(found: tuple[commands.Command, str] | None, turn: Turn) -> Answer | None:
    return await found[0].run(turn, found[1]) if found else None


def _after(answer: Answer, turn: Turn) -> Session:
    if answer.forgets:
        return Session()
    if answer.given and turn.session.asked:
        return turn.session.answered(Asked(turn.session.asked, answer.given), turn.now_ms)
    if answer.options is None:
        return turn.session
    return turn.session.offer(answer.options, turn.now_ms, asked=answer.asked)


async def _command(text: str, tapped: str, turn: Turn) -> Outcome | None:
    """A word, a menu key, a tap, or the number or the words of something that was offered; None when it is none."""
    plain = read_plain(text)
    nothing = nothing_to(plain)
    if nothing:
        return Outcome(TextReply(nothing), turn.session)
    found = command_for(plain, tapped)
    chosen = "" if found else _offered(text, turn.session.options)
    opening = opening_for(plain, tapped) or opening_for("", chosen)
    if opening is not None:
        if not turn.remembers:
            return Outcome(TextReply(chat.NO_DIALOGUE_NOW.format(word=opening.word)), turn.session)
        return await _went_on(await dialogue.begin(opening, turn), turn)
    answer = await _run_command(found or command_for("", chosen) or _receipt(plain), turn)
    if answer is None:
        return None
    return Outcome(answer.reply, _after(answer, turn), lasting=answer.lasting)


def _receipt(plain: str) -> tuple[commands.Command, str] | None:
    """A receipt that is typed opens its question; within a dialogue it is an answer as any other number."""
    receipt = asked.typed_receipt(plain)
    return (commands.RECEIPT_TYPED, receipt) if receipt else None


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


async def _cannot_read(words: str, turn: Turn) -> Outcome:
    """A message that isn't text: say so; in a dialogue, say what is waited for."""
    lead, turn = _without_expired(turn)
    running = turn.session.running
    if running is None:
        return Outcome(TextReply(f"{lead}\n\n{words}" if lead else words), turn.session)
    said = await dialogue.resume(BY_NAME[running.dialogue], running, turn, say.TEXT_ONLY)
    return await _went_on(said, turn)


def _cannot(words: str) -> Callable[[Inbound, Turn], Awaitable[Outcome]]:
    async def stage(message: Inbound, turn: Turn) -> Outcome:
        del message
        return await _cannot_read(words, turn)

    return stage


async def _image(message: wx.ImageMessage, turn: Turn) -> Outcome:
    """
    A drawing for whoever brought a gift, where one has come to her; else for the expert who has a question of hers; else she
    is told that pictures can't be read, as in a dialogue that waits for words.
    """
    lead, fresh = _without_expired(turn)
    running, media_id = fresh.session.running, message.media_id
    if running is not None and running.dialogue != ADD_TO_QUESTION.name:
        return await _cannot_read(chat.PICTURE, turn)
    question = await asked_pictures.open_question(fresh, media_id)
    if running is None:
        others = [asked_pictures.option(question, media_id)] if question else []
        offer = await drawing.offered(fresh, media_id, *others)
        if offer is not None:
            return Outcome(offer.reply, _after(offer, fresh))
    if question is None:
        return await _cannot_read(chat.PICTURE, turn)
    told, taken = await asked_pictures.take(fresh, question, media_id)
    if running is not None:
        said = await dialogue.resume(ADD_TO_QUESTION, running, fresh, thread_pictures.TAKEN_IN_TALK if taken else told)
        return replace(await _went_on(said, fresh), lasting=taken)
    return Outcome(TextReply(f"{lead}\n\n{told}" if lead else told), fresh.session, lasting=taken)


async def _voice(message: wx.VoiceMessage, turn: Turn) -> Outcome:
    """Kept for the officer who sees to a wish of hers; in a dialogue the step that is waited for comes again."""
    lead, fresh = _without_expired(turn)
    answer = await voices.received(fresh, message.media_id)
    if answer is None:
        return await _cannot_read(chat.VOICE, turn)
    running = fresh.session.running
    if running is not None and isinstance(answer.reply, TextReply):
        said = await dialogue.resume(BY_NAME[running.dialogue], running, fresh, answer.reply.text)
        return replace(await _went_on(said, fresh), lasting=answer.lasting)
    return Outcome(_joined(lead, answer.reply) if lead else answer.reply, _after(answer, fresh), lasting=answer.lasting)


async def _place(message: Inbound, turn: Turn) -> Outcome:
    del message
    return await _cannot_read(own_words.place(turn.services), turn)


async def _subscribed(message: wx.Subscribe, turn: Turn) -> Outcome:
    with suppress(StoreAway):  # the inbox has it too: the worker notes it when MongoDB is back
        await follow(turn.services, app=turn.app, openid=turn.openid, now=turn.now)
    answer = await signing_in.by_scene(turn, message.scene)
    if answer is not None:
        return Outcome(answer.reply, _after(answer, turn), lasting=True)
    return Outcome(
        await _scene(message.scene, own_words.welcome(turn.services), turn, follows=True), turn.session, lasting=True
    )


async def _scanned(message: wx.Scan, turn: Turn) -> Outcome:
    answer = await signing_in.by_scene(turn, message.scene)
    if answer is not None:
        return Outcome(answer.reply, _after(answer, turn), lasting=True)
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
    wx.ImageMessage: _image,
    wx.VoiceMessage: _voice,
    wx.VideoMessage: _cannot(chat.VIDEO),
    wx.LocationMessage: _place,
    wx.LinkMessage: _cannot(chat.LINK),
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
