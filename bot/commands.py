"""Words, menu keys and taps that are answered at once, in any state."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot import (
    asked,
    asked_pictures,
    bookings,
    drawing,
    entries,
    her_settings,
    love_record,
    moving_over,
    own_pages,
    own_words,
    privacy,
    sharing,
    signing_in,
    told_her,
    told_stories,
    wish_taps,
)
from bot.cards import numbered, tap
from bot.session import Option
from bot.turn import Answer, Turn
from domain.calendar import day_in_china
from domain.consents import How
from domain.errors import StoreAway
from domain.lessons import Lesson
from domain.receipts import format_receipt
from services.checking.blocking import appeal as against
from services.lessons import cover_url
from services.people.follow import want_pushes
from services.questions.ask import hand_over
from services.questions.hers import as_told
from services.settings.current import quiet_hours, said
from services.wishes.parcels import whereabouts
from wechat.messages import NewsReply, TextReply
from wording import chat, checking, questions
from wording import lessons as lesson_words
from wording import own_pages as page_words
from wording import people as people_words
from wording import sharing as sharing_words
from wording import wish_life as wish_words
from wording.wish_pictures import SEE_DRAWINGS

LIST_MOST = 8
CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Command:
    """What answers a word, a menu key, or a tap (an id that begins with `prefix`; `run` is given the rest)."""

    name: str
    opens_on: tuple[str, ...]
    run: Callable[[Turn, str], Awaitable[Answer]]
    prefix: str = ""


async def help_card(turn: Turn, rest: str) -> Answer:
    """帮助."""
    del rest
    return Answer(TextReply(own_words.help_text(turn.services)))


async def lessons(turn: Turn, rest: str) -> Answer:
    """微课堂: a lesson of each series, another every day. A series opens by its name as well."""
    del rest
    today = day_in_china(turn.now)
    chosen = turn.services.live_lessons.of_day(today)
    if not chosen:
        return Answer(TextReply(lesson_words.NONE))
    options = (*(_option(lesson) for lesson in chosen), Option(lesson_words.OTHERS, "s:"))
    return Answer(TextReply(f"{lesson_words.LIST}\n{numbered(options)}"), options=(*options, *_series(turn)))


async def series(turn: Turn, rest: str) -> Answer:
    """One series' lessons; `rest` is its slug and, after a "+", how many were shown before. All series without one."""
    if not rest:
        options = _series(turn)
        return Answer(TextReply(f"{lesson_words.SERIES}\n{numbered(options)}"), options=options)
    slug, _, skipped = rest.partition("+")
    name = next((each.name for each in turn.services.live_lessons.series() if each.slug == slug), "")
    start = int(skipped) if skipped.isdecimal() else 0
    found = turn.services.live_lessons.of_series(slug)
    shown = found[start : start + LIST_MOST]
    if not name or not shown:
        return Answer(TextReply(lesson_words.NONE))
    options = tuple(_option(lesson) for lesson in shown)
    left = len(found) - start - len(shown)
    lead = lesson_words.MORE_LIST if start else lesson_words.SERIES_LIST
    text = f"{lead.format(name=name)}\n{numbered(options)}"
    if left:
        more = Option(lesson_words.MORE.format(count=left), f"s:{slug}+{start + len(shown)}")
        text = f"{text}\n{tap(more.label, more.command)}"
        options = (*options, more)
    return Answer(TextReply(text), options=options)


def _series(turn: Turn) -> tuple[Option, ...]:
    return tuple(Option(each.name, f"s:{each.slug}") for each in turn.services.live_lessons.series())


def _option(lesson: Lesson) -> Option:
    return Option(lesson.title, f"l:{lesson.slug}", lesson_words.length(lesson.minutes))


async def lesson(turn: Turn, rest: str) -> Answer:
    """One lesson as an article card that opens its page; `rest` is its slug."""
    found = turn.services.live_lessons.by_slug(rest)
    if found is None:
        return Answer(TextReply(lesson_words.GONE))
    base = turn.services.facts.public_url
    card = NewsReply(
        title=found.title,
        description=found.digest,
        url=f"{base}/h5/lessons/{found.slug}",
        picture_url=cover_url(base, found),
    )
    return Answer(card)


async def invite(turn: Turn, rest: str) -> Answer:
    """家教问答: how to ask."""
    del turn, rest
    return Answer(TextReply(questions.INVITE))


