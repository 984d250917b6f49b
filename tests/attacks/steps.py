"""What a step of a thing of one's own place needs to go well: the state that it is made from, and its form."""

from typing import Any, get_origin

from domain.ids import new_id
from services.context import Services
from tests.attacks.carried import lot_form
from tests.attacks.giving import organisation_form
from tests.attacks.stock import Place, digest, form
from tests.services.wishes.test_pictures import from_camera
from tests.sounds import mp3

# Each step of a wish, and a state from which it is made; a new step is named here.
STEPS = {"check": "submitted", "verify": "checked", "return": "checked", "refuse": "checked", "approve": "verified"}
STEPS |= {"publish": "approved", "cover": "published", "reassign": "claimed", "deliver": "prepared", "fail": "prepared"}
STEPS |= {"prepare": "claimed", "remind": "delivered", "forward": "published"}
STEPS |= {"confirm_for": "delivered", "settle": "disputed", "republish": "failed", "cancel": "failed"}
STEPS |= {"correct_for": "returned", "withdraw_for": "checked"}


# Each move of a case or question that isn't made from the state in which it mostly is, and the state from which it is.
CASE_STEPS = {"acknowledge": "opened", "follow_up": "in_contact", "keep_open": "closing", "close": "closing"}
CASE_STEPS |= {"reopen": "closed"}
QUESTION_STEPS = {"reopen": "answered"}


def step_of(address: str) -> str:
    """A step that the address takes."""
    steps = {
        "/cases/": "reach",
        "/text/": "check",
        "/moves/": "cancel",
        "/handing/": "deliver",
        "/answer/": "return",
        "/entering/": "withdraw_for",
        "/staff-sheets/": "confirm",
        "/me/wishes/": "confirm",
    }
    return next((step for part, step in steps.items() if part in address), "release")


def own_form(hers: Place, kind: str, move: str) -> dict[str, Any]:
    """Her form, with what forms of cases and questions call by a name that others use as well."""
    entry = hers.ids["referral"] if move == "receipt" else new_id()
    own: dict[str, dict[str, Any]] = {
        "case": {"way": "phone", "to": "police", "entry": entry, "colleague": hers.ids["officer"]},
        "organisation": organisation_form(dict(hers.ids)),
        "batch": {"code": "", "codes": []},
        "lot": lot_form(hers.ids, move),
        "check": {"reason": "cash"},
        "wish": {"reason": "visit"},
        "question": {"to": hers.ids["deputy"], "into": hers.receipt, "urgent": "1", "why": "mood", "topic": "睡觉"},
    }
    return form(hers, move=move) | own.get(kind, {})


def as_json(kind: Any, value: Any) -> Any:
    """What a field of a form holds, as the call takes it."""
    if kind in {int, bool}:
        return kind(value)
    if get_origin(kind) is dict:  # what is given to a partner
        return {value: "换掉"}
    return [value] if get_origin(kind) is list and isinstance(value, str) else value


def as_file(body: Any) -> tuple[str, dict[str, Any]]:
    """What a call that takes a picture or a recording is sent, and what its address says of it."""
    if isinstance(body, tuple) and "audio/mpeg" in body:
        return "?title=换掉", {"data": mp3(5)}
    if not isinstance(body, tuple) or "image/jpeg" not in body:
        return "", {}
    return "?kind=paper", {"data": from_camera()}


async def bring(services: Services, hers: Place, kind: str, move: str, stock: dict[str, list[Any]]) -> None:
    """Her wish, case or question to the state from which this step is made."""
    if kind == "case":
        asked = {"ask_minor": move == "adult"}
        await _change(
            services, "cases", hers.ids["case"], asked | {"state": CASE_STEPS.get(move, "acknowledged")}, stock
        )
    elif kind == "question":
        fields = {"state": QUESTION_STEPS.get(move, "open"), "seq": 1}  # as somebody has read it
        await _change(services, "questions", hers.ids["question"], fields, stock)
    elif move in STEPS:
        entered = {"entered_by": "somebody" if move in {"correct_for", "withdraw_for"} else ""}
        await _change(services, "wishes", hers.ids["wish"], {"state": STEPS[move], **entered}, stock)
        if move == "publish":  # its words have been looked at
            which = {"about": hers.ids["wish"]}
            check = await services.db["checks"].find_one(which) or {}
            await _change(services, "checks", check["_id"], {"field": "public_text", "state": "passed"}, stock)


async def _change(services: Services, name: str, one: str, fields: dict[str, Any], stock: dict[str, list[Any]]) -> None:
    await services.db[name].update_one({"_id": one}, {"$set": fields})
    stock[name] = [each | fields if each["_id"] == one else each for each in stock[name]]


async def put_back(services: Services, stock: dict[str, list[Any]], before: dict[str, str]) -> None:
    """What differs from `before`, as it was in stock."""
    for name, value in (await digest(services)).items():
        if before.get(name) != value:
            await services.db[name].delete_many({})
            if stock.get(name):
                await services.db[name].insert_many(stock[name])
