"""Keyword replies: rules one by one, a place to try a sentence, release of all of them together."""

import re
from datetime import datetime
from typing import Any

from bot.keywords import Meant, meant
from bot.words import is_reserved
from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.ids import is_id, new_id
from domain.keywords import REPLY_BYTES, Rule, differences, from_body
from domain.pictures import Picture
from domain.staff import Permission
from domain.versions import Version
from handlers.access import requires
from handlers.console.account_parts import AccountPage
from handlers.console.offers import Offer, offer_undo
from handlers.templates import HERE
from services.account import keywords
from services.account.live import rule_for
from wording import account as words
from wording import console

ADDRESS = "/console/account/keywords"
ID = r"([0-9a-z]{26})"
YEARS = (2000, 2100)
TRIED_MOST = 500
PICTURES_SHOWN = 50
_SEPARATORS = re.compile(r"[\n,，、;；]+")


def read_rule(page: AccountPage, rule_id: str) -> Rule:
    """What the form holds; a number that is none becomes one that no check lets through."""
    text = page.text_argument
    days = [each for each in page.get_arguments("day")[:7] if each in "1234567" and len(each) == 1]
    priority = text("priority", "50", most=4)
    return Rule(
        id=rule_id,
        words=tuple(dict.fromkeys(" ".join(each.split()) for each in _SEPARATORS.split(text("words")) if each.strip())),
        contains=text("match", "exact", most=10) == "contains",
        reply=text("reply").strip(),
        lesson=text("lesson", most=64),
        priority=int(priority) if priority.isascii() and priority.isdigit() else 0,
        days=tuple(sorted(map(int, set(days)))) if len(set(days)) < 7 else (),
        hours=(text("start", most=8).strip(), text("end", most=8).strip()),
        span=(text("first", most=12).strip(), text("last", most=12).strip()),
        on=text("on", most=2) == "1",
        picture=text("picture", most=26),
    )


def changes(live: Version | None, rules: tuple[Rule, ...]) -> list[str]:
    """What differs from what is answered now, in words."""
    found = differences(from_body(live.body) if live else (), rules)
    return [words.RULE_DIFFERENCES[what].format(name=name) for what, name in found]


class _KeywordPage(AccountPage):
    """A page of the keyword replies."""

    PART = "keywords"

    async def overview(self, *, status: int = 200, tried: dict[str, Any] | None = None, **values: Any) -> None:
        """All rules, the tester, the draft and the versions."""
        self.set_status(status)
        draft, rules = await keywords.written(self.services)
        live = await self.services.keywords.released()
        versions = await self.services.keywords.page()
        self.show(
            "account/keywords.html",
            rules=rules,
            meeting={each.id: [other.name for other in keywords.meeting(each, rules)] for each in rules},
            bad=await keywords.bad_rules(self.services, rules, reserved=is_reserved),
            titles=keywords.readable(self.services),
            pictures=await keywords.pictures_of(self.services, rules),
            draft=draft,
            live=live,
            versions=versions,
            names=await self.names(versions),
            changes=changes(live, rules) if draft else [],
            may_change=self.staff.may(Permission.ACCOUNT_CHANGE),
            may_release=self.may_release(draft),
            **(NOT_TRIED | {"notice": "", "saved": False, "released": False} | (tried or {}) | values),
        )


NOT_TRIED: dict[str, Any] = {"text": "", "at": "", "which": "draft", "outcome": None}


@requires(Permission.ACCOUNT_READ)
class Keywords(_KeywordPage):
    """All of it."""

    async def get(self) -> None:
        """The page."""
        saved, released = (self.text_argument(name, most=1) == "1" for name in ("saved", "released"))
        await self.overview(saved=saved, released=released)


@requires(Permission.ACCOUNT_READ)
class KeywordTry(_KeywordPage):
    """What the chat would do with a sentence. Nothing is kept."""

    async def post(self) -> None:
        """The part, or the page with it."""
        text, which = self.text_argument("text", most=TRIED_MOST).strip(), self.text_argument("which", "draft", most=8)
        at = self.text_argument("at", most=20)
        outcome = await self._meant(text, at, which) if text else None
        tried = {"text": text, "at": at, "which": which, "outcome": outcome}
        if self.is_htmx:
            rule = outcome.rule if outcome else None
            known = await keywords.pictures_of(self.services, [rule] if rule else [])
            titles = keywords.readable(self.services)
            self.page("account/_keyword_tried.html", account=words, titles=titles, pictures=known, **tried)
        else:
            await self.overview(tried=tried)

    async def _meant(self, text: str, at: str, which: str) -> Meant:
        if which == "live":
            rules = self.services.live_keywords.rules
        else:
            _, rules = await keywords.written(self.services)

        def find(said: str, now: datetime) -> Rule | None:
            return rule_for(rules, said, now)

        found = await meant(self.services, text, now=self._moment(at), find_rule=find)
        if found.stage == "danger":
            return Meant("danger", console.DANGERS.get(found.said, console.OTHER))
        return found

    def _moment(self, at: str) -> datetime:
        try:
            found = datetime.fromisoformat(at) if at else None
        except ValueError:
            found = None
        # A year at either end of what can be counted has no moment in another zone.
        return found.replace(tzinfo=HERE) if found and YEARS[0] <= found.year <= YEARS[1] else self.services.now()


