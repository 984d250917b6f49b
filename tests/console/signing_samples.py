"""What the pages of signing in and of one's own account can show, made up, as in samples.py."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.sign_in import LIFETIME, CodeFor, CodeState, SignInCode
from domain.staff import Appointment, StaffRole
from storage.second_factors import SecondFactor
from storage.staff import StaffSession
from wording import colleagues
from wording import sign_in as sign_in_words

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
CODE = SignInCode(
    id="01k0000000000000000000000j",
    purpose=CodeFor.SIGN_IN,
    state=CodeState.WAITING,
    device="d",
    device_kind="windows.chrome",
    number="37",
    choices=("37", "12", "85"),
    expires_at=NOW + LIFETIME,
    url="http://weixin.qq.com/q/02sample",
)
SCAN = {"code": CODE, "state": "waiting", "back": "/console/", "address": "/console/sign-in/wechat"}
TYPED = SCAN | {"code": replace(CODE, url="", typed="304518")}
BIND = SCAN | {"code": replace(CODE, purpose=CodeFor.BIND), "back": "/console/me", "address": "/console/me/wechat"}
HERE = StaffSession("a1", "s1", NOW - timedelta(hours=1), NOW, NOW, "d", "windows.chrome", "wechat")
ME: dict[str, Any] = {
    "factor": SecondFactor("s1"),
    "bound_at": None,
    "called": True,
    "reached": False,
    "notices": 2,
    "sessions": [HERE],
    "here": "a1",
    "problems": {},
    "notice": "",
    "held": [Appointment(StaffRole.COUNTY, "370000/370800/370881/")],
    "role": colleagues.role,
    "places": {"370881": "曲阜市"},
    "names": {},
    "sign_in_words": sign_in_words,
}
ELSEWHERE = replace(HERE, id="a2", device_kind="android.wechat", way="totp", began_at=NOW - timedelta(hours=20))
ME_ON = ME | {
    "factor": SecondFactor("s1", secret=b"x", recovery=("a", "b")),
    "bound_at": NOW - timedelta(days=9),
    "sessions": [HERE, ELSEWHERE],
}
ME_WRONG = {
    "problems": {"totp-password": "wrong", "totp-code": "wrong", "change-again": "differs"},
    "notice": "换好了。",
}
SETTING_UP = {"secret": "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP", "problems": {}, "sign_in_words": sign_in_words}
RECOVERY = {"codes": [f"abcd{letter}-fgh{letter}k" for letter in "abcdefghjk"], "day": NOW}


ME_REACHED = ME_ON | {"reached": True, "notices": 0}


SIGNING_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "sign-in-code": ("signing/code.html", {"back": "/console/", "problem": ""}),
    "sign-in-code-wrong": ("signing/code.html", {"back": "/console/", "problem": sign_in_words.CODE_WRONG}),
    "sign-in-scan": ("signing/scan.html", SCAN),
    "sign-in-scan-typed": ("signing/scan.html", TYPED),
    "sign-in-scan-refused": ("signing/scan.html", SCAN | {"state": "refused"}),
    "sign-in-state": ("signing/_state.html", {"state": "scanned"}),
    "sign-in-state-stale": ("signing/_state.html", {"state": "stale"}),
    "sign-in-state-used": ("signing/_state.html", {"state": "used"}),
    "me": ("me/page.html", ME),
    "me-all-on": ("me/page.html", ME_ON),
    "me-reached": ("me/page.html", ME_REACHED),
    "me-wrong": ("me/page.html", ME_ON | ME_WRONG),
    "me-totp": ("me/totp.html", SETTING_UP),
    "me-totp-wrong": ("me/totp.html", SETTING_UP | {"problems": {"code": "wrong"}}),
    "me-recovery": ("me/recovery.html", RECOVERY),
    "me-bind": ("me/bind.html", BIND),
}
