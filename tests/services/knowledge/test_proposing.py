"""Questions without an answer become proposals: alike ones together, nobody to be known, and only what is hers to see."""

import asyncio

import pytest

from domain.errors import Invalid, NotAllowed, NotFound
from domain.ids import new_id
from domain.knowledge import EntryState
from domain.people import Person
from domain.regions import Scope
from domain.staff import Appointment, StaffMember, StaffRole
from services.context import Services
from services.knowledge import proposing, releasing
from services.knowledge.masking import masked
from services.questions import threads
from services.questions.ask import hand_over
from storage.erasing import Erasing
from tests.joined import Clock
from tests.services.knowledge.test_releasing import COUNTY, OTHER, WRITER

HERE, THERE = "370000/370800/370881/370881100/370881100201/", "370000/370800/370883/"
LOCAL = StaffMember("local", "local", "local", (Appointment(StaffRole.EDITOR, "370000/370800/370883/"),), THERE)
EXPERT = StaffMember("expert", "expert", "expert", (Appointment(StaffRole.EXPERT, "370000/370800/"),), "370000/370800/")
CARD = ("办残疾证要什么材料", "残疾人证怎么办理")


async def ask(services: Services, text: str, *, who: str = "p1", where: str = HERE) -> str:
    person = Person(id=who, identities=(), region_path=where)
    asked = await hand_over(services, by=person, text=text, suggested=(), key=text + who, now=services.now())
    return asked.id


def texts(found: list[proposing.Proposal]) -> list[set[str]]:
    return [{each.text for each in group.asked} for group in found]


async def test_questions_that_ask_the_same_are_one_proposal_and_the_largest_comes_first(services: Services) -> None:
    await ask(services, "村里广场舞几点开始")
    for number, text in enumerate(CARD):
        await ask(services, text, who=f"q{number}")
    assert texts(await proposing.proposals(services, by=WRITER)) == [set(CARD), {"村里广场舞几点开始"}]
    assert "proposals_read" in {each.kind for each in await services.audit.page(scope=Scope.system())}


async def test_names_and_places_are_never_shown(services: Services) -> None:
    await ask(services, "我叫王秀兰，住峪口村，电话13812345678，孩子的残疾证怎么办")
    (group,) = await proposing.proposals(services, by=WRITER)
    text = group.asked[0].text
    assert not [each for each in ("王秀兰", "峪口", "13812345678") if each in text]
    assert "〔姓名〕" in text
    entry = await proposing.take(services, new_id(), [group.asked[0].id], by=WRITER)
    assert "王秀兰" not in str(entry)
    with pytest.raises(Invalid):
        await releasing.release(services, entry.id, seen=entry.seq, by=OTHER)


async def test_what_is_answered_now_old_or_written_in_danger_is_not_proposed(services: Services, clock: Clock) -> None:
    await ask(services, "残疾人证怎么办理")
    clock.move(days=91)
    await ask(services, "孩子挑食怎么办")
    await ask(services, "我不想活了")
    await ask(services, "村里广场舞几点开始")
    assert texts(await proposing.proposals(services, by=WRITER)) == [{"村里广场舞几点开始"}]


async def test_an_editor_of_another_county_sees_and_takes_nothing_of_here(services: Services) -> None:
    here = await ask(services, CARD[0])
    await ask(services, "村里广场舞几点开始", where=THERE)
    assert texts(await proposing.proposals(services, by=LOCAL)) == [{"村里广场舞几点开始"}]
    with pytest.raises(NotFound):
        await proposing.take(services, new_id(), [here], by=LOCAL)
    with pytest.raises(NotFound):
        await proposing.dismiss(services, [here], by=LOCAL)


async def test_only_who_may_write_sees_proposals(services: Services) -> None:
    for call in (
        proposing.proposals(services, by=COUNTY),
        proposing.take(services, new_id(), [new_id()], by=COUNTY),
        proposing.dismiss(services, [new_id()], by=COUNTY),
    ):
        with pytest.raises(NotAllowed):
            await call


@pytest.mark.parametrize("ids", [[], ["x"], ["$ne"]])
async def test_what_names_no_question_is_refused(services: Services, ids: list[str]) -> None:
    with pytest.raises(Invalid):
        await proposing.take(services, new_id(), ids, by=WRITER)


async def test_a_draft_holds_the_words_and_the_experts_answer_and_is_made_once(services: Services) -> None:
    ids = [await ask(services, text, who=f"q{number}") for number, text in enumerate(CARD)]
    answer = "带身份证和照片，去峪口村找李桂芳。\n她会帮您填表。"
    await threads.answer(services, ids[1], new_id(), text=answer, hold=False, by=EXPERT)
    entry_id = new_id()
    made = await asyncio.gather(*(proposing.take(services, entry_id, ids, by=WRITER) for _ in range(3)))
    assert {each.id for each in made} == {entry_id}
    entry = await services.knowledge.get(entry_id)
    assert (entry.state, entry.fields.question, entry.fields.variants) == (EntryState.DRAFT, *CARD[:1], CARD[1:])
    assert "李桂芳" not in entry.fields.answer
    assert entry.fields.answer.endswith("她会帮您填表。")
    assert await services.db["knowledge"].count_documents({"state": "draft"}) == 1
    assert await proposing.proposals(services, by=WRITER) == []


async def test_what_was_passed_over_is_proposed_no_more(services: Services) -> None:
    await proposing.dismiss(services, [await ask(services, CARD[0])], by=WRITER)
    assert await proposing.proposals(services, by=WRITER) == []


async def test_what_was_erased_is_not_proposed(services: Services) -> None:
    await ask(services, CARD[0])
    await Erasing(services.db, services.vault).wipe(["p1"], [], now=services.now())
    assert await proposing.proposals(services, by=WRITER) == []


def test_a_text_without_names_stays_as_it_is() -> None:
    assert masked("孩子  不肯睡觉怎么办") == "孩子 不肯睡觉怎么办"
