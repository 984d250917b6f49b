"""Drafts, publishing, and the pages of articles."""

import asyncio
import html
import re
import secrets
from typing import Any

from simulator.api import OK, Api, Call, number_of, text_of, word_of
from simulator.delivery import deliver_event
from simulator.errors import PlatformError
from simulator.state import Account, Platform, new_id

MOST_ARTICLES = 8
CONTENT_CHARACTERS = 20_000
SCRIPT = re.compile(
    r"<script\b.*?(</script\s*>|$)|\son\w+\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE | re.DOTALL
)
PICTURE = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*[\"']([^\"']*)[\"'][^>]*>", re.IGNORECASE)


LIMITS = (
    ("title", 32, 45003),
    ("author", 16, 45110),
    ("digest", 128, 45004),
    ("content", CONTENT_CHARACTERS - 1, 45002),
)


def _read_article(call: Call, article: object, *, alone: bool) -> dict[str, Any]:
    if not isinstance(article, dict):
        raise PlatformError(44003)
    names = ("title", "author", "digest", "content", "content_source_url")
    found = {name: text_of(article.get(name, "")) for name in names}
    if not found["title"]:
        raise PlatformError(45003)
    if not found["content"]:
        raise PlatformError(44004)
    for name, most, errcode in LIMITS:
        if len(found[name]) > most:
            raise PlatformError(errcode)
    if len(found["content_source_url"].encode()) > 1024:
        raise PlatformError(45005)
    kind, thumb = word_of(article.get("article_type", "news")), article.get("thumb_media_id", "")
    if kind not in {"news", "newspic"}:
        raise PlatformError(40035)
    if kind == "news":
        _check_thumb(call, thumb)
    found["content"] = _allowed(call, found["content"])
    if alone and not found["digest"]:
        found["digest"] = html.unescape(re.sub(r"<[^>]*>", "", found["content"])).strip()[:54]
    switches = {name: number_of(article.get(name, 0)) for name in ("need_open_comment", "only_fans_can_comment")}
    return {**found, **switches, "article_type": kind, "thumb_media_id": thumb}


def _check_thumb(call: Call, thumb: object) -> None:
    medium = call.account.media.get(thumb) if isinstance(thumb, str) else None
    if medium is None or medium.expires_at or medium.kind not in {"image", "thumb"}:
        raise PlatformError(40007, "invalid media_id: thumb_media_id")


def _allowed(call: Call, content: str) -> str:
    """Scripts go, and pictures from elsewhere than the platform."""
    ours = f"{call.platform.base_url}/pictures/"

    def keep(found: re.Match[str]) -> str:
        return found.group(0) if found.group(1).startswith(ours) else ""

    return PICTURE.sub(keep, SCRIPT.sub("", content))


def _draft(call: Call) -> dict[str, Any]:
    media_id = text_of(call.body.get("media_id"), 40007)
    found = call.account.named("drafts").get(media_id)
    if found is None:
        raise PlatformError(40007)
    return dict(found)


def add_draft(call: Call) -> dict[str, Any]:
    articles = call.body.get("articles")
    if not isinstance(articles, list) or not articles:
        raise PlatformError(44003)
    if len(articles) > MOST_ARTICLES:
        raise PlatformError(45008)
    read = [_read_article(call, each, alone=len(articles) == 1) for each in articles]
    media_id = new_id("D", 64)
    now = int(call.platform.now())
    call.platform.keep_document(
        call.account, "drafts", media_id, {"articles": read, "create_time": now, "update_time": now}
    )
    return {"media_id": media_id, "item": []}


def get_draft(call: Call) -> dict[str, Any]:
    draft = _draft(call)
    return {"news_item": draft["articles"], "create_time": draft["create_time"], "update_time": draft["update_time"]}


def update_draft(call: Call) -> dict[str, Any]:
    draft = _draft(call)
    index = number_of(call.body.get("index", 0))
    articles = list(draft["articles"])
    if not 0 <= index < len(articles):
        raise PlatformError(40035)
    articles[index] = _read_article(call, call.body.get("articles"), alone=len(articles) == 1)
    changed = {**draft, "articles": articles, "update_time": int(call.platform.now())}
    call.platform.keep_document(call.account, "drafts", call.body["media_id"], changed)
    return dict(OK)


def delete_draft(call: Call) -> dict[str, Any]:
    _draft(call)
    call.platform.drop_document(call.account, "drafts", call.body["media_id"])
    return dict(OK)


def count_drafts(call: Call) -> dict[str, Any]:
    return {"total_count": len(call.account.named("drafts"))}


def list_drafts(call: Call) -> dict[str, Any]:
    offset, count = number_of(call.body.get("offset", 0)), number_of(call.body.get("count"))
    if offset < 0 or not 1 <= count <= 20:
        raise PlatformError(40035)
    drafts = sorted(call.account.named("drafts").items(), key=lambda each: -each[1]["create_time"])
    items = [
        {"media_id": key, "content": {"news_item": each["articles"]}, "update_time": each["update_time"]}
        for key, each in drafts[offset : offset + count]
    ]
    return {"total_count": len(drafts), "item_count": len(items), "item": items}


