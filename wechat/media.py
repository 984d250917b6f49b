"""Pictures, sounds, films and drafts of articles."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from wechat.calls import Calls, Repeat
from wechat.errors import OurMistake
from wechat.fields import moment_of, text_of
from wechat.wire import Upload

MediaKind = Literal["image", "voice", "video", "thumb"]


@dataclass(frozen=True, slots=True)
class TemporaryMedia:
    """A file that the platform keeps for three days. `created_at` in seconds of the epoch."""

    media_id: str
    created_at: int


@dataclass(frozen=True, slots=True)
class PermanentMedia:
    """A file that the platform keeps. `url` only for pictures."""

    media_id: str
    url: str


@dataclass(frozen=True, slots=True)
class DownloadedMedia:
    """A file somebody sent, or, for a film, the address where it lies (`content` is empty then)."""

    content: bytes = field(repr=False)
    content_type: str
    video_url: str = ""


@dataclass(frozen=True, slots=True)
class DraftArticle:
    """
    An article: title of at most 32 characters, digest of 128, HTML of 20,000 whose pictures come from
    upload_article_image, and a cover by add_material (platform: drafts).
    """

    title: str
    content: str
    thumb_media_id: str
    author: str = ""
    digest: str = ""
    source_url: str = ""


class Media(Calls):
    """Uploads and downloads. The limits of size and type are the platform's; what breaks them is OurMistake."""

    async def upload_media(
        self, kind: MediaKind, content: bytes, *, filename: str, content_type: str
    ) -> TemporaryMedia:
        """Put a file there for three days. Raises WeChatError."""
        file = Upload("media", filename, content, content_type)
        fields = await self._upload("/cgi-bin/media/upload", file, type=kind)
        return TemporaryMedia(
            text_of(fields, "media_id") or text_of(fields, "thumb_media_id"), moment_of(fields, "created_at")
        )

    async def add_material(
        self, kind: MediaKind, content: bytes, *, filename: str, content_type: str, description: str = ""
    ) -> PermanentMedia:
        """
        Put a file there for good; a film's `description` is the platform's JSON of title and introduction.

        Raises WeChatError; after Uncertain it may be there already.
        """
        fields = {"description": description} if description else {}
        file = Upload("media", filename, content, content_type, fields)
        answer = await self._upload("/cgi-bin/material/add_material", file, repeat=Repeat.NEVER, type=kind)
        return PermanentMedia(text_of(answer, "media_id"), text_of(answer, "url"))

    async def upload_article_image(self, content: bytes, *, filename: str, content_type: str) -> str:
        """The address of a picture (JPEG or PNG below 1 MB) to stand inside an article. Raises WeChatError."""
        file = Upload("media", filename, content, content_type)
        return text_of(await self._upload("/cgi-bin/media/uploadimg", file), "url")

    async def download_media(self, media_id: str) -> DownloadedMedia:
        """What somebody sent, within three days. Raises WeChatError; MediaGone after them."""
        fields, answer = await self._get_file("/cgi-bin/media/get", media_id=media_id)
        if not fields:
            return DownloadedMedia(answer.body, answer.content_type)
        video_url = text_of(fields, "video_url")
        if not video_url:
            raise OurMistake(errmsg="neither a file nor an address")
        return DownloadedMedia(b"", answer.content_type, video_url)

    async def add_draft(self, articles: Sequence[DraftArticle]) -> str:
        """Put articles into the draft box together: their media id. Raises WeChatError; see add_material."""
        rows = [
            {
                "title": article.title,
                "author": article.author,
                "digest": article.digest,
                "content": article.content,
                "content_source_url": article.source_url,
                "thumb_media_id": article.thumb_media_id,
                "need_open_comment": 0,
            }
            for article in articles
        ]
        answer = await self._post("/cgi-bin/draft/add", {"articles": rows}, repeat=Repeat.NEVER)
        return text_of(answer, "media_id")
