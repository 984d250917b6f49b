"""
How good the question search and the safeguarding screen are on a folder of questions, what each technique adds, and how
quick a base of 50,000 entries is asked.
"""

import argparse
import asyncio
import os
import random
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from bench import asked_on
from bench.answers import DATA, entry_of, rows_of, share
from bench.confidence import own_base
from bench.many import followed, passed_over, second_stage, watched
from bench.screen import Teacher, fitted, unseen
from bench.training import FOLDER
from bench.training import rows as training_rows
from domain.questions import KnowledgeEntry
from drills.rig import resident_kb
from services.questions.amended import amended
from services.questions.rows import Frame, Likened, Near
from services.questions.search import ANSWER, WORDING, Found, KnowledgeIndex, Places, Tier, Weights
from services.questions.sentences import Sentences, both
from services.questions.terms import Kind
from services.questions.topics import Topics
from services.safeguarding.screen import Screen
from services.safeguarding.second_look import SecondLook
from services.vectors import Vector, encode, usable

ENTRIES = 50_000
NONE: dict[Kind, float] = dict.fromkeys(WORDING, 0.0)
WITHOUT = {
    "all of it": Weights(),
    "without characters": Weights(WORDING | {Kind.CHARACTER: 0.0}, ANSWER | {Kind.CHARACTER: 0.0}),
    "without pairs": Weights(WORDING | {Kind.PAIR: 0.0}, ANSWER | {Kind.PAIR: 0.0}),
    "without sounds": Weights(WORDING | {Kind.SOUND: 0.0}),
    "without matters": Weights(WORDING | {Kind.CONCEPT: 0.0}, ANSWER | {Kind.CONCEPT: 0.0}),
    "without the answer's text": Weights(answer=NONE),
    "without topics": Weights(topic=0.0),
    "topics as before, 4 instead of 6": Weights(topic=4.0),
    "pairs alone": Weights(NONE | {Kind.PAIR: 1.0}, NONE, 0.0),
}


def main(arguments: list[str]) -> int:
    """Print the figures, with 95 % intervals."""
    parser = argparse.ArgumentParser(prog="./xinqiao bench questions", description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=DATA, help="a folder with kb, queries, crisis .jsonl")
    parser.add_argument("--entries", type=int, default=ENTRIES, help="how many entries to time the search over")
    parser.add_argument("--screen", action="store_true", help="learn the screen without each style and try it on it")
    args = parser.parse_args(arguments)
    entries = [entry_of(row) for row in rows_of(args.data / "kb.jsonl")]
    queries = rows_of(args.data / "queries.jsonl")
    _ablation(entries, queries)
    _by_type(KnowledgeIndex(entries), queries)
    asked_on.several(KnowledgeIndex(entries), queries)
    asked_on.by_hand(list(own_base()))
    cases = rows_of(args.data / "crisis.jsonl")
    _looks(cases, [row["text"] for row in queries])
    if args.screen:
        _screen(cases)
    _times([row["text"] for row in queries], args.entries)
    return 0


def _ablation(entries: Sequence[KnowledgeEntry], queries: Sequence[dict[str, Any]]) -> None:
    print("technique: first right, of three, answered right, wrong, solved, for nobody yet answered")
    for name, weights in WITHOUT.items():
        print(f"  {name}", *figures(KnowledgeIndex(entries, weights=weights).answer, queries), sep="\n    ")
    empty = KnowledgeIndex(entries, Topics([[entry.question] for entry in entries]))
    print("  topics of this base alone", *figures(empty.answer, queries), sep="\n    ")
    if usable():
        for name, find in _again(entries).items():
            print(f"  {name}", *figures(find, queries), sep="\n    ")


class Less(Near):
    """The rows without a part of what they say of a question."""

    def __init__(self, near: Near, part: str) -> None:
        super().__init__(near._rows, near._slots, near.most)  # noqa: SLF001 -- of the same kind
        self._part = part

    def of(self, vector: Vector, places: Places) -> Likened:
        """See Near."""
        said = super().of(vector, places)
        return replace(said, **{self._part: getattr(said, self._part) * 0})


def _again(entries: Sequence[KnowledgeEntry]) -> dict[str, Callable[[str], Found]]:
    """Both stages, and with parts of the second left out."""
    index, sentences = KnowledgeIndex(entries), Sentences(Frame.load())
    sentences.make(entries)
    near, vectors = sentences.near(index), cache(encode)

    def find(near: Near, text: str) -> Found:
        return both(index, near, text, vectors)

    return {
        "all of it and the second stage": partial(find, near),
        "second stage without the matters of wordings": partial(find, Less(near, "about")),
        "second stage without answers' vectors": partial(find, Less(near, "by_answer")),
        "second stage without questions for nobody": partial(find, Less(near, "inside")),
    }


