"""What the page of how things stand can show, made up, as in samples.py."""

from datetime import UTC, datetime
from typing import Any

from domain.pushes import Channel, Ledger, Push, PushState
from services.status import Finding, Status
from wechat.client import Quota
from wording import status as status_words

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
PUSH = Push("p1", "l1", "listen-first", "听孩子把话说完", "all", Channel.AUTO, PushState.DONE, "s1", NOW, 345)
FOUND = (Finding("platform"), Finding("followers", when=NOW), Finding("messages", when=NOW), Finding("messages"))
WELL = Status(NOW, FOUND, {"mass": Quota(100, 1, 99)}, ((PUSH, Ledger("p1", audience=345, sent=321)),))
ILL = Status(NOW, tuple(Finding(*each, {"errcode": 40164, "late": 2, "days": 3}) for each in status_words.ADVICE), {})

STATUS_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "status": ("status/page.html", {"found": WELL, "status_words": status_words}),
    "status-ill": ("status/page.html", {"found": ILL, "status_words": status_words}),
}
