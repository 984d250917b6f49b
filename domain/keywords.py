"""Keyword replies: what is answered to which words, when, and in which order the rules are looked through."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

RULES_MOST = 300
WORDS_MOST, WORD_MOST = 20, 30
CONTAINED_LEAST = 2  # a single character stands in too many sentences
REPLY_BYTES = 2000  # the platform's passive text holds 2048
PRIORITY_MOST = 99
WHOLE_DAY = ("", "")
_HOUR = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One rule. It answers with `reply`, with the card of the lesson whose slug is `lesson`, or with the picture of the
    library whose id is `picture`. A lower `priority` comes
    first. `days` are those of the week (Monday is 1; none means all), `hours` from and until ("08:00", over midnight
    where the end is the earlier one), `span` the first and the last day ("2026-11-01"); "" leaves an end open. All of it
    is meant in Asia/Shanghai.
    """

    id: str
    words: tuple[str, ...]
    contains: bool = False
    reply: str = ""
    lesson: str = ""
    priority: int = 50
    days: tuple[int, ...] = ()
    hours: tuple[str, str] = WHOLE_DAY
    span: tuple[str, str] = ("", "")
    on: bool = True
    picture: str = ""

    @property
    def name(self) -> str:
        """What staff call it."""
        return self.words[0] if self.words else ""

    def holds_at(self, local: datetime) -> bool:
        """Whether it answers at this moment of Asia/Shanghai."""
        day, hour, (first, last), (start, end) = f"{local:%Y-%m-%d}", f"{local:%H:%M}", self.span, self.hours
        if not self.on or (first and day < first) or (last and day > last):
            return False
        if self.days and local.isoweekday() not in self.days:
            return False
        if not start or not end:
            return True
        return start <= hour < end if start <= end else hour >= start or hour < end


def to_body(rules: Iterable[Rule]) -> dict[str, Any]:
    """As a version keeps them."""
    return {
        "rules": [
            {
                "id": each.id,
                "words": list(each.words),
                "contains": each.contains,
                "reply": each.reply,
                "lesson": each.lesson,
                "priority": each.priority,
                "days": list(each.days),
                "hours": list(each.hours),
                "span": list(each.span),
                "on": each.on,
                "picture": each.picture,
            }
            for each in in_order(rules)
        ]
    }


def from_body(body: Mapping[str, Any]) -> tuple[Rule, ...]:
    """The reverse."""
    return tuple(
        Rule(
            id=each["id"],
            words=tuple(each["words"]),
            contains=each["contains"],
            reply=each["reply"],
            lesson=each["lesson"],
            priority=each["priority"],
            days=tuple(each["days"]),
            hours=(each["hours"][0], each["hours"][1]),
            span=(each["span"][0], each["span"][1]),
            on=each["on"],
            picture=each.get("picture", ""),  # versions from before the library have none
        )
        for each in body["rules"]
    )


def in_order(rules: Iterable[Rule]) -> list[Rule]:
    """As they are looked through: by priority, whole words before contained ones, the older before the younger."""
    return sorted(rules, key=lambda each: (each.priority, each.contains, each.id))


def found(rules: Iterable[Rule], text: str, local: datetime, *, plain: Callable[[str], str]) -> Rule | None:
    """The first rule that answers `text` at a moment; `plain` brings text and words into one form."""
    said = plain(text)
    if not said:
        return None
    for rule in in_order(rules):
        words = [plain(each) for each in rule.words]
        if rule.holds_at(local) and any((each in said) if rule.contains else each == said for each in words if each):
            return rule
    return None


def overlapping(rule: Rule, rules: Iterable[Rule], *, plain: Callable[[str], str]) -> list[Rule]:
    """Other rules that may answer the same message: they share a word, or contain one of the other's."""

    def meets(one: str, other: str, contained: bool) -> bool:  # noqa: FBT001 it is the fact
        return one == other or (contained and one in other)

    def both(other: Rule) -> bool:
        pairs = [(plain(mine), plain(theirs)) for mine in rule.words for theirs in other.words]
        return any(meets(a, b, rule.contains) or meets(b, a, other.contains) for a, b in pairs)

    return [each for each in in_order(rules) if each.id != rule.id and both(each)]


def problems(
    rule: Rule, *, reserved: Callable[[str], bool], lessons: Collection[str], pictures: Collection[str] = ()
) -> dict[str, str]:
    """
    What keeps the rule from being kept: a stable word a field. `reserved` tells the words that the chat answers itself,
    `lessons` are the slugs of those that people can read, `pictures` the ids of those that can be chosen.
    """
    checked = {
        "words": _words(rule, reserved),
        "reply": _reply(rule),
        "lesson": "" if not rule.lesson or rule.lesson in lessons else "unknown",
        "picture": "" if not rule.picture or rule.picture in pictures else "unknown",
        "priority": "" if 1 <= rule.priority <= PRIORITY_MOST else "out_of_range",
        "hours": _hours(rule.hours),
        "span": _span(rule.span),
        "days": "" if set(rule.days) <= set(range(1, 8)) else "invalid",
    }
    return {name: problem for name, problem in checked.items() if problem}


def _words(rule: Rule, reserved: Callable[[str], bool]) -> str:
    if not rule.words:
        return "missing"
    if len(rule.words) > WORDS_MOST or any(len(each) > WORD_MOST for each in rule.words):
        return "too_long"
    if any(not any(map(str.isalnum, each)) for each in rule.words):
        return "invalid"
    if rule.contains and any(len(each) < CONTAINED_LEAST for each in rule.words):
        return "too_short"
    return "reserved" if any(map(reserved, rule.words)) else ""


def _reply(rule: Rule) -> str:
    given = bool(rule.reply.strip()) + bool(rule.lesson) + bool(rule.picture)
    if given != 1:
        return "both" if given else "missing"
    return "too_long" if len(rule.reply.encode("utf-8", "replace")) > REPLY_BYTES else ""


def _hours(hours: tuple[str, str]) -> str:
    if hours == WHOLE_DAY:
        return ""
    return "" if all(_HOUR.fullmatch(each) for each in hours) and hours[0] != hours[1] else "invalid"


def _span(span: tuple[str, str]) -> str:
    try:
        ends = [date.fromisoformat(each) for each in span if each]
    except ValueError:
        return "invalid"
    return "" if ends == sorted(ends) else "out_of_range"


def differences(live: Iterable[Rule], draft: Iterable[Rule]) -> list[tuple[str, str]]:
    """What will be answered differently: ("added" | "removed" | "changed" | "switched_on" | "switched_off", name)."""
    old, new = ({each.id: each for each in rules} for rules in (live, draft))
    told = []
    for rule_id, rule in new.items():
        before = old.get(rule_id)
        if before is None:
            told.append(("added", rule.name))
        elif before.on != rule.on:
            told.append(("switched_on" if rule.on else "switched_off", rule.name))
        elif before != rule:
            told.append(("changed", rule.name))
    return told + [("removed", rule.name) for rule_id, rule in old.items() if rule_id not in new]
