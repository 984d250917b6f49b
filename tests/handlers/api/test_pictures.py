"""The media library by the API for programs of staff."""

import io
from typing import Any

from PIL import Image

from domain.staff import StaffRole
from services.context import Services
from tests.handlers.api.conftest import Programs

WORDS = "title=%E6%B5%81%E7%A8%8B%E5%9B%BE&alt=%E5%9B%9B%E6%AD%A5"


def drawn(color: str = "#336699") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), color).save(out, "PNG")
    return out.getvalue()
