"""Where her words may speak of somebody under eighteen, staff are asked before the case can be closed."""

import pytest

from domain.cases import CaseMove, CaseState
from domain.errors import MoveNotPossible
from domain.safeguarding import Danger
from services.cases.minors import speaks_of_minor
from services.cases.moving import mark_adult, mark_minor, move
from services.context import Services
from tests.joined import Phone
from tests.services.cases.conftest import ALL, BEATEN, CITY, Officers, the_case

PUPIL = "我上初二，不想活了"
WOMAN = "我不想活了"
CLOSE = CaseMove.PROPOSE_CLOSING


@pytest.mark.parametrize(
    "text",
    [
        "我女儿被人强奸了",
        "老师摸我",
        "我 13 岁不想活了",
        "１５岁",
        "她才十四岁",
        "九岁的",
        "两岁",
        "我今年13不想活了",
        "未成年",
    ],
)
def test_words_for_children_pupils_and_schools_and_ages_below_eighteen_are_known(text: str) -> None:
    assert speaks_of_minor(text)


@pytest.mark.parametrize(
    "text", ["我不想活了", "我28岁", "十八岁了", "二十岁", "三十五岁", "118岁", "今年10月他强奸了我"]
)
def test_what_names_no_minor_asks_nothing(text: str) -> None:
    assert not speaks_of_minor(text)


async def test_a_pupil_who_would_end_her_life_is_asked_about_before_closing(
    phone: Phone, services: Services, officer: Officers
) -> None:
    staff = await officer("city", CITY)
    await phone.says(PUPIL)
    case = await the_case(services)
    assert (case.danger, case.minor, case.ask_minor) == (Danger.SELF_HARM, False, True)
    await move(services, case.id, CaseMove.ACKNOWLEDGE, by=staff)
    with pytest.raises(MoveNotPossible):
        await move(services, case.id, CLOSE, by=staff)
    await mark_minor(services, case.id, by=staff)
    answered = await the_case(services)
    assert (answered.minor, answered.ask_minor) == (True, False)
    with pytest.raises(MoveNotPossible):
        await move(services, case.id, CLOSE, by=staff)  # now the report is missing
    with pytest.raises(MoveNotPossible):
        await mark_adult(services, case.id, by=staff)


async def test_who_is_no_minor_is_answered_once_and_asked_anew_when_another_message_names_one(
    phone: Phone, services: Services, officer: Officers
) -> None:
    staff = await officer("city", CITY)
    await phone.says(WOMAN)
    case = await the_case(services)
    assert not case.ask_minor
    await phone.says(PUPIL)
    assert (await the_case(services)).ask_minor
    answered = await mark_adult(services, case.id, by=staff)
    assert await mark_adult(services, case.id, by=staff) == answered
    await phone.says(WOMAN)
    assert not (await the_case(services)).ask_minor
    await phone.says(PUPIL)
    assert (await the_case(services)).ask_minor
    story = [each.kind for each in await services.events.of(case.id, scope=ALL)]
    assert story.count("case_adult") == 1


async def test_a_case_of_another_danger_asks_nothing(phone: Phone, services: Services) -> None:
    await phone.says(f"{BEATEN}，女儿也在")
    assert not (await the_case(services)).ask_minor


async def test_who_writes_while_closing_is_proposed_takes_the_proposal_back(
    phone: Phone, services: Services, officer: Officers
) -> None:
    one, two = await officer("one", CITY), await officer("two", CITY)
    await phone.says(BEATEN)
    case = await the_case(services)
    for what in (CaseMove.ACKNOWLEDGE, CaseMove.REACH, CLOSE):
        await move(services, case.id, what, by=one)
    await phone.says(BEATEN)
    again = await the_case(services)
    assert (again.state, again.proposed_by, again.owner) == (CaseState.FOLLOWED_UP, "", one.id)
    assert again.answer_by is not None
    with pytest.raises(MoveNotPossible):
        await move(services, case.id, CaseMove.CLOSE, by=two)
    assert [each.kind for each in await services.events.of(case.id, scope=ALL)][-1] == "case_raised_in_closing"
