"""Answer a batch of questions from a file of entries, without any server."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.commands import CommandFailed
from app.processes import ROOT
from domain.questions import KnowledgeEntry
from services.questions.rows import BadSentences
from services.questions.search import Found, KnowledgeIndex
from services.questions.sentences import Sentences, both
from services.safeguarding.gist import BadGist
from services.safeguarding.likeness import BadLikeness
from services.safeguarding.rules import BadRules
from services.safeguarding.screen import Screen
from services.safeguarding.second_look import SecondLook
from services.vectors import reader

READ_MOST = 1000
A_READING = 0.15  # seconds of an entry at most


def register(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--kb", required=True, type=Path, metavar="KB.jsonl", help="entries: id, question, answer, …")
    parser.add_argument("--in", required=True, type=Path, dest="asked", metavar="Q.jsonl", help="questions: id, text")
    parser.add_argument("--out", required=True, type=Path, metavar="A.jsonl", help="where the answers go")
    parser.add_argument(
        "--read",
        type=int,
        default=READ_MOST,
        metavar="N",
        help="entries up to which their sentences are read; 0: none",
    )


def run(args: argparse.Namespace) -> int:
    """Answer. Raises CommandFailed, and then writes nothing."""
    folder = ROOT / "content" / "safeguarding"
    try:
        screen = SecondLook.load(Screen.load(folder), folder)
    except (BadRules, BadLikeness, BadGist) as problem:
        raise CommandFailed(str(problem), 2) from None
    entries = list(_entries(args.kb))
    asked = [(_id(where, row), _text(where, row, "text")) for where, row in _rows(args.asked)]
    find = _finder(entries, args.read)
    answers = [_answer(find, screen, name, text) for name, text in asked]
    _write(args.out, "".join(f"{json.dumps(each, ensure_ascii=True)}\n" for each in answers))
    return 0


def _finder(entries: Sequence[KnowledgeEntry], most: int) -> Callable[[str], Found]:
    """By both stages for a base of up to `most` entries whose sentences are read first, which is told; else by text alone."""
    index = KnowledgeIndex(entries)
    if not 0 < len(entries) <= most:
        return index.answer
    try:
        sentences = Sentences.load()
        if sentences is None:
            return index.answer
        sentences.take(entries)
        if missing := sentences.missing:
            print(
                f"reading the sentences of {missing} entries, which may take {missing * A_READING:.0f} s",
                file=sys.stderr,
            )
        sentences.make(entries)
    except BadSentences as problem:
        raise CommandFailed(str(problem), 2) from None
    except (OSError, RuntimeError) as problem:
        print(f"the model of sentence vectors doesn't run ({problem}): by text alone", file=sys.stderr)
        return index.answer
    near = sentences.near(index)

    return lambda text: both(index, near, text, reader().encode)


def _answer(find: Callable[[str], Found], screen: SecondLook, name: str | int, text: str) -> dict[str, Any]:
    found, hit = find(text), screen.check_now(text)
    return {
        "id": name,
        "tier": str(found.tier),
        "ids": list(found.ids),
        "score": round(found.score, 4),
        "crisis": str(hit.danger) if hit else None,
    }


def _entries(file: Path) -> Iterator[KnowledgeEntry]:
    seen = set()
    for where, row in _rows(file):
        name = str(_id(where, row))
        if name in seen:
            raise CommandFailed(f"{where}: the id {name!r} stands twice", 2)
        seen.add(name)
        variants = row.get("variants") or []
        if not isinstance(variants, list) or not all(isinstance(each, str) for each in variants):
            raise CommandFailed(f"{where}: variants must be a list of texts", 2)
        yield KnowledgeEntry(
            id=name,
            category=_text(where, row, "category", ""),
            question=_text(where, row, "question"),
            answer=_text(where, row, "answer", ""),
            variants=tuple(variants),
        )


def _rows(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a file, each with the place where it stands; blank lines left out."""
    try:
        with file.open(encoding="utf-8-sig", newline="\n") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield f"{file}: line {number}", _object(f"{file}: line {number}", line)
    except OSError as problem:
        raise CommandFailed(f"{file} cannot be read: {problem.strerror}", 2) from None
    except UnicodeDecodeError:
        raise CommandFailed(f"{file} is not UTF-8", 2) from None


def _object(where: str, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as problem:
        raise CommandFailed(f"{where} is not JSON: {problem}", 2) from None
    if not isinstance(row, dict):
        raise CommandFailed(f"{where} is not a JSON object", 2)
    return row


def _id(where: str, row: dict[str, Any]) -> str | int:
    name = row.get("id")
    if isinstance(name, bool) or not isinstance(name, str | int):
        raise CommandFailed(f"{where} has no id", 2)
    return name


def _text(where: str, row: dict[str, Any], field: str, otherwise: str | None = None) -> str:
    text = row.get(field, otherwise)
    if text is None:
        text = otherwise
    if not isinstance(text, str):
        raise CommandFailed(f"{where} has no {field}", 2)
    return text


def _write(file: Path, text: str) -> None:
    """Put `text` into the file at once: a reader sees the old one or the new one."""
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
                out.write(text)
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(file)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as problem:
        raise CommandFailed(f"{file} cannot be written: {problem.strerror}", 2) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
