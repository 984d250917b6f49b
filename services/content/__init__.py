"""The sample content as files: regions, lessons, knowledge base, menu, forms, consents, texts."""

from services.content.models import Content
from services.content.reading import BadContent, load

__all__ = ["BadContent", "Content", "load"]
