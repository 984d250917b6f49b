"""What a push carries: the lesson as a card, as a notice's fields, or as an article of the platform."""

import hashlib
import html

from domain.lessons import Lesson
from domain.pushes import Push
from services.context import Services
from services.lessons import cover_url, picture_of, to_html
from storage.grants import Grant
from wechat.client import DraftArticle
from wechat.messages import NewsReply
from wording import cases as words

DIGEST_MOST = 120  # platform: drafts take 128 characters
FIELD_MOST = 20  # platform: a "thing" of a subscription notice
AUTHOR_MOST = 16


def lesson_url(services: Services, lesson: Lesson) -> str:
    """The lesson's page."""
    return f"{services.facts.public_url}/h5/lessons/{lesson.slug}"


def card(services: Services, lesson: Lesson, *, neutral: bool = False) -> NewsReply:
    """
    The lesson as a customer-service message shows it; `neutral` for somebody whose phone others may look at: neither
    title nor picture says what it is about.
    """
    if neutral:
        return NewsReply(words.LESSON, words.LESSON_DIGEST, lesson_url(services, lesson), "")
    return NewsReply(
        title=lesson.title,
        description=lesson.digest,
        url=lesson_url(services, lesson),
        picture_url=cover_url(services.facts.public_url, lesson),
    )


def notice(lesson: Lesson, grant: Grant, *, neutral: bool = False) -> dict[str, str]:
    """The fields of a subscription notice, each cut to what the platform takes, without line breaks; `neutral` as a card's."""
    texts = {"title": lesson.title, "digest": lesson.digest, "series": lesson.series}
    if neutral:
        texts = dict.fromkeys(texts, words.LESSON)
    fields = {name: texts.get(source, texts["title"]) for name, source in grant.fields.items()}
    return {name: " ".join(text.split())[:FIELD_MOST] for name, text in fields.items()}


async def draft(services: Services, push: Push, lesson: Lesson) -> str:
    """
    A draft of the lesson at the platform: its media id. Each batch needs its own, since a draft vanishes when it is
    sent. The cover is uploaded once a push. Raises the platform's errors.
    """
    thumb = (await services.pushes.building(push.id)).thumb
    if not thumb:
        picture, kind = await picture_of(services, lesson)
        kept = await services.wechat.add_material(
            "image", picture, filename=f"{lesson.slug}.{kind.removeprefix('image/')}", content_type=kind
        )
        thumb = kept.media_id
        await services.pushes.advance(push.id, thumb=thumb)
    article = DraftArticle(
        title=lesson.title,
        author=services.facts.institution[:AUTHOR_MOST],
        digest=lesson.digest[:DIGEST_MOST],
        content=article_body(lesson),
        source_url=lesson_url(services, lesson),
        thumb_media_id=thumb,
    )
    return await services.wechat.add_draft([article])


def article_body(lesson: Lesson) -> str:
    """The lesson's text as HTML, and where it comes from."""
    body = to_html(lesson.body)
    sources = "".join(f"<p>{html.escape(source)}</p>" for source in lesson.sources)
    return f"{body}{sources}"


def client_msg_id(app: str, push_id: str, number: int) -> str:
    """The number under which the platform knows a batch, the same at every try (platform: 64 bytes at most)."""
    digest = hashlib.sha256(f"{app}:{push_id}:{number}".encode()).hexdigest()
    return f"xinqiao-{digest[:48]}"
