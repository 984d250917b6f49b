"""The second stage of the question search on a base of many entries: its time and memory, a change of it, and what it passes over."""

import asyncio
import gc
import os
import random
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice, product
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from app.embedded import running_mongod
from bench.confidence import own_base
from bench.sample import WORDS
from domain.questions import KnowledgeEntry
from drills.rig import resident_kb
from services.questions.live import LiveKnowledge
from services.questions.rows import Frame, Near, key_of
from services.questions.search import LIKELY, Found, KnowledgeIndex, Tier
from services.questions.sentences import Sentences, again, end_of, is_worth
from services.vectors import encode
from storage.bootstrap import prepare_schema
from storage.knowledge import KnowledgeStore
from storage.mongo import Database, open_mongo

PART, LOOK = 1000, 1.0  # entries that are written at once; seconds between two looks, as a process looks
NAME, CHANGED = "bench", 3  # the database; entries that are changed one after the other
WATCHED = 5.0  # seconds in which the loop is watched while nothing changes
EARLIER = timedelta(hours=1)  # when the entries were written
TRIED = (LIKELY // 4, LIKELY // 2, LIKELY, LIKELY * 2)
PERCENTS = (50, 95, 99)


class Standing:
    """How long a loop stood at most, in seconds."""

    def __init__(self) -> None:
        self.most = 0.0


@asynccontextmanager
async def watched() -> AsyncIterator[Standing]:
    """Watch the loop for as long as this is open."""
    standing = Standing()

    async def tick() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            standing.most = max(standing.most, time.perf_counter() - before - 0.001)

    ticking = asyncio.create_task(tick())
    try:
        yield standing
    finally:
        ticking.cancel()
        with suppress(asyncio.CancelledError):
            await ticking


def second_stage(index: KnowledgeIndex, entries: Sequence[KnowledgeEntry], texts: Sequence[str]) -> None:
    """The times of a base whose entries get the rows of our own."""
    sentences = Sentences(Frame.load())
    sentences.take(entries)
    for part in _parts(entries):
        sentences.learn([each.id for each in part], _kept(sentences.frame, part))
    near = sentences.near(index)
    asked = [(text, first) for text in texts if is_worth(first := index.answer(text))]
    ends = [end_of(text, len(entries)) for text, _ in asked]
    vectors = [encode(each) for each in ends]
    compared = _times(lambda each: again(index, near, *asked[each], vectors[each]), len(asked))
    both = _times(lambda each: again(index, near, *asked[each], encode(ends[each])), len(asked))
    print(f"  second stage, comparing {LIKELY}", compared)
    print("  second stage, with the reading", both)


def _times(work: Callable[[int], Found], many: int) -> str:
    taken = []
    for each in range(many):
        before = time.thread_time()
        work(each)
        taken.append((time.thread_time() - before) * 1000)
    return " ".join(f"{each:.2f}" for each in np.percentile(taken, PERCENTS))


def _parts(entries: Sequence[KnowledgeEntry]) -> Iterator[Sequence[KnowledgeEntry]]:
    return (entries[start : start + PART] for start in range(0, len(entries), PART))


def _kept(frame: Frame, entries: Sequence[KnowledgeEntry]) -> dict[str, bytes]:
    """Rows of our own for entries, whichever: they cost what others do."""
    rows, chosen = list(frame.shipped.values()), random.Random(3)
    return {each.id: frame.kept(key_of(each), chosen.choice(rows)) for each in entries}


def followed(entries: Sequence[KnowledgeEntry]) -> None:
    """How a process that answers, and does nothing else, takes in a base in MongoDB with its rows, and follows changes."""
    with tempfile.TemporaryDirectory(prefix="xinqiao-bench-") as folder, running_mongod(Path(folder)) as mongo:
        asyncio.run(_written(mongo, entries))
        alone = get_context("spawn").Process(target=_follow, args=(mongo, [each.id for each in entries[:CHANGED]]))
        alone.start()
        alone.join()


async def _written(mongo: str, entries: Sequence[KnowledgeEntry]) -> None:
    frame = Frame.load()
    async with open_mongo(mongo, NAME) as db:
        await prepare_schema(db)
        for part in _parts(entries):
            await KnowledgeStore(db).put(part, now=datetime.now(UTC))
            await KnowledgeStore(db).keep_vectors(_kept(frame, part))
        await db["knowledge"].update_many({}, {"$set": {"live_at": datetime.now(UTC) - EARLIER}})


def _follow(mongo: str, changed: Sequence[str]) -> None:
    asyncio.run(_followed(mongo, changed))


async def _followed(mongo: str, changed: Sequence[str]) -> None:
    encode("loads the model")
    began, held = time.perf_counter(), _megabytes()
    async with open_mongo(mongo, NAME) as db:
        sentences = Sentences(Frame.load())
        live = LiveKnowledge(KnowledgeStore(db), lambda: datetime.now(UTC), sentences)
        await live.refresh()
        gc.freeze()  # as a process does
        print(
            f"  in a process of {held} MB: loaded after {time.perf_counter() - began:.1f} s, then it holds {_megabytes()} MB"
        )
        async with watched() as standing:
            took = await _looked(live, lambda: not sentences.missing)
        print(f"  all rows there {took:.1f} s later: {_megabytes()} MB; {_stood(standing)}")
        async with watched() as standing:
            await _looked(live, lambda: False, seconds=WATCHED)
        print(f"  while nothing changes {_stood(standing)}")
        for each in changed:
            async with watched() as standing:
                await _change(db, live, sentences, each)
            print(f"    {_stood(standing)}; {_megabytes()} MB")


async def _change(db: Database, live: LiveKnowledge, sentences: Sentences, entry_id: str) -> None:
    before = live.entry(entry_id)
    await asyncio.sleep(random.random() * LOOK)
    change = {"$set": {"answer": "找懂树的人看看。"}, "$currentDate": {"live_at": True}}
    await db["knowledge"].update_one({"_id": entry_id}, change)
    used = time.thread_time()
    shown = await _looked(live, lambda: live.entry(entry_id) != before)
    used = (time.thread_time() - used) * 1000
    made = await _looked(live, lambda: not sentences.missing)
    print(
        f"  one entry changed: taken over {shown:.2f} s after a look began, for which the loop worked {used:.1f} ms, its row "
        f"known {made:.2f} s later"
    )


def _megabytes() -> int:
    return resident_kb(os.getpid()) // 1024


async def _looked(live: LiveKnowledge, there: Callable[[], bool], seconds: float = 600.0) -> float:
    """Look as each process does; the seconds until it was there."""
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        if await live.refresh():
            gc.freeze()  # as a process does
        if there():
            break
        await asyncio.sleep(LOOK)
    return time.perf_counter() - began


def _stood(standing: Standing) -> str:
    return f"the loop stood {standing.most * 1000:.1f} ms at most"


def passed_over(texts: Sequence[str], many: int) -> None:
    """How often comparing the likely entries alone gives another answer than comparing all, on variations of our own base."""
    own, chosen = list(own_base()), random.Random(3)
    kept_back = {chosen.choice(each.variants): each.id for each in own if each.variants}
    of, entries = _variations(own, kept_back, many)
    frame = Frame.load()
    rows = {each.id: frame.kept(key_of(each), frame.shipped[key_of(of[each.id])]) for each in entries}
    sentences, index = Sentences(frame), KnowledgeIndex(entries)
    sentences.take(entries)
    sentences.learn(list(rows), rows)
    asked = [(text, index.answer(text), encode(end_of(text, many))) for text in (*texts, *kept_back)]
    right = [*(None for _ in texts), *kept_back.values()]
    print(f"{many} variations of our own base, {len(asked)} questions, {len(kept_back)} of them wordings that it lacks")

    def answers(near: Near) -> list[tuple[Tier, str]]:
        found = (again(index, near, *each) if is_worth(each[1]) else each[1] for each in asked)
        return [(each.tier, of[each.ids[0]].id if each.ids else "") for each in found]

    every = answers(sentences.near(index, many))
    print("  compared, first right, another first than by all, answered otherwise than by all")
    for most in (*(each for each in TRIED if each < many), many):
        mine = answers(sentences.near(index, most))
        firsts = sum(one != other for (_, one), (_, other) in zip(mine, every, strict=True))
        otherwise = sum(
            one != other and Tier.ANSWER in {one[0], other[0]} for one, other in zip(mine, every, strict=True)
        )
        print(f"  {most}", sum(one == each for (_, one), each in zip(mine, right, strict=True)), firsts, otherwise)


def _variations(
    own: Sequence[KnowledgeEntry], without: Collection[str], many: int
) -> tuple[dict[str, KnowledgeEntry], list[KnowledgeEntry]]:
    """So many entries, with the one of our own that each is of."""
    of = {each.id: each for each in own}
    entries = [replace(each, variants=tuple(text for text in each.variants if text not in without)) for each in own]
    for words, each in islice(product(map("".join, product(WORDS, repeat=2)), own), max(0, many - len(own))):
        made = replace(each, id=f"{each.id}-{words}", question=f"{words}{each.question}", variants=())
        of[made.id] = each
        entries.append(made)
    return of, entries
