"""Lessons: written, published, withdrawn and read."""

from services.lessons.checks import LessonFields, problems
from services.lessons.covers import cover_url, give_cover, picture_of
from services.lessons.html import to_html
from services.lessons.publishing import publish, undo, withdraw
from services.lessons.reading import by_slug, published
from services.lessons.writing import write

__all__ = [
    "LessonFields",
    "by_slug",
    "cover_url",
    "give_cover",
    "picture_of",
    "problems",
    "publish",
    "published",
    "to_html",
    "undo",
    "withdraw",
    "write",
]