def card_of(platform: Platform, article: dict[str, Any], url: str) -> dict[str, str]:
    """An article as the chat shows it."""
    picture = article["thumb_media_id"]
    return {
        "title": article["title"],
        "description": article["digest"],
        "url": url,
        "picurl": f"{platform.base_url}/pictures/{picture}" if picture else "",
        "content_source_url": article["content_source_url"],
    }


def make_public(platform: Platform, account: Account, media_id: str) -> tuple[str, list[dict[str, str]]]:
    """Give a draft's articles their pages and take it out of the draft box; its article_id and cards."""
    draft = account.named("drafts")[media_id]
    article_id = new_id("A", 43)
    urls = [f"{platform.base_url}/s/{article_id}/{index}" for index in range(len(draft["articles"]))]
    page = {"articles": draft["articles"], "urls": urls, "at": int(platform.now())}
    platform.keep_document(account, "published", article_id, page)
    platform.drop_document(account, "drafts", media_id)
    return article_id, [card_of(platform, each, url) for each, url in zip(draft["articles"], urls, strict=True)]


def draft_articles(platform: Platform, account: Account, media_id: object) -> list[dict[str, str]]:
    """The cards of a draft that stays one (preview, customer service). Raises 40007."""
    draft = account.named("drafts").get(media_id) if isinstance(media_id, str) else None
    if draft is None:
        raise PlatformError(40007)
    return [
        card_of(platform, each, f"{platform.base_url}/s/{media_id}/{n}") for n, each in enumerate(draft["articles"])
    ]


def article_by_id(platform: Platform, account: Account, article_id: object) -> list[dict[str, str]]:
    """The cards of what was published. Raises 40007."""
    page = account.named("published").get(article_id) if isinstance(article_id, str) else None
    if page is None:
        raise PlatformError(40007)
    return [card_of(platform, each, url) for each, url in zip(page["articles"], page["urls"], strict=True)]


def publish(call: Call) -> dict[str, Any]:
    """POST /cgi-bin/freepublish/submit; PUBLISHJOBFINISH tells the end."""
    _draft(call)
    article_id, cards = make_public(call.platform, call.account, call.body["media_id"])
    publish_id = str(100_000_001 + len(call.account.named("publishes")))
    detail = {"count": len(cards), "item": [{"idx": n + 1, "article_url": each["url"]} for n, each in enumerate(cards)]}
    job = {
        "publish_id": publish_id,
        "publish_status": 1,
        "article_id": article_id,
        "article_detail": detail,
        "fail_idx": [],
    }
    call.platform.keep_document(call.account, "publishes", publish_id, job)
    call.platform.background(_finish_publish(call.platform, call.account, job))
    return {**OK, "publish_id": publish_id, "msg_data_id": str(secrets.randbelow(10**9))}


async def _finish_publish(platform: Platform, account: Account, job: dict[str, Any]) -> None:
    await asyncio.sleep(0.2)
    platform.keep_document(account, "publishes", job["publish_id"], {**job, "publish_status": 0})
    detail = {key: job[key] for key in ("publish_id", "article_id", "article_detail")}
    await deliver_event(
        platform, account, "", "PUBLISHJOBFINISH", {"PublishEventInfo": {**detail, "publish_status": 0}}
    )


def publish_status(call: Call) -> dict[str, Any]:
    found = call.account.named("publishes").get(str(call.body.get("publish_id")))
    if found is None:
        raise PlatformError(40035)
    return dict(found)


def _published(call: Call) -> dict[str, Any]:
    found = call.account.named("published").get(text_of(call.body.get("article_id")))
    if found is None:
        raise PlatformError(40007)
    return dict(found)


def get_article(call: Call) -> dict[str, Any]:
    found = _published(call)
    pages = zip(found["articles"], found["urls"], strict=True)
    return {"news_item": [{**each, "url": url, "is_deleted": False} for each, url in pages]}


def delete_article(call: Call) -> dict[str, Any]:
    _published(call)
    call.platform.drop_document(call.account, "published", call.body["article_id"])
    return dict(OK)


def article_page(platform: Platform, article_id: str, index: int) -> str | None:
    """The HTML of an article's page, or None when there is none (any more)."""
    for account in platform.accounts.values():
        found = account.named("published").get(article_id) or account.named("drafts").get(article_id)
        if found and 0 <= index < len(found["articles"]):
            article = found["articles"][index]
            title = html.escape(article["title"])
            return (
                '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
                f"<title>{title}</title><body><h1>{title}</h1><p>{html.escape(article['author'])}</p>{article['content']}</body></html>"
            )
    return None


CALLS = [
    Api("/cgi-bin/draft/add", add_draft, daily=1000),
    Api("/cgi-bin/draft/get", get_draft, daily=500),
    Api("/cgi-bin/draft/update", update_draft, daily=1000),
    Api("/cgi-bin/draft/delete", delete_draft, daily=1000),
    Api("/cgi-bin/draft/count", count_drafts, "GET", daily=1000),
    Api("/cgi-bin/draft/batchget", list_drafts, daily=1000),
    Api("/cgi-bin/freepublish/submit", publish, daily=100),
    Api("/cgi-bin/freepublish/get", publish_status, daily=100),
    Api("/cgi-bin/freepublish/delete", delete_article, daily=10),
    Api("/cgi-bin/freepublish/getarticle", get_article, daily=100),
]