def figures(find: Callable[[str], Found], queries: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The figures of evaluate.py, each as a share."""
    inside = [(find(row["text"]), row["expected"]) for row in queries if row["expected"]]
    outside = [find(row["text"]) for row in queries if not row["expected"]]
    many = len(inside)
    yield "first right       " + share(sum(found.ids[:1] == (right,) for found, right in inside), many)
    yield "of three          " + share(sum(right in found.ids for found, right in inside), many)
    answered = [(found, right) for found, right in inside if found.tier is Tier.ANSWER]
    yield "answered, right   " + share(sum(found.ids[0] == right for found, right in answered), many)
    yield "answered, wrong   " + share(sum(found.ids[0] != right for found, right in answered), many)
    yield "solved            " + share(sum(_solved(found, right) for found, right in inside), many)
    yield "none, yet answered" + share(sum(found.tier is Tier.ANSWER for found in outside), len(outside))


def _solved(found: Found, right: str) -> bool:
    if found.tier is Tier.ANSWER:
        return found.ids[0] == right
    return found.tier is Tier.SUGGEST and right in found.ids


def _by_type(index: KnowledgeIndex, queries: Sequence[dict[str, Any]]) -> None:
    print("by type of question, first right")
    for kind in sorted({row["type"] for row in queries if row["expected"]}):
        mine = [row for row in queries if row["type"] == kind and row["expected"]]
        right = sum(index.answer(row["text"]).ids[:1] == (row["expected"],) for row in mine)
        print(f"  {kind:12}", share(right, len(mine)))


def _looks(cases: Sequence[dict[str, Any]], questions: Sequence[str]) -> None:
    """The screen in use on a folder's messages; questions are answered, so each card for one is one too many."""
    looks = SecondLook.load(Screen.load(FOLDER), FOLDER)
    groups = (
        ("found", [row["text"] for row in cases if row["crisis"]]),
        ("false", [row["text"] for row in cases if not row["crisis"]]),
        ("questions", questions),
    )
    for name, check in (("first look", looks.screen.check), ("both looks", looks.check_now)):
        for called, texts in groups:
            hits = [hit for hit in map(check, texts) if hit is not None]
            print(f"screen, {name}, {called}: card", share(len(hits), len(texts)), end=", ")
            print("staff", share(sum(hit.alert for hit in hits), len(texts)))


def _screen(cases: Sequence[dict[str, Any]]) -> None:
    """The screen by weights that were learned without these sentences, and by the shipped ones on hard styles."""
    known = {row["text"] for row in cases}
    seen = unseen(Teacher(), training_rows())
    settings = fitted(seen)
    print("screen, each style unseen by the weights")
    for name, chosen in (
        ("this folder", [each for each in seen if each.row.text in known]),
        ("our own styles", [each for each in seen if each.row.text not in known]),
    ):
        for called, enough in (("card ", settings.card), ("alert", settings.alert)):
            odds = [(settings.odds(each.score, each.length, rule=each.rule) >= enough, each) for each in chosen]
            danger = [hit for hit, each in odds if each.row.danger]
            harmless = [hit for hit, each in odds if not each.row.danger]
            print(f"  {name}, {called}: found", share(sum(danger), len(danger)))
            print(f"  {name}, {called}: false", share(sum(harmless), len(harmless)))


def _times(texts: Sequence[str], many: int) -> None:
    """A base of many entries put together from the wordings of our own."""
    chosen = random.Random(3)
    words = [text for row in training_rows() if row.danger is None and 6 <= len(text := row.text) <= 30]
    entries = [
        KnowledgeEntry(f"e{number}", "", f"{chosen.choice(words)}{chosen.choice(words)}", chosen.choice(words), ())
        for number in range(many)
    ]
    held, began = resident_kb(os.getpid()) // 1024, time.perf_counter()
    index = KnowledgeIndex(entries)
    built = time.perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{many} entries: built in {built:.1f} s; the process held {held} MB before and {most} MB at most")
    print("  times in ms, half, 95 of 100, 99 of 100")
    screen = Screen.load(FOLDER)
    asyncio.run(_changes(index, entries))
    for name, work in (("search", index.answer), ("screen", screen.check)):
        taken = []
        for text in (*texts, *texts):
            before = time.thread_time()
            work(text)
            taken.append((time.thread_time() - before) * 1000)
        print(f"  {name}", *(f"{each:.2f}" for each in np.percentile(taken[len(texts) :], (50, 95, 99))))
    if usable():
        second_stage(index, entries, texts)
        del index
        followed(entries)
        passed_over(texts, many)


async def _changes(index: KnowledgeIndex, entries: Sequence[KnowledgeEntry]) -> None:
    """How long a changed entry takes to be found, and how long the loop stands while the index is amended or built anew."""
    changed = KnowledgeEntry("new", "", "院里的石榴树老招虫子怎么弄", "找懂树的人看看。", ())
    for name, work in (
        ("one entry changed", lambda: amended(index, [changed])),
        ("500 entries built anew", lambda: KnowledgeIndex(entries[:500])),
        ("1,000 entries changed", lambda: amended(index, entries[:1000])),
    ):
        took, stood = await _beside_a_loop(work)
        print(f"  {name}: {took * 1000:.0f} ms in a thread; the loop stood {stood * 1000:.1f} ms at most")


async def _beside_a_loop(work: Callable[[], object]) -> tuple[float, float]:
    async with watched() as standing:
        began = time.perf_counter()
        await asyncio.to_thread(work)
        took = time.perf_counter() - began
    return took, standing.most
