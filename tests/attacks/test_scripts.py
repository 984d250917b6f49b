"""What strangers and staff write, opened in Chromium: nothing of it runs, and none of it becomes part of a page."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from bson.binary import Binary
from playwright.async_api import Browser, Page, async_playwright

from domain.lessons import LessonState
from domain.staff import StaffRole
from handlers.base import DEVICE_COOKIE, SESSION_COOKIE
from services.context import Services
from services.staff import make_token
from services.staff.appointments import find
from services.staff.invitations import link_again
from tests.attacks.gaps import OF_ALL, PLACED, methods_of, ways
from tests.attacks.steps import STEPS
from tests.attacks.stock import CITY, GROWS, KEPT_IN, account_of, both_places, for_everybody, seat
from tests.attacks.test_forged_forms import forms
from tests.handlers.walking import GROUP, Walker, routes, walking
from tests.joined import Phone

HIT = "hit=1,alert(1)"
EVIL = (
    f"<script>{HIT}</script>",
    f"<img src=x onerror={HIT}>",
    f'"><svg onload={HIT}>',
    f"javascript:{HIT}",
    f"' autofocus onfocus={HIT} x='",
    f"</title></textarea><script>{HIT}</script>",
    f"[x](javascript:{HIT}) [y](<JaVaScRiPt:{HIT}>) ![z](javascript:{HIT}) <a href='data:text/html,<script>{HIT}</script>'>",
    f"{{{{ constructor }}}} <iframe srcdoc='<script>{HIT}</script>'></iframe>",
)
LONG = "".join(EVIL)
SCRIPT = f"javascript:{HIT}"
# The fields that somebody fills, by collection; what staff's checks would refuse is written past them.
FILLED: dict[str, tuple[str, ...]] = {
    "wishes": ("text", "child_masked", "age_band", "kind"),
    "regions": ("name",),
    "series": ("name", "about"),
    "staff": ("name",),
    "staff_tokens": ("name",),
    "staff_sessions": ("device_kind",),
    "scenes": ("name", "words", "reason"),
    "collection_points": ("name", "address", "hours"),
    "wish_days": ("place",),
    "lots": ("what",),
    "organisations": ("name",),
    "organisation_contacts": ("name_masked", "phone_masked"),
    "campaigns": ("name", "words"),
    "wish_stories": ("text",),
    "booking_places": ("name", "address", "way"),
    "lessons": ("title", "digest", "body", "sources", "to_fill", "quiz"),
    "pushes": ("title", "audience", "sent_back"),
    "knowledge": ("category", "question", "answer", "variants", "page", "sources", "must_win", "to_fill", "draft"),
    "knowledge_releases": ("body",),
    "handovers": ("things",),
    "region_changes": ("reason", "name"),
    "menus": ("body",),
    "keywords": ("body",),
    "audit": ("data",),
    "people": ("tags",),
    "pictures": ("title", "alt"),
    "recordings": ("title",),
    "settings": ("value",),
}
# Words within those by which the product tells kinds apart; they are none of anybody's writing.
KEPT = {"age", "valid_until", "kind", "id", "app", "hours", "span", "role", "roles", "text_id"}
# Pictures, and what is downloaded.
NO_PAGES = (".png", ".svg", ".jpg", "/picture", "/first", "/sound", ".xlsx", "/sheet")
OF_COMPANY = ("/worry", "/arrange")  # of a wish for company alone, which hers isn't (tests/console/test_volunteers.py)
BARE = ("/progress", "/print", "/live", "/reach", "/pictures", "/wishes/pick", "/find")  # parts of pages
BARE += ("/console/waiting", "/receipt", "/slips")  # sheets of paper


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        await launched.close()


def evil(value: Any) -> Any:
    """The same shape with a script in each of its words."""
    if isinstance(value, dict):
        return {name: each if name in KEPT else evil(each) for name, each in value.items()}
    if isinstance(value, list):
        return [evil(each) for each in value] or []
    if isinstance(value, str):
        return SCRIPT if value.startswith("/") else LONG
    return value


async def poison(services: Services) -> None:
    """Every field that somebody can fill, full of scripts."""
    for name, fields in FILLED.items():
        async for each in services.db[name].find():
            changes = {one: evil(each[one]) for one in fields if one in each}
            if name == "wishes":
                family = f"family:{each['guardian']}"
                changes["sealed"] = await services.vault.seal(family, {"name": LONG, "village": LONG})
            await services.db[name].update_one({"_id": each["_id"]}, {"$set": changes})
    async for each in services.db["questions"].find():
        sealed = await services.vault.seal(f"family:{each['asker']}", {"text": LONG})
        await services.db["questions"].update_one({"_id": each["_id"]}, {"$set": {"sealed": sealed}})
    async for each in services.db["question_messages"].find():
        sealed = await services.vault.seal("family:p-here", {"text": LONG})
        await services.db["question_messages"].update_one({"_id": each["_id"]}, {"$set": {"sealed": sealed}})
    async for each in services.db["checks"].find():
        sealed = await services.vault.seal(f"family:{each['person']}", {"text": LONG})
        await services.db["checks"].update_one({"_id": each["_id"]}, {"$set": {"sealed": sealed}})
    async for each in services.db["blocks"].find():
        sealed = await services.vault.seal(f"family:{each['person']}", {"text": LONG})
        await services.db["blocks"].update_one({"_id": each["_id"]}, {"$set": {"appeal": sealed}})
    words = Binary(services.seal.close(orjson.dumps({"called": LONG, "text": LONG})))
    await services.db["case_entries"].update_many({}, {"$set": {"sealed": words}})
    await services.live_lessons.refresh()


def test_every_collection_that_holds_words_is_poisoned_or_said_to_hold_none(services: Services) -> None:
    """A new collection is named here: in FILLED, or among those whose words are none of anybody's."""
    from storage.indexes import INDEXES  # noqa: PLC0415 for this one list

    sealed = {"questions", "question_messages", "alerts", "messages", "notes"}  # written by poison() and the phone
    sealed |= {"checks", "blocks", "case_entries"}
    without = {"events", "outbox", "consents", "deliveries", "push_lists", "grants", "push_batches", "mass_results"}
    del services
    assert set(INDEXES) - set(FILLED) - sealed - without - GROWS - WORDLESS == set()


