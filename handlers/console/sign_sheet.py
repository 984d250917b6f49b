"""The sheet of a delivery day that families sign: a PDF of A4 pages, its letters in it, so that it prints the same everywhere."""

import functools
import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from domain.receipts import format_receipt
from services.content.covers import PLAIN_FONT
from wording import parcels as words

NAME = "NotoSansSC"
WIDTHS = (12, 40, 28, 24, 34, 42)  # millimetres: the last is to sign in
ROW, MARGIN, TOP = 12 * mm, 15 * mm, 40 * mm
LINES_A_PAGE = 19
WORDS_MOST = 9  # of a kind: what fits into its column


@dataclass(frozen=True, slots=True)
class Line:
    """A wish: its receipt, its label, the child as lists show it, the kind."""

    receipt: str
    code: str
    child: str
    kind: str


@functools.cache
def _font() -> str:
    pdfmetrics.registerFont(TTFont(NAME, PLAIN_FONT))
    return NAME


def sign_sheet(title: str, under: str, lines: Sequence[Line]) -> bytes:
    """The file; a day without wishes is a page with its heading."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setTitle(title)
    counted = list(enumerate(lines, 1))
    pages = [counted[at : at + LINES_A_PAGE] for at in range(0, len(counted), LINES_A_PAGE)] or [[]]
    for number, page in enumerate(pages, 1):
        _head(canvas, title, under)
        for place, (count, line) in enumerate(page, 1):
            cells = (str(count), format_receipt(line.receipt), line.code, line.child, line.kind[:WORDS_MOST], "")
            _row(canvas, place, cells)
        canvas.setFont(_font(), 9)
        canvas.drawString(MARGIN, MARGIN, words.SHEET_FOOT.format(page=number, pages=len(pages)))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _head(canvas: Canvas, title: str, under: str) -> None:
    canvas.setFont(_font(), 16)
    canvas.drawCentredString(A4[0] / 2, A4[1] - 20 * mm, title)
    canvas.setFont(_font(), 10)
    canvas.drawCentredString(A4[0] / 2, A4[1] - 28 * mm, under)
    _row(canvas, 0, words.SHEET_HEADS)


def _row(canvas: Canvas, place: int, cells: Sequence[str]) -> None:
    bottom = A4[1] - TOP - place * ROW
    left = MARGIN
    canvas.setFont(_font(), 10)
    for width, cell in zip(WIDTHS, cells, strict=True):
        canvas.rect(left, bottom, width * mm, ROW)
        canvas.drawString(left + 2 * mm, bottom + ROW / 2 - 3.5, cell)
        left += width * mm
