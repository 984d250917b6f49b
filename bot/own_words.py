"""What the account says with the federation's own words, lines and hours in it, as they are at this moment."""

from collections.abc import Sequence
from datetime import datetime

from bot.cards import tap
from domain.calendar import CHINA
from domain.hotlines import Hotline
from domain.questions import Question
from domain.receipts import format_receipt
from services.context import Services
from services.questions.ask import hours_for
from services.settings.current import calendar, hotlines, said
from wording import chat, questions, safeguarding
from wording import hotlines as line_words


def welcome(services: Services) -> str:
    """What somebody reads who begins to follow; whom to call is no part of what staff may reword."""
    words = said(
        services,
        "welcome",
        institution=services.facts.institution,
        lessons=tap("微课堂"),
        wish=tap("微心愿"),
        questions=tap("家教问答"),
    )
    return f"{words}\n\n{chat.WELCOME_CALL.format(women=_women(services))}"


def help_text(services: Services) -> str:
    """帮助."""
    call = chat.HELP_CALL.format(women=line_words.women_number(hotlines(services).women_hours))
    if hotlines(services).lines:
        call = f"{call}\n{line_words.MORE.format(word=tap('热线'))}"
    return chat.HELP.format(
        lessons=tap("微课堂"),
        wish=tap("微心愿"),
        questions=tap("家教问答"),
        me=tap("我的"),
        human=tap("人工"),
        back="上一步",
        cancel="取消",
        stop=tap("退订"),
        start=tap("订阅"),
        call=call,
    )


def danger_menu(services: Services) -> str:
    """Whom to call: the state's numbers, 12338, then the local lines."""
    known = hotlines(services)
    words = chat.DANGER_MENU.format(women=line_words.women_number(known.women_hours))
    return "\n".join((words, *_lines(known.lines, what_for=True)))


def danger_card(services: Services, danger: str) -> str:
    """The card for somebody in danger."""
    return safeguarding.card(danger, women=_women(services), lines=_lines(hotlines(services).for_danger))


def place(services: Services) -> str:
    """What is said to somebody who sends where she is: the local lines, where there are any."""
    lines = "\n".join(_lines(hotlines(services).lines))
    return f"{chat.PLACE}\n{chat.PLACE_LINES.format(lines=lines)}" if lines else chat.PLACE


def asked_expert(services: Services, question: Question, *, now: datetime) -> str:
    """What is said to somebody whose question was kept after 人工."""
    words = said(
        services, "asked_expert", receipt=format_receipt(question.receipt), hours=hours_for(services, question)
    )
    call = questions.ASKED_CALL.format(women=line_words.women_number(hotlines(services).women_hours))
    return "\n".join(filter(None, (words, out_of_hours(services, now), call)))


def handed_over(services: Services, question: Question, *, now: datetime) -> str:
    """What is said to somebody whose question nothing in the knowledge base answers."""
    words = said(services, "handed_over", receipt=format_receipt(question.receipt), hours=hours_for(services, question))
    return "\n".join(filter(None, (words, out_of_hours(services, now))))


def out_of_hours(services: Services, now: datetime) -> str:
    """That nobody is there now, and when somebody will be; empty while the office works."""
    office = calendar(services)
    if office.is_working(now):
        return ""
    return said(services, "out_of_hours", opens=opening(office.next_opening(now), now))


def opening(opens: datetime, now: datetime) -> str:
    """When the office opens, as people say it: 今天下午 2 点, 周一早上 8 点 30 分, 10 月 8 日早上 8 点 30 分."""
    day, today = opens.astimezone(CHINA), now.astimezone(CHINA)
    return chat.day(day.date(), today.date()) + chat.hour(day.time())


def _women(services: Services) -> str:
    return line_words.women(hotlines(services).women_hours)


def _lines(lines: Sequence[Hotline], *, what_for: bool = False) -> list[str]:
    return [line_words.line(each.name, each.number, each.hours, each.for_what if what_for else "") for each in lines]
