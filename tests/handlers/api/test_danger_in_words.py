"""Words in danger in whatever a person can write in the mini-program: the card and the case, also where they can't be taken."""

from collections.abc import Iterator

import pytest
from pydantic import BaseModel, ValidationError

from domain.ids import new_id
from domain.regions import Scope
from handlers.api import API_ROUTES
from handlers.api.visitor import VisitorCall
from tests.attacks.bodies import VALID
from tests.handlers.api.conftest import Answered, Phone, Visitors
from tests.rig import MINI_APP, Rig

DANGER = "我老公又打我了，救命"
KEY = "key-of-words-0001"
HEARD = {
    ("QuestionAsk", "text"),
    ("HandOverAsk", "text"),
    ("MessageAsk", "text"),
    ("WishAsk", "text"),
    ("WishAsk", "child_name"),
    ("WishChangeAsk", "text"),
    ("ConfirmTimeAsk", "about"),
    ("ConfirmTimeAsk", "called"),
    ("AppealAsk", "text"),
    ("WorryAsk", "text"),
    ("OrganisationAsk", "name"),
    ("OrganisationAsk", "contact"),
}
# A number, a word that was handed to her, a choice: what is no such one is refused, and nobody writes a sentence there.
NO_SENTENCE = {
    ("OrganisationAsk", "code"),
    ("OrganisationAsk", "phone"),
    ("JoinAsk", "word"),
    ("BatchAsk", "kind"),
    ("BatchAsk", "price"),
}


def writes() -> Iterator[tuple[str, str, type[BaseModel]]]:
    """Each call of a person that takes words: its method, its address, and its body's model."""
    for route in API_ROUTES:
        if issubclass(route.handler, VisitorCall):
            for method, operation in route.handler.OPERATIONS.items():
                if isinstance(operation.body, type):
                    yield method.upper(), route.address, operation.body


def takes(model: type[BaseModel], field: str) -> bool:
    """Whether a sentence may stand there."""
    try:
        model.model_validate({**VALID[model.__name__], field: DANGER})
    except ValidationError:
        return False
    return True


CALLS = {model.__name__: (method, at) for method, at, model in writes()}


async def says(phone: Phone, model: str, field: str, words: str) -> Answered:
    method, address = CALLS[model]
    body = {**VALID[model], field: words}
    at = address.removeprefix("/api/v1").replace("{id}", new_id())
    return await phone.call(method, at, body, Idempotency_Key=KEY, If_Match='"v1"')


def test_every_field_of_the_mini_program_that_takes_a_sentence_is_known() -> None:
    found = {(model.__name__, name) for *_, model in writes() for name in model.model_fields if takes(model, name)}
    assert found == HEARD | NO_SENTENCE


@pytest.mark.parametrize(("model", "field"), sorted(HEARD))
@pytest.mark.parametrize("words", [DANGER, DANGER * 300], ids=["short", "too long to be taken"])
async def test_danger_is_told_whom_to_call_and_has_its_case_whatever_becomes_of_the_call(
    visitor: Visitors, rig: Rig, model: str, field: str, words: str
) -> None:
    phone = await visitor()
    said = await says(phone, model, field, words)
    assert said.status < 500
    if words != DANGER and model != "QuestionAsk":
        assert said.status == 400
    assert "110" in (
        said.body.get("words", "") if model == "QuestionAsk" and said.status == 200 else said.body["danger"]
    )
    (case,) = await rig.services.cases.page(scope=Scope.system())
    assert (case.app, case.openid, case.messages) == (MINI_APP, phone.openid, 1)
    again = await says(phone, model, field, words)
    assert again.status == said.status
    assert len(await rig.services.alerts.of_case(case.id)) == 1  # she taps twice


async def test_danger_in_a_search_is_told_whom_to_call_with_what_was_found(visitor: Visitors, rig: Rig) -> None:
    phone, stranger = await visitor(), await visitor(signed_in=False)
    assert (await phone.call("GET", "/search?q=鞋")).body["danger"] is None
    found = await phone.call("GET", f"/search?q={DANGER}")
    assert (found.status, "110" in found.body["danger"]) == (200, True)
    (case,) = await rig.services.cases.page(scope=Scope.system())
    assert (case.app, case.openid) == (MINI_APP, phone.openid)
    assert "110" in (await stranger.call("GET", f"/search?q={DANGER}")).body["danger"]
    alerts = await rig.services.alerts.page(scope=Scope.system(), most=9)
    assert {each.openid for each in alerts} == {phone.openid, ""}