WORDLESS = {
    *("lot_moves", "budgets", "budget_moves"),
    "volunteers",
    "organisation_members",
    "gift_batches",
    "bookings",
    "booking_hours",
    "booking_waits",
    "parcels",
    "parcel_steps",
    "experts",
    "file_contents",
    "question_pictures",
    "wish_pictures",
    "wish_picture_contents",
    "wish_voices",
    "files",
    "person_sessions",
    "person_tokens",
    "phones",
    "picture_files",
    "recording_files",
    "cases",
    "safe_words",
    "false_alarms",
    "data_links",
    "retention_reports",
    "staff_imports",
    "wish_imports",
    "entry_imports",
    "staff_invitations",
    "sign_in_codes",
    "staff_wechat",
    "follower_syncs",
    "grant_entries",
    "second_factors",
    "scene_days",
    "scene_scans",
    "knowledge_feedback",
    "knowledge_vectors",
    "check_results",
}


@dataclass
class Watched:
    """A page, and what it did that it should not."""

    page: Page
    base: str
    violations: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    found: dict[str, list[str]] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)

    def watch(self) -> None:
        """Listen to what the browser says of the page."""
        self.page.on("console", self._violation)
        self.page.on("dialog", self._dialog)

    def _violation(self, said: Any) -> None:
        """What the policy has stopped; but for the frame that Chromium itself draws around a picture or JSON."""
        drawn_by_chromium = self.page.url.endswith(("/cover.png", "/console/live"))
        if "Security" in said.text and not drawn_by_chromium:
            self.violations.append(f"{self.page.url}: {said.text}")

    async def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(f"{self.page.url}: {dialog.message}")
        await dialog.dismiss()

    async def look(self, address: str, *, public: bool = False) -> None:
        """What of it ran, or became part of the page; that it was the page and not the way in."""
        assert "/console/sign-in" not in self.page.url or public, address
        if not public and not address.partition("?")[0].endswith(BARE):
            assert await self.page.locator("body[data-account]").count() == 1, f"{address} is no page of the console"
        wrong = await self.page.evaluate(
            """() => [
                ...(window.hit ? ["ran"] : []),
                ...[...document.querySelectorAll("img[src=x], svg[onload], script:not([src]), iframe:not([src^='/'])")],
                ...[...document.querySelectorAll("[onerror], [onload], [onfocus], [srcdoc], base, object, embed")],
                ...[...document.querySelectorAll("[href], [src], [action], [formaction], [data]")].filter((each) =>
                    ["href", "src", "action", "formaction", "data"].some((name) =>
                        /^[\\s\\0]*(javascript|vbscript|data:text)/i.test(each.getAttribute(name) || ""))),
            ].map((each) => each.outerHTML?.slice(0, 120) ?? each)"""
        )
        if wrong:
            self.found[address] = wrong
        self.opened.add(address)
        if "hit=1" in await self.page.locator("body").inner_text():
            self.written.add(address)  # what was poisoned is to be read there, as words

    async def open(self, address: str, *, public: bool = False) -> None:
        """Open a page and look at it."""
        answer = await self.page.goto(self.base + address, wait_until="domcontentloaded")
        assert answer is not None
        assert answer.status == 200, f"{address} -> {answer.status}"
        await self.look(address, public=public)

    async def send(self, address: str, fields: dict[str, Any]) -> None:
        """Send a form from a page of ours, and look at what comes."""
        await self.page.goto(f"{self.base}/console/look", wait_until="domcontentloaded")
        pairs = [(name, one) for name, each in fields.items() for one in ([each] if isinstance(each, str) else each)]
        async with self.page.expect_navigation(wait_until="domcontentloaded"):
            await self.page.evaluate(
                """([action, pairs]) => {
                    const form = Object.assign(document.createElement("form"), {method: "post", action});
                    const token = document.querySelector("[name=_xsrf]").value;
                    for (const [name, value] of [...pairs, ["_xsrf", token]])
                        form.append(Object.assign(document.createElement("textarea"), {name, value}));
                    document.body.append(form);
                    HTMLFormElement.prototype.submit.call(form);
                }""",
                [address, pairs],
            )
        public = (
            "/sign-in" in address or "/join/" in address or await self.page.locator("body[data-account]").count() == 0
        )
        await self.look(f"POST {address}", public=public)

    async def upload(self, address: str, form: str, name: str, content: bytes, kind: str) -> None:
        """Upload a file by a page's form."""
        await self.page.goto(self.base + address, wait_until="domcontentloaded")
        sent = self.page.locator(f"form[action='{form}']").first
        await sent.locator("input[type=file]").set_input_files([{"name": name, "mimeType": kind, "buffer": content}])
        async with self.page.expect_navigation(wait_until="domcontentloaded"):
            await sent.evaluate("(form) => HTMLFormElement.prototype.submit.call(form)")
        await self.look(f"upload {address}")