async def none_of_these(turn: Turn, rest: str) -> Answer:
    """都不是: the question whose suggestions were shown goes to an expert."""
    suggested = tuple(each.command[2:] for each in turn.session.options if each.command.startswith("q:"))
    if not turn.session.asked:
        return Answer(TextReply(questions.ASK_AGAIN))
    del rest
    return await to_expert(turn, turn.session.asked, suggested)


async def to_expert(turn: Turn, text: str, suggested: tuple[str, ...]) -> Answer:
    """Hand a question over; the receipt. Its key is the message's, so that a repeat is the same question."""
    try:
        question = await hand_over(
            turn.services,
            by=await turn.person(),
            text=text,
            suggested=suggested,
            key=turn.unique,
            now=turn.now,
        )
    except StoreAway:
        return Answer(TextReply(questions.NOT_NOW))
    words = own_words.handed_over(turn.services, question, now=turn.now)
    return Answer(TextReply(words), lasting=True)


async def mine(turn: Turn, rest: str) -> Answer:
    """我的: her wishes and questions, and whether lessons are pushed."""
    del rest
    try:
        person = await turn.person()
        wishes = await turn.services.wishes.of_guardian(person.id)
        given = await turn.services.wishes.of_donor(person.id, most=5)
        given += [each for each in await turn.services.wishes.in_hands_of([person.id]) if each.second_id == person.id]
        together = await turn.services.sharing.of(person.id, most=5)
        parcels = await whereabouts(turn.services, [*wishes, *given])
        mine_asked = await as_told(turn.services, await turn.services.questions.of_asker(person.id))
        place = await her_settings.place_of(turn, person)
        told = await turn.services.notes.kept(turn.app, turn.openid, most=1)
    except StoreAway:
        return Answer(TextReply(chat.ME_NOT_NOW))
    parts = [people_words.ME_TOLD.format(see=tap(people_words.SEE_TOLD))] if told else []
    options: tuple[Option, ...] | None = None
    if wishes:
        parts.append("\n".join((chat.ME_WISHES, *wish_taps.lines_of(wishes, parcels))))
    if given:
        parts.append("\n".join((wish_words.ME_GIVEN, *wish_taps.lines_of(given, parcels, given=True))))
    if together:
        parts.append("\n".join((sharing_words.ME_SHARED, *sharing.lines_of(together))))
    if mine_asked:
        options = tuple(
            Option(questions.line(format_receipt(each.receipt), str(each.state)), f"{asked.SHOW}{each.id}")
            for each in mine_asked
        )
        parts.append(f"{chat.ME_QUESTIONS}\n{numbered(options)}")
    if not parts:
        parts.append(chat.ME_NOTHING)
    parts.append(chat.ME_PUSHES_ON if person.pushes else chat.ME_PUSHES_OFF)
    parts.append(people_words.me_settings(place, region=tap("我的地区", her_settings.REGION), settings=tap("设置")))
    parts.append(privacy.below_mine())
    return Answer(TextReply("\n\n".join(parts)), options=options)


def _stopped(turn: Turn) -> str:
    del turn
    return chat.STOPPED


def _started(turn: Turn) -> str:
    quiet = quiet_hours(turn.services)
    return chat.started(quiet.start, quiet.end)


def _pushes(words: Callable[[Turn], str], *, wanted: bool) -> Callable[[Turn, str], Awaitable[Answer]]:
    async def run(turn: Turn, rest: str) -> Answer:
        del rest
        try:
            await want_pushes(turn.services, await turn.person(), wanted=wanted, how=How.CHAT, now=turn.now)
        except StoreAway:
            return Answer(TextReply(chat.TRY_LATER))
        return Answer(TextReply(words(turn)), lasting=True)

    return run


async def appeal(turn: Turn, rest: str) -> Answer:
    """申诉, with what she says against it or without: another member of staff looks again. Raises StoreAway."""
    outcome = await against(turn.services, await turn.person(), rest)
    return Answer(TextReply(checking.APPEALED[outcome]), lasting=outcome == "asked")


async def danger(turn: Turn, rest: str) -> Answer:
    """Whom to call."""
    del rest
    return Answer(TextReply(own_words.danger_menu(turn.services)))


def _say(name: str) -> Callable[[Turn, str], Awaitable[Answer]]:
    async def run(turn: Turn, rest: str) -> Answer:
        del rest
        return Answer(TextReply(said(turn.services, name, institution=turn.services.facts.institution)))

    return run


