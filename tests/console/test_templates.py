"""The templates as files: all there, all used, nothing inline."""

import re
import subprocess
import sys
from pathlib import Path

import jinja2
import jinja2.meta
import pytest

from handlers.templates import ROOT, templates
from tests.console.samples import PAGES, render

FOLDER = ROOT / "console" / "templates"
ASSETS = ROOT / "console" / "assets"
ALL = sorted(str(each.relative_to(FOLDER)) for each in FOLDER.rglob("*.html"))
_NAMED = re.compile(r'"((?:[a-z0-9_]+/)?[a-z0-9_]+\.html)"')
_INLINE = re.compile(r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|hx-on|<script(?![^>]*\ssrc=)", re.IGNORECASE)
_ASSET = re.compile(r"asset\('(/console/assets/[^']+)'\)")


def named_by_handlers() -> set[str]:
    sources = (each.read_text("utf-8") for each in (ROOT / "handlers").rglob("*.py"))
    return {name for source in sources for name in _NAMED.findall(source)}


def needed_by(name: str) -> set[str]:
    """What a template extends, includes and imports."""
    parsed = templates().parse((FOLDER / name).read_text("utf-8"))
    return {each for each in jinja2.meta.find_referenced_templates(parsed) if each}


def test_every_template_that_a_handler_names_is_there() -> None:
    assert named_by_handlers() <= set(ALL)


def test_every_template_is_used() -> None:
    reached, waiting = set(), list(named_by_handlers())
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting += needed_by(name) - reached
    assert set(ALL) == reached


def test_every_page_that_a_handler_shows_has_a_sample() -> None:
    assert {template for template, _ in PAGES.values()} >= named_by_handlers()


@pytest.mark.parametrize("name", ALL)
def test_a_template_compiles_and_holds_nothing_inline(name: str) -> None:
    templates().get_template(name)
    assert _INLINE.findall((FOLDER / name).read_text("utf-8")) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_renders_without_anything_inline_or_from_elsewhere(name: str) -> None:
    page = render(name)
    assert _INLINE.findall(page) == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []


def test_every_style_sheet_and_script_is_used() -> None:
    used = {each for name in ALL for each in _ASSET.findall((FOLDER / name).read_text("utf-8"))}
    assert {f"/console/assets/{each.name}" for each in ASSETS.iterdir()} == used


def test_style_sheets_take_nothing_from_elsewhere() -> None:
    for each in ASSETS.glob("*.css"):
        assert re.findall(r"url\(|@import", each.read_text("utf-8")) == [], each.name


_FORM = re.compile(r"<form\b((?:[^>{]|{{.*?}}|{%.*?%})*)>(.*?)</form>", re.DOTALL)
_WRITTEN = re.compile(r'<textarea|<input\b[^>]*type="(?:text|date|datetime-local|number|time)"')
_WITHOUT = {"sign_in.html", "signing/code.html", "me/totp.html", "me/page.html", "parcels/day.html"}  # a code, a name
_WITHOUT |= {"account/keywords.html", "components.html"}  # tried, and kept nowhere


def test_every_form_that_is_written_in_warns_before_it_is_left_unsaved() -> None:
    missing = set()
    for name in ALL:
        text = (FOLDER / name).read_text("utf-8")
        for head, body in _FORM.findall(text):
            written = 'method="post"' in head and _WRITTEN.search(body)
            if written and "data-guard" not in head and not name.startswith(("h5/", "own/")):
                missing.add(name)
    assert missing <= _WITHOUT


def test_what_is_written_about_somebody_in_danger_is_kept_on_no_device() -> None:
    for name in ALL:
        if name.startswith(("cases/", "alerts/")):
            assert "data-draft" not in (FOLDER / name).read_text("utf-8")


_MACRO = re.compile(r"{%-? macro (\w+)\(.*?%}(.*?){%-? endmacro", re.DOTALL)


def test_every_form_that_changes_something_carries_its_token() -> None:
    token = 'name="_xsrf" value="{{ xsrf }}"'
    for name in ALL:
        text = (FOLDER / name).read_text("utf-8")
        begins = [f"{{{{ {macro}(" for macro, body in _MACRO.findall(text) if token in body]
        for form in re.findall(r'<form[^>]*method="post".*?</form>', text, re.DOTALL):
            assert any(each in form for each in [token, *begins]), name


def test_djlint_finds_nothing() -> None:
    command = [sys.executable, "-m", "djlint", str(FOLDER), "--lint", "--quiet"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_chinese_stands_apart_from_latin_letters_and_digits() -> None:
    for name in PAGES:
        words = re.sub(r"<code>.*?</code>", "", re.sub(r"<(script|style)\b.*?</\1>", "", render(name)), flags=re.DOTALL)
        text = re.sub(r"<[^>]+>", "\n", words)
        assert re.findall(r"[一-鿿][A-Za-z0-9]|[A-Za-z0-9][一-鿿]", text) == [], name


def test_a_forgotten_value_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        templates().get_template("wishes/_child.html").render()


def test_no_file_is_long() -> None:
    for each in [*FOLDER.rglob("*.html"), *(each for each in ASSETS.iterdir() if each.suffix != ".wav")]:
        assert len(Path(each).read_text("utf-8").splitlines()) <= 400, each.name
