"""Questions without an answer become proposals: alike ones together, nobody to be known, and only what is hers to see."""

import asyncio
import random

import pytest

from domain.errors import Invalid, NotAllowed, NotFound
from domain.ids import new_id
from domain.knowledge import EntryState
from domain.people import Person
from domain.regions import Scope
from domain.staff import Appointment, StaffMember, StaffRole
from services.context import Services
from services.knowledge import feedback, grouping, proposing, releasing
from services.knowledge.grouping import ALIKE, Groups, put_together
from services.knowledge.masking import masked
from services.knowledge.unhelpful import unhelpful
from services.questions import threads
from services.questions.ask import hand_over
from services.questions.search import Meaning
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


def texts(found: proposing.Proposals) -> list[set[str]]:
    return [{each.text for each in group.asked} for group in found.groups]


async def test_questions_that_ask_the_same_are_one_proposal_and_the_largest_comes_first(services: Services) -> None:
    await ask(services, "村里广场舞几点开始")
    for number, text in enumerate(CARD):
        await ask(services, text, who=f"q{number}")
    assert texts(await proposing.proposals(services, by=WRITER)) == [set(CARD), {"村里广场舞几点开始"}]
    assert "proposals_read" in {each.kind for each in await services.audit.page(scope=Scope.system())}


async def test_names_and_places_are_never_shown(services: Services) -> None:
    await ask(services, "我叫王秀兰，住峪口村，电话13812345678，孩子的残疾证怎么办")
    (group,) = (await proposing.proposals(services, by=WRITER)).groups
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
    assert texts(await proposing.proposals(services, by=WRITER)) == []


async def test_what_was_passed_over_is_proposed_no_more(services: Services) -> None:
    await proposing.dismiss(services, [await ask(services, CARD[0])], by=WRITER)
    assert texts(await proposing.proposals(services, by=WRITER)) == []


async def test_what_was_erased_is_not_proposed(services: Services) -> None:
    await ask(services, CARD[0])
    await Erasing(services.db, services.vault).wipe(["p1"], [], now=services.now())
    assert texts(await proposing.proposals(services, by=WRITER)) == []


async def test_every_question_of_the_time_is_covered_and_what_is_not_shown_is_settled_with_the_rest(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposing, "READ", 7)
    monkeypatch.setattr(proposing, "SHOWN", 2)
    ids = [await ask(services, "村里广场舞几点开始", who=f"q{number}") for number in range(30)]
    for text in (*CARD, "收音机在哪里修"):
        await ask(services, text)
    found = await proposing.proposals(services, by=WRITER)
    assert [(each.many, len(each.asked)) for each in found.groups] == [(30, 20), (2, 2)]
    assert found.more == 1
    group = found.groups[0]
    assert {*[each.id for each in group.asked], *group.also} == set(ids)
    shown = [each.id for each in group.asked]
    with pytest.raises(NotFound):
        await proposing.dismiss(services, shown, by=WRITER, also=[new_id()])
    with pytest.raises(Invalid):
        await proposing.dismiss(services, shown, by=WRITER, also=[new_id() for _ in range(200)])
    await proposing.take(services, new_id(), shown, by=WRITER, also=group.also)
    left = await proposing.proposals(services, by=WRITER)
    assert texts(left) == [set(CARD), {"收音机在哪里修"}]
    assert await services.db["questions"].count_documents({"proposal": "taken"}) == 30


async def test_of_those_who_look_at_once_one_reads_and_what_is_new_comes_when_it_is_read_again(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[object] = []
    reckoned = proposing._reckoned

    async def counted(services: Services, scope: Scope, *, unplaced: bool) -> list[list[str]]:
        read.append(scope)
        return await reckoned(services, scope, unplaced=unplaced)

    monkeypatch.setattr(proposing, "_reckoned", counted)
    await ask(services, CARD[0])
    found = await asyncio.gather(*(proposing.proposals(services, by=WRITER) for _ in range(4)))
    assert [texts(each) for each in found] == [[{CARD[0]}]] * 4
    assert len(read) == 1
    assert texts(await proposing.proposals(services, by=LOCAL)) == []  # another's regions are reckoned by themselves
    await ask(services, "村里广场舞几点开始")
    assert texts(await proposing.proposals(services, by=WRITER)) == [{CARD[0]}]
    await services.redis.delete(*[each async for each in services.redis.scan_iter("counts:proposals:*")])
    assert texts(await proposing.proposals(services, by=WRITER)) == [{"村里广场舞几点开始"}, {CARD[0]}]
    assert len(read) == 3


async def test_entries_that_do_not_help_are_told_by_numbers_alone(services: Services) -> None:
    for number in range(3):
        who = f"q{number}"
        person = Person(id=who, identities=(), region_path=HERE)
        await hand_over(services, by=person, text="他就是不吃", suggested=("eat-001",), key=who, now=services.now())
    for openid, useful in (("a", False), ("b", False), ("c", True)):
        await feedback.say(services, "eat-001", app="app", openid=openid, useful=useful)
    (row,) = await unhelpful(services, by=WRITER)
    assert (row.id, row.unsolved, row.useful, row.nearest) == ("eat-001", 2, 1, 3)
    (row,) = await unhelpful(services, by=LOCAL)  # nobody of her county asked
    assert (row.unsolved, row.nearest) == (2, 0)
    with pytest.raises(NotAllowed):
        await unhelpful(services, by=COUNTY)


def test_texts_join_the_group_that_they_are_most_like_as_one_by_one(services: Services) -> None:
    index, chance = services.answers.index, random.Random(5)
    parts = [
        "孩子",
        "残疾证",
        "怎么办",
        "不吃饭",
        "半夜",
        "学校",
        "打人",
        "老公",
        "离婚",
        "补贴",
        "收音机",
        "几点",
        "去哪里",
    ]
    texts = [(str(number), "".join(chance.sample(parts, 4))) for number in range(150)]
    groups = Groups()
    put_together(groups, index, texts[:70])
    put_together(groups, index, texts[70:])
    plain: list[list[str]] = []
    firsts: list[Meaning] = []
    for each, text in texts:
        meant = index.meaning(text)
        likeness = [meant.like(other) for other in firsts]
        best = max(range(len(firsts)), key=likeness.__getitem__, default=-1)
        if best >= 0 and likeness[best] >= ALIKE:
            plain[best].append(each)
        else:
            plain.append([each])
            firsts.append(meant)
    assert groups.ids == plain
    assert 1 < len(plain) < len(texts)


def test_beyond_the_most_groups_a_text_that_is_like_none_stays_by_itself(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "GROUPS_MOST", 1)
    groups = Groups()
    texts = [("a", "残疾证怎么办理"), ("b", "收音机在哪里修"), ("c", "收音机在哪里修"), ("d", "残疾证怎么办理")]
    put_together(groups, services.answers.index, texts)
    assert groups.by_size == [["a", "d"], ["b"], ["c"]]


def test_a_text_without_names_stays_as_it_is() -> None:
    assert masked("孩子  不肯睡觉怎么办") == "孩子 不肯睡觉怎么办"
