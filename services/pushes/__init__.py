"""Pushing a lesson to many people, each of them at most once."""

from services.pushes.allowed import answered
from services.pushes.manage import create, pause, resume, stop
from services.pushes.releasing import ask, release, send_back, to_release
from services.pushes.settle import mass_finished
from services.pushes.watch import Estimate, estimate, get, ledger, page

__all__ = [
    "Estimate",
    "answered",
    "ask",
    "create",
    "estimate",
    "get",
    "ledger",
    "mass_finished",
    "page",
    "pause",
    "release",
    "resume",
    "send_back",
    "stop",
    "to_release",
]
