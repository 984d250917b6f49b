"""What goes out: where a browser is led to, and what a spreadsheet would compute."""

import io
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
from openpyxl import load_workbook

from domain.staff import StaffRole
from handlers.console.browser import HOME, safe_back
from handlers.console.list_page import TablePage
from services.context import Services
from tests.attacks.stock import CITY, both_places, for_everybody, seat
from tests.attacks.test_operators import ELSEWHERE
from tests.console.conftest import Desks
from tests.console.conftest import address as console_address
from tests.console.conftest import desk as console_desk
from tests.console.conftest import serve as console_serve
from tests.console.test_sign_in import begin_scan, bind
from tests.handlers.walking import Seen, Walker, routes, walking
from tests.joined import Phone

desk, address, serve = console_desk, console_address, console_serve
MORE = (
    "/%09/elsewhere.example",
    "//%09/elsewhere.example",
    "/console/%2f%2felsewhere.example/..%2f..",
    "\t//elsewhere.example",
    " //elsewhere.example",
    "/console/\n//elsewhere.example",
    "/console/\r\nX-Stolen: 1",
    "%2f%2felsewhere.example",
    "%68ttps://elsewhere.example",
    "https:/elsewhere.example",
    "///elsewhere.example",
    "/\t/elsewhere.example",
    "\\\\elsewhere.example",
    "data:text/html,<script>alert(1)</script>",
    "//elsewhere.example/console/",
    "https://127.0.0.1@elsewhere.example/console/",
    "/console/\u2028//elsewhere.example",
    "/console",
    "/h5/lessons/",
    "",
)
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://elsewhere.example")',
    "=cmd|' /C calc'!A0",
)


def stays(seen: Seen, base: str) -> None:
    """Wherever it leads, it is a page of the console."""
    for name in ("Location", "HX-Redirect", "Refresh"):
        if name in seen.headers:
            led = urlsplit(urljoin(base, seen.headers[name].replace("\\", "/").replace("\t", "")))
            assert led.netloc == urlsplit(base).netloc, f"{seen} {seen.headers[name]!r}"
            assert led.path.startswith("/console/"), f"{seen} {seen.headers[name]!r}"
            assert not led.path.startswith("/console//"), f"{seen} {seen.headers[name]!r}"
    assert "X-Stolen" not in seen.headers
    assert 'href="//' not in seen.text
    assert 'value="//' not in seen.text


@pytest.mark.parametrize("elsewhere", [*ELSEWHERE, *MORE])
async def test_no_way_back_leads_to_another_site(services: Services, elsewhere: str) -> None:
    async with walking(services) as walker:
        boss = await seat(walker, services, "boss", StaffRole.ADMINISTRATOR, CITY)
        asked = quote(elsewhere, safe="%")
        for page in ("/console/sign-in", "/console/sign-in/code", "/console/sign-in/wechat"):
            for who in (boss, walker):
                stays(await who.ask("GET", f"{page}?next={asked}"), walker.base)
                stays(await who.ask("POST", page, token=True, data={"next": elsewhere}), walker.base)
        for page, field in (
            ("/console/sign-in/wechat/state", "next"),
            ("/console/columns/lessons", "back"),
            ("/console/undo", "back"),
        ):
            for headers in ({}, {"HX-Request": "true"}):
                given = {field: elsewhere, "token": "x"}
                seen = await boss.ask("POST", page, token=True, data=given, headers=headers)
                assert seen.status < 500, str(seen)
                stays(seen, walker.base)


def test_a_way_back_is_a_page_of_the_console_and_stays_as_it_was() -> None:
    for back in ("/console/", "/console/lessons?state=draft&after=x", "/console/search?q=%E5%AD%97#a"):
        assert safe_back(back) == back
    for back in (*ELSEWHERE, *MORE):
        kept = safe_back(back)
        assert kept in {HOME, back, quote(back)}, back
        assert kept.startswith(HOME)


async def test_a_way_back_with_words_in_it_leads_there_also_for_htmx(desk: Desks, phone: Phone) -> None:
    browser, other = await desk(StaffRole.EDITOR), await desk()
    await bind(browser, phone)
    typed, number = await begin_scan(other)
    await phone.says(f"登录 {typed}")
    await phone.says(number)
    polled = await other.post("/console/sign-in/wechat/state", htmx=True, next="/console/search?q=鞋")
    assert polled.status == 200
    assert polled.headers["HX-Redirect"].startswith("/console/search?q=")
    assert (await other.get("/console/search?q=鞋")).path == "/console/search"


def sheets() -> list[str]:
    found = [pattern for pattern, handler in routes() if issubclass(handler, TablePage)]
    return [*found, "/console/components"]


async def _formulas(services: Services, formula: str) -> None:
    fields = {
        "lessons": ("title", "digest", "series", "slug"),
        "pushes": ("title", "audience"),
        "wishes": ("text", "child_masked", "age_band", "kind"),
        "regions": ("name",),
        "series": ("name",),
        "staff": ("name",),
        "scenes": ("name", "keyword"),
        "pictures": ("title", "alt"),
        "recordings": ("title",),
    }
    for name, each in fields.items():
        which: dict[str, Any] = {}
        if "slug" in each:
            which = {"_id": "lesson-warm-up"}  # a slug is one of its kind
        await services.db[name].update_many(which, {"$set": dict.fromkeys(each, formula)})


@pytest.mark.parametrize("formula", FORMULAS)
async def test_no_sheet_that_goes_out_holds_a_formula(services: Services, phone: Phone, formula: str) -> None:
    await both_places(services, phone)
    await for_everybody(services)
    async with walking(services) as walker:
        boss = await seat(walker, services, "boss", StaffRole.ADMINISTRATOR, CITY)
        await services.db["staff"].update_many({"login": "here"}, {"$set": {"name": formula}})
        await _formulas(services, formula)
        columns = "title.series.state.minutes.slug.changed.published.lesson.audience.wish.child.place.receipt.danger"
        names = ".".join(columns.split("."))
        cookies = "; ".join(
            f"columns_{each}={names}" for each in ("lessons", "pushes", "wishes", "alerts", "questions")
        )
        hers = Walker(boss.base, boss.http, f"{boss.cookies}; {cookies}")
        found = 0
        for address in sheets():
            content = await _sheet(hers, f"{address}?xlsx=1")
            for row in load_workbook(io.BytesIO(content)).active.iter_rows():  # type: ignore[union-attr]
                for cell in row:
                    assert cell.data_type != "f", f"{address} {cell.value!r}"
                    if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@", "\t", "\r", "\n")):
                        assert cell.quotePrefix, f"{address} {cell.value!r}"
                        found += 1
        assert found > 5


async def _sheet(walker: Walker, asked: str) -> bytes:
    async with walker.http.get(walker.base + asked, headers={"Cookie": walker.cookies}) as answer:
        assert answer.status == 200, asked
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
        return await answer.read()
