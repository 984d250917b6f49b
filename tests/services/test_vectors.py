"""Sentences are read for those whom it may help, and never so many that everybody waits."""

import os
import threading
from asyncio import create_task, gather, sleep
from collections.abc import Awaitable
from functools import partial
from threading import Event

import numpy as np
import pytest

from services import vectors
from services.vectors import (
    BEHIND,
    GIVES_WAY,
    READS_A_SECOND,
    READS_ANYWAY,
    READS_AT_ONCE,
    SIZE,
    UNDER_WAY,
    Reader,
    Vector,
)

SPARED = 5


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Passing(Clock):
    """Some time passes between any two looks at it."""

    def __init__(self, waits: float) -> None:
        super().__init__()
        self._waits = waits

    def __call__(self) -> float:
        self.seconds += self._waits
        return self.seconds


def asked(reads: Reader, text: str, *, spares: int = 0) -> Awaitable[str]:
    return reads.in_time(text, partial(str, text), spares=spares)


async def count(reads: Reader, *, spares: int = 0) -> int:
    """How many texts are read before one is refused."""
    for number in range(10 * READS_AT_ONCE):
        try:
            assert await asked(reads, f"{number}", spares=spares) == f"{number}"
        except TimeoutError:
            return number
    return 10 * READS_AT_ONCE


async def test_so_many_are_read_at_once_and_so_many_a_second_after_them() -> None:
    clock = Clock()
    reads = Reader(clock=clock, busy=Clock())
    assert await count(reads) == READS_AT_ONCE
    clock.seconds += 1
    assert await count(reads) == READS_A_SECOND
    clock.seconds += 3600
    assert await count(reads) == READS_AT_ONCE


async def test_a_process_that_is_busy_all_the_time_reads_hardly_any() -> None:
    clock, busy = Clock(), Clock()
    reads = Reader(clock=clock, busy=busy)
    assert await count(reads) == READS_AT_ONCE
    clock.seconds += 1
    busy.seconds += 1
    assert await count(reads) == READS_ANYWAY


async def test_where_the_loop_has_much_to_do_no_more_are_read_at_once() -> None:
    assert await count(Reader(clock=Passing(0.9 * BEHIND), busy=Passing(0.9 * BEHIND))) >= READS_AT_ONCE
    assert await count(Reader(clock=Passing(1.1 * BEHIND), busy=Passing(1.1 * BEHIND))) == 1


async def test_after_one_that_was_late_no_more_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "IN_TIME", 0.01)
    reads, goes_on = Reader(clock=Clock(), busy=Clock()), Event()
    with pytest.raises(TimeoutError):
        await reads.in_time("一个慢的", goes_on.wait)
    goes_on.set()
    assert await count(reads) == 0


async def test_nobody_waits_behind_more_than_can_be_read_in_time() -> None:
    reads, goes_on = Reader(clock=Clock(), busy=Clock()), Event()
    waiting = [create_task(reads.in_time(f"{number}", goes_on.wait)) for number in range(UNDER_WAY)]
    await sleep(0)
    with pytest.raises(TimeoutError):
        await asked(reads, "一个多的")
    goes_on.set()
    assert all(await gather(*waiting))
    assert await asked(reads, "后来的") == "后来的"
    assert await count(reads) == READS_AT_ONCE - UNDER_WAY - 1


async def test_some_are_spared_for_those_to_whom_it_matters_more() -> None:
    reads = Reader(clock=Clock(), busy=Clock())
    assert await count(reads, spares=SPARED) == READS_AT_ONCE - SPARED
    assert await count(reads) == SPARED


async def test_what_reads_a_text_twice_counts_twice() -> None:
    reads = Reader(lambda _: np.zeros(SIZE, dtype=np.float32), clock=Clock(), busy=Clock())
    await reads.in_time("一句话", partial(reads.encode, "一句话"), beside=1)
    assert await count(reads) == READS_AT_ONCE - 2
    with pytest.raises(TimeoutError):
        await reads.in_time("一句话", partial(reads.encode, "一句话"), beside=1)


async def test_what_is_at_hand_is_given_however_many_ask() -> None:
    read: list[str] = []

    def noted(text: str) -> Vector:
        read.append(text)
        return np.zeros(SIZE, dtype=np.float32)

    reads = Reader(noted, clock=Clock(), busy=Clock())
    first = await reads.in_time("一句话", partial(reads.encode, "一句话"))
    assert await count(reads) == READS_AT_ONCE - 1
    assert await reads.in_time("一句话", partial(reads.encode, "一句话"), spares=SPARED) is first
    assert read == ["一句话"]


async def test_what_reads_has_the_processor_after_all_others() -> None:
    reads = Reader(clock=Clock(), busy=Clock())
    mine = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    def its() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    assert await reads.in_time("一句话", its) == min(19, mine + GIVES_WAY)
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == mine
