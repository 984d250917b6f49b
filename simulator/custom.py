"""Customer-service messages: what may be sent, to whom, and how often after what she did."""

from typing import Any

from simulator.api import ALL, OK, Api, Call, text_of, word_of
from simulator.articles import article_by_id, draft_articles
from simulator.errors import PlatformError
from simulator.media import media_entry
from simulator.state import Account, Follower, Platform

TEXT_BYTES = 2048
# Action → messages it allows, and for how many seconds (platform: customer-service messages, account and mini-program).
WINDOWS = {"message": (5, 48 * 3600), "menu": (3, 60), "follow": (3, 60), "scan": (3, 60)}
MINI_WINDOWS = {"message": (5, 48 * 3600), "enter": (2, 60)}
MINI_TYPES = frozenset({"text", "image", "link", "miniprogrampage"})
TYPING_LASTS = 15
EXCHANGE_LASTS = 30


def open_window(platform: Platform, account: Account, follower: Follower, action: str) -> None:
    """She did something that lets the account write to her."""
    now = platform.now()
    follower.exchanged_at = now
    if account.is_mini:
        allowed, seconds = MINI_WINDOWS[action]
        expires, rest = follower.windows.get("mini", [0.0, 0])
        if expires <= now:
            expires, rest = 0.0, 0
        follower.windows["mini"] = [max(expires, now + seconds), max(rest, allowed)]
    else:
        allowed, seconds = WINDOWS[action]
        follower.windows[action] = [now + seconds, allowed]
    platform.keep(account, follower)


def _take_from_window(call: Call, follower: Follower) -> None:
    """Use up one message of the window that ends first. Raises 45015 outside all, 45047 when all are used up."""
    now = call.platform.now()
    live = [each for each in follower.windows.values() if each[0] > now]
    if not live:
        raise PlatformError(45015)
    with_rest = [each for each in live if each[1] > 0]
    if not with_rest:
        raise PlatformError(45047)
    min(with_rest)[1] -= 1
    follower.exchanged_at = now
    call.platform.keep(call.account, follower)


def _text(call: Call, part: dict[str, Any]) -> dict[str, Any]:
    del call
    content = text_of(part.get("content"), 44004)
    if not content:
        raise PlatformError(44004)
    if len(content.encode("utf-8", "replace")) > TEXT_BYTES:
        raise PlatformError(45002)
    return {"text": content}


def _medium(kind: str) -> Any:
    def read(call: Call, part: dict[str, Any]) -> dict[str, Any]:
        return {"text": "", **media_entry(call.platform, call.account, part.get("media_id"), kind)}

    return read


def _video(call: Call, part: dict[str, Any]) -> dict[str, Any]:
    found = media_entry(call.platform, call.account, part.get("media_id"), "video")
    if part.get("thumb_media_id"):
        media_entry(call.platform, call.account, part["thumb_media_id"], "thumb", "image")
    return {"text": str(part.get("title", "")), **found}


def _music(call: Call, part: dict[str, Any]) -> dict[str, Any]:
    media_entry(call.platform, call.account, part.get("thumb_media_id"), "thumb", "image")
    return {"text": "", "title": str(part.get("title", "")), "url": str(part.get("musicurl", ""))}


def read_article(article: object) -> dict[str, str]:
    """One article of a news message. Raises 45003, 45004, 45005 or 40035."""
    if not isinstance(article, dict):
        raise PlatformError(44003)
    found = {name: text_of(article.get(name, ""), 40035) for name in ("title", "description", "url", "picurl")}
    for name, most, errcode in (("title", 256, 45003), ("description", 1024, 45004), ("url", 1024, 45005)):
        if len(found[name].encode()) > most:
            raise PlatformError(errcode)
    return found


def _news(call: Call, part: dict[str, Any]) -> dict[str, Any]:
    del call
    articles = part.get("articles")
    if not isinstance(articles, list) or not articles:
        raise PlatformError(44003)
    if len(articles) > 1:
        raise PlatformError(45008)
    article = read_article(articles[0])
    return {"text": article["title"], "articles": [article]}


def _mpnews(call: Call, part: dict[str, Any]) -> dict[str, Any]:
    articles = draft_articles(call.platform, call.account, part.get("media_id"))
    if len(articles) > 1:
        raise PlatformError(45008)
    return {"text": articles[0]["title"], "articles": articles}