def pages(kept: dict[str, str], deputy: str) -> list[str]:
    """Every page of the console that is read, with things that are there."""
    found = ["/console/help/lessons"]
    for way in (each for each in [*ways(PLACED), *ways(OF_ALL)] if each.method == "get" and not each.is_api):
        if way.kind == "entry" and "/versions/" in way.pattern:
            continue  # it was never released
        if way.pattern.replace("\\", "").endswith(NO_PAGES):
            continue
        one = "lesson-shoes" if way.pattern.endswith("/push") else kept[way.kind]  # which is published
        found += [f"{address}?number=0" for address, _ in way.addresses([one], deputy)]
    for pattern, handler in routes():
        if pattern.startswith("/console") and "get" in methods_of(handler) and not GROUP.findall(pattern):
            found.append(pattern.replace("\\", ""))
    drawn = [each for each in found if not each.partition("?")[0].endswith((*NO_PAGES, *OF_COMPANY))]
    # The way in is public; the secret of a second factor and a code to bind aren't being shown to her.
    return [
        each
        for each in drawn
        if "/sign-in" not in each and each not in {"/console", "/console/me/totp", "/console/me/wechat"}
    ]


async def watched(browser: Browser, walker: Walker) -> Watched:
    """A browser of hers."""
    context = await browser.new_context(user_agent=LONG)
    for pair in walker.cookies.split("; "):
        name, _, value = pair.partition("=")
        assert name in {SESSION_COOKIE, DEVICE_COOKIE}
        await context.add_cookies([{"name": name, "value": value, "url": walker.base}])
    page = Watched(await context.new_page(), walker.base)
    page.watch()
    return page


@pytest.mark.long
async def test_nothing_that_anybody_wrote_runs_in_a_page(services: Services, phone: Phone, browser: Browser) -> None:
    for said in (LONG, "提问", LONG, "我不想活了" + LONG):
        await phone.says(said.replace("]]>", ""))
    async with walking(services) as walker:
        every = await forms(services, phone)
        boss = await seat(walker, services, "boss", StaffRole.ADMINISTRATOR, CITY)
        await make_token(services, login="boss", name="报表")
        kept = await _kept(services)
        link = await _link(services, kept["staff"])
        await poison(services)
        page = await watched(browser, boss)
        await page.send(f"/console/cases/{kept['case']}/why", {"reason": "cover"})
        for address in pages(kept, kept["deputy"]):
            step = address.partition("?")[0].rsplit("/", 1)[1]
            if step in STEPS:
                entered = {"entered_by": kept["deputy"]} if step.endswith("_for") else {"entered_by": ""}
                await services.db["wishes"].update_many({}, {"$set": {"state": STEPS[step]} | entered})
            await page.open(address)
        for address in ("/h5/lessons/", "/h5/lessons/warm-up", link, "/console/sign-in?over=1", "/api/docs"):
            await page.open(address, public="/console" not in address or "sign-in" in address or "join" in address)
        for asked in ("search?q=", "staff?q=", "audit?login=", "audit?about=", "sign-in?next=", "lessons?state="):
            await page.page.goto(f"{page.base}/console/{asked}{quote(EVIL[2])}", wait_until="domcontentloaded")
            await page.look(f"/console/{asked}", public=True)
        for address, fields in every:
            if not address.endswith(("/state", "/sign-out", "/sessions", "/false-alarms")):
                await page.send(address, fields)
                await page.send(address, {name: fields[name] if name in SHAPES else LONG for name in fields})
        await _uploads(page, kept["lesson"])
    assert page.found == {}
    assert page.dialogs == []
    assert page.violations == []
    assert len(page.opened) > 120
    assert len(page.written) > 50


