"""What the pages of wishes that several bring can show, made up, as in samples.py."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from domain.wishes import Wish, WishState
from services.wishes.cards import YearCard
from services.wishes.certificates import Certificate
from wording import certificates, sharing

DAY = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


def pages(wish: Wish) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each by the name of its sample."""
    shown = replace(
        wish, state=WishState.CLAIMED, public_text="一辆上学骑的自行车", cost_fen=280_00, sharers=("a", "b")
    )
    page = {"wish": shown, "said": sharing}
    open_page = page | {
        "many": sharing.PAGE_COUNT.format(count=3, places=2),
        "words": sharing.PAGE_SAY.format(invite="48291357"),
        "link": "https://w.example/h5/together/48291357",
    }
    held = Certificate("ABCDEFGH23", shown.public_text, "other", shown.cost_fen, DAY, givers=3)
    card = YearCard(2026, 3, (("study", 3),), is_over=False, shared=2)
    return {
        "h5-together": ("h5/together.html", open_page),
        "h5-together-full": ("h5/together.html", page | {"many": sharing.PAGE_FULL, "words": ""}),
        "h5-certificate-together": (
            "h5/certificate.html",
            {"certificate": held, "said": certificates, "givers": sharing.GIVERS},
        ),
        "h5-card-together": (
            "h5/card.html",
            {"card": card, "kinds": (("学习用品", 3),), "token": "x" * 60, "said": certificates},
        ),
    }
