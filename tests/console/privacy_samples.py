"""What the page of one's own data can show, made up, as in samples.py."""

from datetime import UTC, datetime
from typing import Any

from services.privacy.her_data import HerData
from services.privacy.yearly import Finding, YearReport
from storage.retention import RetentionReport
from wording import privacy as words

HERS = HerData(
    datetime(2026, 11, 24, 6, 30, tzinfo=UTC),
    {
        "account": [{"openid": ["o1"], "since": "2026-11-24 17:00", "region": "峪口村", "pushes": True}],
        "consents": [{"purpose": "给孩子许心愿", "consent": "child_wish.v3", "given_at": "2026-11-24 17:00"}],
        "wishes": [
            {
                "receipt": "1234-5678-901",
                "child": {"name": "王小明", "village": "峪口村"},
                "age": "6-8",
                "wish": "一个新书包",
                "yuan": "80",
                "state": "收到了，正在看",
                "submitted_at": "2026-11-24 17:00",
            }
        ],
        "questions": [],
        "sent": [{"at": "2026-11-24 17:00", "lesson": "听孩子把话说完"}],
        "notices": [{"at": "2026-11-24 17:00", "notice": "您同意了一条", "left": 1}],
        "messages": [{"at": "2026-11-24 17:00", "text": "孩子写作业磨蹭怎么办"}],
        "readings": [{"at": "2026-11-24 17:00", "office": "曲阜市县（市、区）妇联", "what": "看了孩子的名字"}],
    },
)
SHARED = {"words": words}
NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
LISTED = [Finding(name, 3, {"past_term": False, "log_broken": True}.get(name)) for name in words.YEARLY]
NIGHTS = [RetentionReport("2026-11-24", NOW, {"messages": 12, "wishes": 3}), RetentionReport("2026-11-23", NOW, {})]
YEAR = {"words": words, "years": range(2026, 2022, -1), "places": {"370881": "曲阜市"}}
FULL = YearReport(2026, NOW, tuple(LISTED), (("370881", 12), ("", 1)))
BARE = YearReport(2025, NOW, (Finding("wishes", 0),), ())
PRIVACY_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "audit-privacy": ("audit/privacy.html", YEAR | {"report": FULL, "nights": NIGHTS}),
    "audit-privacy-bare": ("audit/privacy.html", YEAR | {"report": BARE, "nights": []}),
    "h5-mine": ("h5/mine.html", SHARED | {"data": HERS, "works": True}),
    "h5-mine-before": ("h5/mine.html", SHARED | {"data": None, "works": True}),
    "h5-mine-used": ("h5/mine.html", SHARED | {"data": None, "works": False}),
}
