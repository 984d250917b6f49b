"""How good and how quick the question search and the safeguarding screen are, on the questions of tests/data/."""

import argparse
import json
import math
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from app.processes import ROOT
from domain.questions import KnowledgeEntry
from services.questions.search import Found, KnowledgeIndex, Tier
from services.safeguarding.screen import Screen

DATA = ROOT / "tests" / "data"


def main(arguments: list[str]) -> int:
    """Print the figures, with 95 % intervals."""
    parser = argparse.ArgumentParser(prog="./xinqiao bench answers", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="a folder with kb.jsonl, queries.jsonl, crisis.jsonl")
    parser.add_argument("--entries", type=int, default=2000, help="how many entries to time the search over")
    args = parser.parse_args(arguments)
    entries = [entry_of(row) for row in rows_of(args.data / "kb.jsonl")]
    queries = rows_of(args.data / "queries.jsonl")
    _search(entries, queries)
    for file in sorted(args.data.glob("*.jsonl")):
        rows = rows_of(file)
        if rows and "crisis" in rows[0]:
            _screen(file.name, rows)
    _times(entries, [row["text"] for row in queries], args.entries)
    return 0


def _search(entries: Sequence[KnowledgeEntry], queries: Sequence[dict[str, Any]]) -> None:
    index = KnowledgeIndex(entries)
    inside = [(index.answer(row["text"]), row["expected"]) for row in queries if row["expected"]]
    outside = [index.answer(row["text"]) for row in queries if not row["expected"]]

    def counted(condition: Callable[[Found, str], bool]) -> str:
        return share(sum(condition(found, right) for found, right in inside), len(inside))

    print(f"search: {len(entries)} entries, {len(inside)} questions for them, {len(outside)} for none")
    print("  first is right   ", counted(lambda found, right: found.ids[:1] == (right,)))
    print("  right among three", counted(lambda found, right: right in found.ids))
    print("  answered, right  ", counted(lambda found, right: found.tier is Tier.ANSWER and found.ids[0] == right))
    print("  answered, wrong  ", counted(lambda found, right: found.tier is Tier.ANSWER and found.ids[0] != right))
    print("  solved           ", counted(_solved))
    print("  none, yet answered", share(sum(found.tier is Tier.ANSWER for found in outside), len(outside)))


def _solved(found: Found, right: str) -> bool:
    """Answered right, or the right one among those offered."""
    if found.tier is Tier.ANSWER:
        return found.ids[0] == right
    return found.tier is Tier.SUGGEST and right in found.ids


def _screen(name: str, rows: Sequence[dict[str, Any]]) -> None:
    screen = Screen.load(ROOT / "content" / "safeguarding")
    hits = [(screen.check(row["text"]) is not None, row["crisis"]) for row in rows]
    danger = [hit for hit, crisis in hits if crisis]
    harmless = [hit for hit, crisis in hits if not crisis]
    print(f"screen on {name}")
    print("  found       ", share(sum(danger), len(danger)))
    print("  false alarms", share(sum(harmless), len(harmless)))


def _times(entries: Sequence[KnowledgeEntry], texts: Sequence[str], many: int) -> None:
    more = [
        KnowledgeEntry(f"{entry.id}-{copy}", entry.category, f"{entry.question}{copy}", entry.answer, entry.variants)
        for copy in range(-(-many // len(entries)))
        for entry in entries
    ][:many]
    index, screen = KnowledgeIndex(more), Screen.load(ROOT / "content" / "safeguarding")
    print(f"times, in µs: half of the messages, 95 of 100, the longest ({len(texts)} messages, after one round)")
    print(f"  search over {many} entries", _spread(index.answer, texts))
    print("  screen", _spread(screen.check, texts))


def _spread(work: Callable[[str], object], texts: Sequence[str]) -> str:
    taken: list[float] = []
    for _ in range(2):
        taken = sorted(_timed(work, texts))
    return f"{taken[len(taken) // 2]:.0f}, {taken[len(taken) * 95 // 100]:.0f}, {taken[-1]:.0f}"


def _timed(work: Callable[[str], object], texts: Sequence[str]) -> Iterable[float]:
    for text in texts:
        began = time.perf_counter()
        work(text)
        yield (time.perf_counter() - began) * 1e6


def share(count: int, of: int) -> str:
    """A share with Wilson's interval."""
    if not of:
        return "none"
    share, z = count / of, 1.96
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return f"{share:6.1%} ({count} of {of}; {max(0, middle - half):.1%} to {min(1, middle + half):.1%})"


def rows_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8-sig").splitlines() if line.strip()]


def entry_of(row: dict[str, Any]) -> KnowledgeEntry:
    return KnowledgeEntry(row["id"], row["category"], row["question"], row["answer"], tuple(row.get("variants") or ()))
