"""What is wrong with a value is said in words of our own, and each of them stands on the page of error codes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic_core.core_schema import ErrorType

from app.processes import ROOT
from handlers.api.operation import problem_of
from tests.handlers.api.conftest import Visitors
from wording.api import PROBLEMS

KEY = "key-of-a-test-1"
WISH: dict[str, Any] = {
    "child_name": "王小明",
    "age": 8,
    "region": "370881100201",
    "kind": "study",
    "text": "一个新书包",
    "cost_fen": 80_00,
    "consent": "child_wish.v3",
}
ELSEWHERE = "handlers/console"  # says it on its pages
WORD = re.compile(r"[a-z_]+")


def words_in(node: ast.AST | None) -> Iterator[str]:
    """The words that an expression may come to: those of a choice, of a table's values, of a list that is made."""
    match node:
        case ast.Constant(value=str(word)) if WORD.fullmatch(word):
            yield word
        case ast.IfExp(body=first, orelse=second):
            yield from (*words_in(first), *words_in(second))
        case ast.BoolOp(values=parts) | ast.Dict(values=parts) | ast.Tuple(elts=parts):
            yield from (word for each in parts for word in words_in(each))
        case ast.DictComp(value=value) | ast.Subscript(value=value):
            yield from words_in(value)


def words_of(module: ast.Module) -> Iterator[str]:
    """The words of a module: of each `Invalid` that it raises, and of the functions that look for problems."""
    tables = {
        target.id: each.value
        for each in module.body
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    for call in (each for each in ast.walk(module) if isinstance(each, ast.Call)):
        if isinstance(call.func, ast.Name) and call.func.id == "Invalid":
            given = call.args[1] if len(call.args) > 1 else ast.Constant("invalid")
            named = given.value if isinstance(given, ast.Subscript) else given
            yield from words_in(tables.get(named.id) if isinstance(named, ast.Name) else given)
    functions = {each.name: each for each in module.body if isinstance(each, ast.FunctionDef)}
    waiting = [name for name in functions if "problem" in name]
    for name in waiting:
        for each in ast.walk(functions[name]):
            match each:
                case ast.Return(value=value):
                    yield from words_in(value)
                case ast.Assign(value=value) | ast.AugAssign(value=value):
                    yield from words_in(value)
                case ast.Call(func=ast.Name(id=called)) if called in functions and called not in waiting:
                    waiting.append(called)


def every_word() -> dict[str, str]:
    """Every word that the product has for a value that can't be taken, with a file that says it."""
    found = {}
    for folder in ("domain", "services", "storage", "handlers"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            where = path.relative_to(ROOT)
            if not where.is_relative_to(Path(ELSEWHERE)):
                found |= dict.fromkeys(words_of(ast.parse(path.read_text(encoding="utf-8"))), str(where))
    return found


def test_every_word_for_a_wrong_value_stands_on_the_page_with_what_to_do() -> None:
    found = every_word() | {problem_of(each): "pydantic" for each in get_args(ErrorType)}
    assert len(found) > 40
    assert {word: where for word, where in found.items() if word not in PROBLEMS} == {}
    assert set(PROBLEMS) - set(found) == set()


WRONG: tuple[tuple[str, str, Any, str, str], ...] = (
    ("GET", "/me/wishes?limit=0", None, "limit", "out_of_range"),
    ("GET", "/me/wishes?limit=many", None, "limit", "wrong_type"),
    ("GET", "/me/wishes?limit=1e99", None, "limit", "wrong_type"),
    ("GET", f"/me/wishes?limit={'9' * 30}", None, "limit", "out_of_range"),
    ("GET", "/me/wishes?after=odd", None, "after", "invalid"),
    ("GET", "/me/wishes?odd=1", None, "odd", "unknown"),
    ("GET", "/me/wishes?limit=1&limit=2", None, "limit", "repeated"),
    ("POST", "/answers", {"text": ""}, "text", "too_short"),
    ("POST", "/answers", {"text": "问" * 501}, "text", "too_long"),
    ("POST", "/answers", {"text": 1}, "text", "wrong_type"),
    ("POST", "/answers", {}, "text", "missing"),
    ("POST", "/answers", [], "", "wrong_type"),
    ("POST", "/answers", b"{", "", "json_invalid"),
    ("POST", "/me/wishes", WISH | {"more": 1}, "more", "unknown"),
    ("POST", "/me/wishes", WISH | {"age": 18}, "age", "out_of_range"),
    ("POST", "/me/wishes", WISH | {"age": "8"}, "age", "wrong_type"),
    ("PUT", "/me/home", {"region": "370000"}, "region", "too_wide"),
)


async def test_a_wrong_value_is_called_by_a_word_of_ours(visitor: Visitors) -> None:
    phone = await visitor()
    for method, address, body, field, problem in WRONG:
        answer = await phone.call(method, address, body, Content_Type="application/json", Idempotency_Key=KEY)
        said = (answer.status, answer.body.get("field"), answer.body.get("problem"))
        assert said == (400, field, problem), (address, body)
