"""Faults that can be switched on, path by path."""

import random
from dataclasses import asdict, dataclass
from typing import Any

KINDS = frozenset(
    {"slow", "5xx", "drop_before", "drop_after", "truncated", "busy", "odd_json", "token_revoked", "quota"},
)


@dataclass(slots=True)
class Fault:
    """One fault; `times` None means until it is removed."""

    id: str
    path: str
    fault: str
    times: int | None = None
    probability: float = 1.0
    seconds: float = 1.0
    errcode: int | None = None


class Faults:
    """The faults that are on now. Empty nearly always, so asking costs nothing."""

    def __init__(self) -> None:
        self._on: dict[str, Fault] = {}
        self._made = 0

    def add(self, **fields: Any) -> Fault:
        self._made += 1
        fault = Fault(id=str(self._made), **fields)
        self._on[fault.id] = fault
        return fault

    def remove(self, fault_id: str | None) -> None:
        if fault_id is None:
            self._on.clear()
        else:
            self._on.pop(fault_id, None)

    def listed(self) -> list[dict[str, Any]]:
        return [asdict(each) for each in self._on.values()]

    def strike(self, path: str) -> Fault | None:
        """The fault that hits this call, one of its times used up."""
        for fault in list(self._on.values()):
            if fault.path not in {path, "*"} or (fault.probability < 1 and random.random() >= fault.probability):
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._on.pop(fault.id, None)
            return fault
        return None