APPEAL = Command("appeal", (checking.APPEAL_WORD,), appeal)
WISH_TYPED = Command("wish_typed", (), wish_taps.by_tap)
SIGN_IN_TYPED = Command("sign_in_typed", (), signing_in.by_typed)
MOVE_TYPED = Command("move_typed", (), moving_over.by_typed)
RECEIPT_TYPED = Command("receipt_typed", (), asked.by_receipt)
RECEIPT_MISTYPED = Command("receipt_mistyped", (), asked.mistyped)
COMMANDS: tuple[Command, ...] = (
    Command("help", ("帮助", "菜单", "功能", "怎么用", "help", "?", "menu:help"), help_card),
    Command("lessons", ("微课堂", "小课", "看课", "上课", "舞前微课堂", "menu:lessons"), lessons),
    Command("series", ("看别的课", "全部小课", "分类"), series, prefix="s:"),
    Command("lesson", (), lesson, prefix="l:"),
    Command("questions", ("家教问答", "提问", "问问题", "menu:questions"), invite),
    Command("entry", (), entries.by_tap, prefix="q:"),
    Command("entry_helped", (), entries.helped, prefix=entries.SAID),
    Command("none_of_these", (), none_of_these, prefix="x:"),
    Command("me", ("我的", "我的心愿", "我的提问", "查询", "进度", "menu:me"), mine),
    Command("bookings", (bookings.WORD, "预约记录", "取消预约"), bookings.mine, prefix=bookings.PREFIX),
    Command("together", (sharing_words.WORD, "一起圆心愿", "一起"), sharing.how),
    Command("love_record", ("爱心记录", "我的证书", "爱心证书"), love_record.record),
    Command("organisation", (*page_words.ORGANISATION_WORDS, "menu:organisation"), own_pages.organisation),
    Command("volunteer", (*page_words.VOLUNTEER_WORDS, "menu:volunteer"), own_pages.volunteer),
    Command("told", (people_words.SEE_TOLD, "看新消息"), told_her.show, prefix=told_her.PREFIX),
    Command("show_question", (), asked.show, prefix=asked.SHOW),
    Command("helped", (), asked.helped, prefix=asked.HELPED),
    Command("picture_for_expert", (), asked_pictures.chosen, prefix=asked_pictures.PREFIX),
    Command("was_useful", ("有用",), asked.yes),
    Command("not_solved", ("没解决", "没有用", "没用"), asked.no),
    Command("consents", ("我的授权", "授权", "撤回同意"), privacy.consents, prefix=privacy.CONSENTS),
    Command("data", ("我的数据", "我的信息", "删除我的信息"), privacy.data, prefix=privacy.DATA),
    Command("move_over", ("换微信", "换了微信", "换手机", "换了手机", "换号"), moving_over.how),
    Command("stop_pushes", ("退订", "td", "不要再发了", "取消订阅"), _pushes(_stopped, wanted=False)),
    Command("start_pushes", ("订阅", "恢复订阅"), _pushes(_started, wanted=True)),
    Command("settings", ("设置", "我的设置", "menu:settings"), her_settings.settings, prefix=her_settings.PREFIX),
    Command("sign_in", (), signing_in.by_tap, prefix=signing_in.PREFIX),
    APPEAL,
    Command("wish", (), wish_taps.by_tap, prefix=wish_taps.PREFIX),
    Command("drawings", (SEE_DRAWINGS,), drawing.show),
    Command("stories", (told_stories.WORD, "看故事"), told_stories.show),
    Command("wall", (*wish_words.WALL_WORDS, "menu:wall"), wish_taps.wall),
    Command("danger", ("求助电话", "热线", "12338", "menu:danger"), danger),
    Command("greeting", ("你好", "您好", "在吗", "在不在", "hello", "hi", "早上好", "晚上好"), _say("greeting")),
    Command("thanks", ("谢谢", "谢谢你", "谢谢您", "多谢", "感谢"), _say("thanks")),
)


def all_words(commands: tuple[Command, ...] = COMMANDS) -> dict[str, Command]:
    """Which command each word or menu key opens. Raises ValueError where two claim the same."""
    words: dict[str, Command] = {}
    for command in commands:
        for word in command.opens_on:
            if word in words:
                raise ValueError(f"{word} opens {words[word].name} and {command.name}")
            words[word] = command
    return words