class _RulePage(_KeywordPage):
    """A rule's form."""

    async def form(self, rule: Rule, *, status: int = 200, **values: Any) -> None:
        """The form, with the other rules that may answer the same."""
        self.set_status(status)
        draft, rules = await keywords.written(self.services)
        self.show(
            "account/keyword_rule.html",
            rule=rule,
            known=any(each.id == rule.id for each in rules),
            meeting=keywords.meeting(rule, rules),
            titles=keywords.readable(self.services),
            pictures=await self._to_choose(rule),
            reply_most=REPLY_BYTES,
            may_change=self.staff.may(Permission.ACCOUNT_CHANGE),
            **({"seen": draft.seq if draft else 0, "problems": {}, "notice": ""} | values),
        )

    async def _to_choose(self, rule: Rule) -> dict[str, Picture]:
        """The newest pictures of the library, and the rule's own."""
        newest = {each.id: each for each in await self.services.pictures.page(most=PICTURES_SHOWN)}
        return newest | await keywords.pictures_of(self.services, [rule])

    async def rule(self, rule_id: str) -> Rule:
        """The rule as it stands in the draft, else as it counts. Raises NotFound."""
        _, rules = await keywords.written(self.services)
        found = next((each for each in rules if each.id == rule_id), None)
        if found is None:
            raise NotFound
        return found


@requires(Permission.ACCOUNT_CHANGE)
class RuleNew(_RulePage):
    """A new rule; the form draws its id, so that a form sent twice is one rule."""

    async def get(self) -> None:
        """The empty form."""
        picture = self.text_argument("picture", most=26)
        await self.form(Rule(id=new_id(), words=(), picture=picture if is_id(picture) else ""))


@requires(Permission.ACCOUNT_READ, post=Permission.ACCOUNT_CHANGE)
class RuleEdit(_RulePage):
    """One rule."""

    async def get(self, rule_id: str) -> None:
        """The form."""
        await self.form(await self.rule(rule_id))

    async def post(self, rule_id: str) -> None:
        """Keep it, or show what to mend beside each field, with all that she wrote."""
        if not is_id(rule_id):
            raise NotFound
        rule = read_rule(self, rule_id)
        found = await keywords.problems_of(self.services, rule, reserved=is_reserved)
        if found:
            await self.form(rule, status=400, problems=found, seen=self.seen())
            return
        try:
            await keywords.put(self.services, rule, seen=self.seen(), by=self.staff, reserved=is_reserved)
        except Conflict:
            await self.form(rule, status=409, notice=words.SAVE_AGAIN)
        except Invalid as problem:
            await self.form(rule, status=400, problems={problem.field: problem.problem})
        else:
            self.redirect(f"{ADDRESS}?saved=1", status=303)


@requires(Permission.ACCOUNT_CHANGE)
class RuleRemove(_RulePage):
    """Leave a rule out: asked first."""

    async def get(self, rule_id: str) -> None:
        """Whether she means it."""
        draft = await self.services.keywords.draft()
        seen = draft.seq if draft else 0
        self.show("account/keyword_remove.html", rule=await self.rule(rule_id), seen=seen)

    async def post(self, rule_id: str) -> None:
        """Do it."""
        rule = await self.rule(rule_id)
        draft = await keywords.remove(self.services, rule_id, seen=self.seen(), by=self.staff)
        offer_undo(self, Offer("keyword", rule_id, str(draft.seq), words.RULE_REMOVED.format(name=rule.name)))
        self.redirect(f"{ADDRESS}?saved=1", status=303)


@requires(Permission.ACCOUNT_READ)
class KeywordVersion(_KeywordPage):
    """A version as it was; the draft's page is where it is released."""

    async def get(self, version_id: str) -> None:
        """The page."""
        version = await self.services.keywords.get(version_id)
        draft, live = await self.services.keywords.draft(), await self.services.keywords.released()
        rules = from_body(version.body)
        self.show(
            "account/keyword_version.html",
            version=version,
            rules=rules,
            changes=changes(live, rules),
            bad=await keywords.bad_rules(self.services, rules, reserved=is_reserved),
            titles=keywords.readable(self.services),
            pictures=await keywords.pictures_of(self.services, rules),
            names=await self.names([version]),
            seen=draft.seq if draft else 0,
            may_change=self.staff.may(Permission.ACCOUNT_CHANGE),
            may_release=self.may_release(version),
        )


@requires(Permission.ACCOUNT_CHANGE)
class KeywordTakeUp(_KeywordPage):
    """Roll-back: an old version as the new draft."""

    async def post(self, version_id: str) -> None:
        """Done in one tap; what was the draft stays among the earlier versions."""
        await keywords.take_up(self.services, version_id, seen=self.seen(), by=self.staff)
        self.redirect(f"{ADDRESS}?saved=1", status=303)


@requires(Permission.ACCOUNT_RELEASE)
class KeywordRelease(_KeywordPage):
    """Release what she saw on the draft's page."""

    async def post(self, version_id: str) -> None:
        """Do it, if the draft is still as she saw it."""
        try:
            await keywords.release(self.services, version_id, seen=self.seen(), by=self.staff, reserved=is_reserved)
        except Conflict:
            await self.overview(status=409, notice=words.SOMEBODY_FIRST)
        except Invalid:
            await self.overview(status=400, notice=words.NOT_READY)
        except NotAllowed:
            await self.overview(status=403, notice=words.NOT_YOUR_OWN)
        else:
            self.redirect(f"{ADDRESS}?released=1", status=303)


ROUTES = [
    (ADDRESS, Keywords),
    (rf"{ADDRESS}/try", KeywordTry),
    (rf"{ADDRESS}/rules/new", RuleNew),
    (rf"{ADDRESS}/rules/{ID}", RuleEdit),
    (rf"{ADDRESS}/rules/{ID}/remove", RuleRemove),
    (rf"{ADDRESS}/versions/{ID}", KeywordVersion),
    (rf"{ADDRESS}/versions/{ID}/again", KeywordTakeUp),
    (rf"{ADDRESS}/versions/{ID}/release", KeywordRelease),
]
