"""Replies ready-made on real stores: kept by those who write the knowledge base, begun with those of content/questions.yaml."""

from dataclasses import replace

import pytest

from domain.errors import Conflict, Invalid, NotAllowed
from domain.ids import new_id
from domain.replies import CHECK_MOST, CHECKS_MOST, REPLIES_MOST, TEXT_MOST, TITLE_MOST, Reply, Then
from domain.settings import SettingPart
from domain.staff import Appointment, StaffMember, StaffRole
from domain.tickets import Canned
from services.context import Services
from services.questions import replies
from services.settings.saving import undo

COUNTY = "370000/370800/370881/"
EDITOR = StaffMember("s1", "bian", "编辑", (Appointment(StaffRole.EDITOR, COUNTY),), COUNTY)
EXPERT = StaffMember("s2", "li", "李敏", (Appointment(StaffRole.EXPERT, COUNTY),), COUNTY)
LEADER = StaffMember("s3", "xian", "县里", (Appointment(StaffRole.COUNTY, COUNTY),), COUNTY)
CANNED = (Canned("问清楚", "孩子多大？这样有多久了？"), Canned("还要几天", "您问的我记着，过两天回您。"))
MORE = Reply(
    "01k0000000000000000000000r", "先抱抱她", "您辛苦了。", then=Then.KEEP, checks=("问过孩子多大", "有没有危险")
)


@pytest.fixture
def services(services: Services) -> Services:
    promise = replace(services.facts.promise, canned=CANNED)
    return replace(services, facts=replace(services.facts, promise=promise))


async def test_those_of_the_content_are_the_beginning_and_stay_beside_new_ones(services: Services) -> None:
    before = await replies.offered(services, "")
    assert [(each.title, each.text) for each in before] == [(each.title, each.text) for each in CANNED]
    for _ in range(2):  # a form sent twice
        saved = await replies.keep(services, MORE, seen=0, by=EDITOR)
    assert saved.number == 1
    assert await replies.offered(services, "") == [*before, MORE]
    assert await services.db["audit"].count_documents({"kind": "setting_saved", "about": "setting:replies"}) == 1


async def test_one_put_away_is_offered_to_nobody_and_comes_back(services: Services) -> None:
    first, *others = await replies.offered(services, "")
    await replies.keep(services, replace(first, away=True), seen=0, by=EXPERT)
    assert await replies.offered(services, "") == others
    assert await replies.find(services, first.id) == replace(first, away=True)
    await undo(services, SettingPart.REPLIES, number=1, back_to=0, by=EXPERT)
    assert await replies.offered(services, "") == [first, *others]


async def test_one_is_offered_for_its_topics_alone(services: Services) -> None:
    topic = next(each.category for each in await services.knowledge.published())
    await replies.keep(services, replace(MORE, topics=(topic,)), seen=0, by=EDITOR)
    offered = [
        MORE.title in [each.title for each in await replies.offered(services, about)] for about in (topic, "", "x")
    ]
    assert offered == [True, False, False]


async def test_two_who_change_different_ones_keep_both_and_of_one_the_first_wins(services: Services) -> None:
    first, second, *_ = await replies.offered(services, "")
    await replies.keep(services, replace(first, text="改过的一条话。"), seen=0, by=EDITOR)
    await replies.keep(services, replace(second, text="改过的二条话。"), seen=0, by=EXPERT)
    texts = [each.text for each in (await replies.offered(services, ""))[:2]]
    assert texts == ["改过的一条话。", "改过的二条话。"]
    with pytest.raises(Conflict):
        await replies.keep(services, replace(first, text="又改的一条话。"), seen=0, by=EXPERT)
    with pytest.raises(Conflict):
        await undo(services, SettingPart.REPLIES, number=2, back_to=1, by=EDITOR)  # not hers


async def test_who_does_not_write_the_knowledge_base_keeps_none(services: Services) -> None:
    with pytest.raises(NotAllowed):
        await replies.keep(services, MORE, seen=0, by=LEADER)
    saved = await replies.keep(services, MORE, seen=0, by=EDITOR)
    with pytest.raises(NotAllowed):
        await undo(services, SettingPart.REPLIES, number=saved.number, back_to=0, by=replace(LEADER, id=EDITOR.id))


@pytest.mark.parametrize(
    ("wrong", "field", "problem"),
    [
        (replace(MORE, title=""), "title", "missing"),
        (replace(MORE, title="长" * (TITLE_MOST + 1)), "title", "too_long"),
        (replace(MORE, title="问清楚"), "title", "taken"),
        (replace(MORE, text=""), "text", "missing"),
        (replace(MORE, text="长" * (TEXT_MOST + 1)), "text", "too_long"),
        (replace(MORE, topics=("没有这一类",)), "topics", "unknown"),
        (replace(MORE, checks=tuple(map(str, range(CHECKS_MOST + 1)))), "checks", "too_many"),
        (replace(MORE, checks=("长" * (CHECK_MOST + 1),)), "checks", "too_long"),
    ],
)
async def test_what_cannot_be_kept_names_its_field(services: Services, wrong: Reply, field: str, problem: str) -> None:
    with pytest.raises(Invalid) as raised:
        await replies.keep(services, wrong, seen=0, by=EDITOR)
    assert (raised.value.field, raised.value.problem) == (field, problem)


async def test_there_are_sixty_at_most(services: Services) -> None:
    there = len(await replies.offered(services, ""))
    for number in range(REPLIES_MOST - there):
        await replies.keep(services, replace(MORE, id=new_id(), title=f"第 {number}"), seen=number, by=EDITOR)
    with pytest.raises(Invalid, match="replies"):
        await replies.keep(services, MORE, seen=0, by=EDITOR)
