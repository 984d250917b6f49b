"""Lessons: written, published, withdrawn and read."""

from services.lessons.checks import LessonFields, problems
from services.lessons.html import to_html
from services.lessons.publishing import publish, withdraw
from services.lessons.reading import by_slug, published
from services.lessons.writing import write

__all__ = ["LessonFields", "by_slug", "problems", "publish", "published", "to_html", "withdraw", "write"]
