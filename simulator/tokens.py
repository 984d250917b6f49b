"""Access tokens, quotas and the small tools around them."""

import secrets
from typing import Any

from simulator.api import ALL, MINI, OK, Api, Call, count_call, daily_limit, text_of, used_today, word_of
from simulator.errors import PlatformError
from simulator.state import Account, Platform, Token

LIFETIME = 7200
OVERLAP = 300
FORCED_A_DAY = 20
FORCED_APART = 30
LOGINS_A_MINUTE = 100
RESETS_A_MONTH = 10
CODE_LIFETIME = 300


def _check_secret(call: Call, grant_type: object, secret: object) -> None:
    if grant_type != "client_credential":
        raise PlatformError(40002)
    if not secret:
        raise PlatformError(41004)
    if secret != call.account.settings.app_secret:
        raise PlatformError(40125)


def _new_token(platform: Platform, account: Account, family: str) -> Token:
    token = Token(
        f"{len(platform.tokens) % 90 + 10}_{secrets.token_urlsafe(99)}",
        account.app_id,
        family,
        platform.now() + LIFETIME,
    )
    platform.tokens[token.value] = token
    platform.store.put("token", "", token.value, token)
    platform.keep_document(account, "newest_token", family, token.value)
    _forget_old(platform)
    return token


def _forget_old(platform: Platform) -> None:
    """A token that ran out more than a day ago is not even known as expired."""
    if len(platform.tokens) < 2000:
        return
    for value in [each.value for each in platform.tokens.values() if each.expires_at < platform.now() - 86_400]:
        del platform.tokens[value]
        platform.store.put("token", "", value, None)


def _supersede(platform: Platform, token: Token | None, *, after: float) -> None:
    if token is None:
        return
    token.superseded = True
    token.expires_at = min(token.expires_at, platform.now() + after)
    platform.store.put("token", "", token.value, token)


def _newest(platform: Platform, account: Account, family: str) -> Token | None:
    return platform.tokens.get(account.named("newest_token").get(family, ""))


def classic(call: Call) -> dict[str, Any]:
    """GET /cgi-bin/token: a new token each time; the one before lives five minutes more."""
    _check_secret(call, call.query.get("grant_type"), call.query.get("secret"))
    count_call(call.platform, call.account, CLASSIC)
    _supersede(call.platform, _newest(call.platform, call.account, "classic"), after=OVERLAP)
    token = _new_token(call.platform, call.account, "classic")
    return {"access_token": token.value, "expires_in": LIFETIME}