def _mpnewsarticle(call: Call, part: dict[str, Any]) -> dict[str, Any]:
    articles = article_by_id(call.platform, call.account, part.get("article_id"))
    return {"text": articles[0]["title"], "articles": articles[:1]}


def _msgmenu(call: Call, part: dict[str, Any]) -> dict[str, Any]:
    del call
    choices = part.get("list")
    if not isinstance(choices, list) or not choices or not all(isinstance(each, dict) for each in choices):
        raise PlatformError(44004)
    read = [{"id": text_of(each.get("id")), "content": text_of(each.get("content"), 44004)} for each in choices]
    head, tail = text_of(part.get("head_content", "")), text_of(part.get("tail_content", ""))
    if len((head + tail + "".join(each["content"] for each in read)).encode()) > TEXT_BYTES:
        raise PlatformError(45002)
    return {"text": head, "head_content": head, "list": read, "tail_content": tail}


def _miniprogrampage(call: Call, part: dict[str, Any]) -> dict[str, Any]:
    media_entry(call.platform, call.account, part.get("thumb_media_id"), "image", "thumb")
    if not call.account.is_mini:
        bound = call.platform.accounts.get(text_of(part.get("appid")))
        if bound is None or not bound.is_mini:
            raise PlatformError(40013)
    title = text_of(part.get("title", ""))
    return {"text": title, "title": title, "pagepath": text_of(part.get("pagepath"))}


def _link(call: Call, part: dict[str, Any]) -> dict[str, Any]:
    del call
    article = read_article({**part, "picurl": part.get("thumb_url", "")})
    return {"text": article["title"], "articles": [article]}


def _wxcard(call: Call, part: dict[str, Any]) -> dict[str, Any]:
    del call
    return {"text": "", "card_id": text_of(part.get("card_id"))}


READERS: dict[str, Any] = {
    "text": _text,
    "image": _medium("image"),
    "voice": _medium("voice"),
    "video": _video,
    "music": _music,
    "news": _news,
    "mpnews": _mpnews,
    "mpnewsarticle": _mpnewsarticle,
    "msgmenu": _msgmenu,
    "miniprogrampage": _miniprogrampage,
    "wxcard": _wxcard,
    "link": _link,
}
KINDS = {"mpnews": "news", "mpnewsarticle": "news", "link": "news"}


def send(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/message/custom/send."""
    body = call.body
    kind = body.get("msgtype")
    reader = READERS.get(kind) if isinstance(kind, str) else None
    if reader is None or (kind in MINI_TYPES) < call.account.is_mini or (kind == "link" and not call.account.is_mini):
        raise PlatformError(40008)
    follower = call.follower(body.get("touser"))
    entry = reader(call, call.part(str(kind), 44004))
    if not (follower.following or call.account.is_mini):
        raise PlatformError(43004)
    if follower.blacklisted:
        raise PlatformError(43019)
    _take_from_window(call, follower)
    follower.typing_until = 0.0
    call.platform.say(
        call.account,
        follower.openid,
        side="account",
        kind=KINDS.get(str(kind), str(kind)),
        channel="custom",
        msgtype=kind,
        **entry,
    )
    return dict(OK)


def typing(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/message/custom/typing."""
    command = word_of(call.body.get("command"))
    if command not in {"Typing", "CancelTyping"}:
        raise PlatformError(45072)
    follower = call.follower(call.body.get("touser"))
    now = call.platform.now()
    if command == "CancelTyping":
        follower.typing_until = 0.0
        call.platform.show_typing(call.account, follower.openid, typing=False)
        return dict(OK)
    if now - follower.exchanged_at > EXCHANGE_LASTS:
        raise PlatformError(45080)
    if follower.typing_until > now:
        raise PlatformError(45081)
    follower.typing_until = now + TYPING_LASTS
    call.platform.show_typing(call.account, follower.openid, typing=True)
    return dict(OK)


CALLS = [
    Api("/cgi-bin/message/custom/send", send, kinds=ALL, daily=500_000, grows=True),
    Api("/cgi-bin/message/custom/typing", typing, kinds=ALL),
]