# What only lets a form go further.
SHAPES = {"version", "seen", "push", "change", "handover", "place", "region", "step"}


async def _uploads(page: Watched, lesson: str) -> None:
    name = f"{EVIL[1]}{EVIL[2].replace('/', '')}"
    await page.upload("/console/components", "/console/components/import", f"{name}.csv", LONG.encode(), "text/csv")
    await page.upload("/console/components", "/console/components/import", f"{name}.xlsx", b"PK\x03\x04", "text/csv")
    cover = f"/console/lessons/{lesson}/cover.png"
    for content, kind in ((DRAWN, "image/svg+xml"), (PAGE, "text/html"), (b"\x89PNG\r\n\x1a\n" + PAGE, "image/png")):
        await page.upload(f"/console/lessons/{lesson}", cover, f"{name}.png", content, kind)
        await page.page.goto(page.base + cover)
        await page.look(cover, public=True)


DRAWN = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{HIT}"><script>{HIT}</script></svg>'.encode()
PAGE = f"<!DOCTYPE html><html><script>{HIT}</script></html>".encode()


async def _kept(services: Services) -> dict[str, str]:
    """The ids of what forms() has made."""
    found = {
        kind: str((await services.db[name].find_one({}, {"_id": 1}) or {})["_id"]) for kind, name in KEPT_IN.items()
    }
    draft = await services.db["keywords"].find_one({}) or {}
    staff = {each: await services.staff.by_login(each) for each in ("here", "here.deputy")}
    ids = {name: account.id for name, account in staff.items() if account}
    found |= {"rule": draft["body"]["rules"][0]["id"], "staff": ids["here"], "deputy": ids["here.deputy"]}
    parcel = await services.db["parcels"].find_one({}) or {}
    found |= {"parcel": parcel["code"], "carried": parcel["wish"]}
    drafted = await services.db["knowledge"].find_one({"draft": {"$ne": None}}, {"_id": 1}) or {}
    return found | {"lesson": "lesson-listen", "region": "370881", "entry": str(drafted["_id"])}


async def _link(services: Services, staff_id: str) -> str:
    boss = (await account_of(services, "boss.too", (StaffRole.ADMINISTRATOR,), CITY)).member(services.now())
    assert await find(services, staff_id, by=boss)
    _, token = await link_again(services, staff_id, by=boss)
    return f"/console/join/{token}"


@pytest.mark.parametrize(("content", "kind"), [(DRAWN, "image/svg+xml"), (PAGE, "text/html"), (DRAWN, "image/png")])
async def test_a_drawing_or_a_page_is_no_cover(services: Services, phone: Phone, content: bytes, kind: str) -> None:
    await both_places(services, phone)
    kept = await for_everybody(services)
    assert (await services.lessons.get(kept["lesson"])).state is LessonState.DRAFT
    async with walking(services) as walker:
        editor = await seat(walker, services, "editor", StaffRole.EDITOR, CITY)
        address = f"/console/lessons/{kept['lesson']}/cover.png"
        edge = b"--edge\r\nContent-Disposition: form-data; name=version\r\n\r\n1\r\n--edge\r\n"
        head = f'Content-Disposition: form-data; name=picture; filename="{EVIL[1]}.svg"\r\nContent-Type: {kind}\r\n\r\n'
        body = edge + head.encode() + content + b"\r\n--edge--\r\n"
        headers = {"Content-Type": "multipart/form-data; boundary=edge"}
        seen = await editor.ask("POST", address, token=True, data=body, headers=headers)
        assert seen.status == 400, str(seen)
        shown = await editor.ask("GET", address)
        assert (shown.headers["Content-Type"], shown.headers["X-Content-Type-Options"]) == ("image/png", "nosniff")
        assert HIT not in shown.text