def stable(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/stable_token: the same token until its last five minutes; by force a new one at once."""
    _check_secret(call, call.body.get("grant_type"), call.body.get("secret"))
    platform, account = call.platform, call.account
    count_call(platform, account, STABLE)
    current = _newest(platform, account, "stable")
    now = platform.now()
    alive = current is not None and current.expires_at > now
    if call.body.get("force_refresh") is True and alive and _may_force(platform, account):
        _supersede(platform, current, after=0)
        current = None
    elif current is not None and current.expires_at - now <= OVERLAP:
        _supersede(platform, current, after=OVERLAP)
        current = None
    token = current or _new_token(platform, account, "stable")
    return {"access_token": token.value, "expires_in": int(token.expires_at - now)}


def _may_force(platform: Platform, account: Account) -> bool:
    """Whether a forced refresh is due; sooner than 30 s after the last nothing is refreshed. Raises 45009."""
    day, used, last = account.named("forced").get("stable", ["", 0, 0.0])
    now = platform.now()
    if last and now - last < FORCED_APART:
        return False
    used = used if day == platform.clock.day() else 0
    if used >= FORCED_A_DAY:
        raise PlatformError(45009)
    platform.keep_document(account, "forced", "stable", [platform.clock.day(), used + 1, now])
    return True


def quota_get(call: Call) -> dict[str, Any]:
    path = text_of(call.body.get("cgi_path"))
    api = call.apis.get(path)
    if api is None:
        raise PlatformError(40066, "invalid cgi_path")
    limit = daily_limit(call.account, api)
    used = used_today(call.platform, call.account, path)
    if limit is None:
        limit = 10_000_000
    quota = {"daily_limit": limit, "used": used, "remain": max(0, limit - used)}
    rate = {"call_count": api.minute or 0, "refresh_second": 60 if api.minute else 0}
    return {**OK, "quota": quota, "rate_limit": rate}


def _use_reset(call: Call) -> None:
    month = call.platform.clock.month()
    used = call.account.named("resets").get(month, 0)
    if used >= RESETS_A_MONTH:
        raise PlatformError(48006)
    call.platform.keep_document(call.account, "resets", month, used + 1)


def clear_quota(call: Call) -> dict[str, Any]:
    if call.body.get("appid") != call.account.app_id:
        raise PlatformError(40013)
    _use_reset(call)
    for path in list(call.account.named("quota")):
        call.platform.drop_document(call.account, "quota", path)
    return dict(OK)


def clear_quota_with_secret(call: Call) -> dict[str, Any]:
    secret = call.body.get("appsecret") or call.query.get("appsecret")
    if not secret:
        raise PlatformError(41004)
    if secret != call.account.settings.app_secret:
        raise PlatformError(40125)
    call.body.setdefault("appid", call.account.app_id)
    return clear_quota(call)


def clear_one(call: Call) -> dict[str, Any]:
    _use_reset(call)
    call.platform.drop_document(call.account, "quota", text_of(call.body.get("cgi_path")))
    return dict(OK)


def addresses(call: Call) -> dict[str, Any]:
    del call
    return {"ip_list": ["127.0.0.1"]}


def check_callback(call: Call) -> dict[str, Any]:
    if word_of(call.body.get("action", "all")) not in {"dns", "ping", "all"}:
        raise PlatformError(40035)
    found = [{"ip": "127.0.0.1", "real_operator": "UNICOM"}]
    ping = [{"ip": "127.0.0.1", "from_operator": "UNICOM", "package_loss": "0%", "time": "0.1ms"}]
    return {"dns": found, "ping": ping}


def login(call: Call) -> dict[str, Any]:
    """GET /sns/jscode2session: a code of wx.login, once, five minutes."""
    if call.account.settings.kind != "mini":
        raise PlatformError(40013)
    if not call.query.get("secret"):
        raise PlatformError(41004)
    if call.query["secret"] != call.account.settings.app_secret:
        raise PlatformError(40125)
    code = call.query.get("js_code")
    if not code:
        raise PlatformError(41008)
    found = call.account.named("login_codes").get(code)
    if found is None or found["expires_at"] <= call.platform.now():
        raise PlatformError(40029)
    if found["used"]:
        raise PlatformError(40163)
    _count_login(call, found["openid"])
    call.platform.keep_document(call.account, "login_codes", code, {**found, "used": True})
    answer = {"openid": found["openid"], "session_key": found["session_key"]}
    unionid = call.platform.unionid(call.account, call.account.followers[found["openid"]])
    return {**answer, "unionid": unionid} if unionid else answer


def _count_login(call: Call, openid: str) -> None:
    """One more of hers. Raises 45011 beyond a hundred a minute."""
    minute = call.platform.now() // 60
    spent = call.account.minute_calls.setdefault(f"login {openid}", [minute, 0])
    if spent[0] != minute:
        spent[0], spent[1] = minute, 0
    if spent[1] >= LOGINS_A_MINUTE:
        raise PlatformError(45011)
    spent[1] += 1


CLASSIC = Api("/cgi-bin/token", classic, "GET", ALL, certified=False, daily=2000, token=False)
STABLE = Api("/cgi-bin/stable_token", stable, "POST", ALL, certified=False, daily=500_000, minute=10_000, token=False)
CALLS = [
    CLASSIC,
    STABLE,
    Api("/cgi-bin/openapi/quota/get", quota_get, kinds=ALL, certified=False),
    Api("/cgi-bin/clear_quota", clear_quota, kinds=ALL, certified=False),
    Api("/cgi-bin/clear_quota/v2", clear_quota_with_secret, kinds=ALL, certified=False, token=False),
    Api("/cgi-bin/openapi/quota/clear", clear_one, kinds=ALL, certified=False),
    Api("/cgi-bin/get_api_domain_ip", addresses, "GET", ALL, certified=False),
    Api("/cgi-bin/getcallbackip", addresses, "GET", ALL, certified=False),
    Api("/cgi-bin/callback/check", check_callback, kinds=ALL, certified=False),
    Api("/sns/jscode2session", login, "GET", MINI, certified=False, token=False),
]
