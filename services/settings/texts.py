"""Which texts a federation may have in its own words. The cards for somebody in danger are not among them."""

from collections.abc import Mapping
from typing import Any

from domain.texts import TextSlot, problem_of
from wording import chat, privacy, questions, wishes

SLOTS: Mapping[str, TextSlot] = {
    slot.name: slot
    for slot in (
        TextSlot("welcome", chat.WELCOME, 900, ("institution", "lessons", "wish", "questions")),
        TextSlot("greeting", chat.GREETING, 600, ("institution",)),
        TextSlot("thanks", chat.THANKS, 300),
        TextSlot("heard", chat.HEARD, 300),
        TextSlot("not_understood", chat.NOT_UNDERSTOOD, 600),
        TextSlot("asked_expert", questions.ASKED_EXPERT, 600, ("receipt", "hours"), ("receipt",)),
        TextSlot("handed_over", questions.HANDED_OVER, 600, ("receipt", "hours"), ("receipt",)),
        TextSlot("out_of_hours", questions.OUT_OF_HOURS, 300, ("opens",)),
        TextSlot("wish_submitted", wishes.SUBMITTED, 600, ("receipt", "days"), ("receipt",)),
        TextSlot("minors_officer", privacy.MINORS_OFFICER, 200),
        TextSlot("server_place", privacy.SERVER_PLACE, 120),
    )
}


def problems(body: Mapping[str, Any]) -> dict[str, str]:
    """What keeps the texts from being kept: a stable word for each that can't be said, by its name."""
    found = {name: problem_of(SLOTS[name], text) if name in SLOTS else "unknown" for name, text in _texts(body).items()}
    return {name: problem for name, problem in found.items() if problem}


def own(body: Mapping[str, Any], name: str) -> str | None:
    """A text in the federation's own words; None where what was delivered counts."""
    return _texts(body).get(name)


def with_text(body: Mapping[str, Any], name: str, text: str | None) -> dict[str, Any]:
    """The body with one text changed; as delivered for None."""
    kept = {each: text_of for each, text_of in _texts(body).items() if each != name}
    return {"texts": kept if text is None or text == SLOTS[name].delivered else kept | {name: text}}


def _texts(body: Mapping[str, Any]) -> Mapping[str, str]:
    texts: Mapping[str, str] = body.get("texts", {})
    return texts
