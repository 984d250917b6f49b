"""An entry on its way: written, tried, released by somebody else, live in another process, compared, taken up again."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.calendar import CHINA
from domain.errors import Conflict, Invalid, MoveNotPossible, NotAllowed, NotFound
from domain.ids import new_id
from domain.knowledge import Age, Entry, EntryFields, EntryState, differences
from domain.questions import KnowledgeEntry
from domain.regions import Scope
from domain.staff import Appointment, StaffMember, StaffRole
from services.context import Services
from services.knowledge import feedback, releasing, trying, writing
from services.questions import amended as questions_amended
from services.questions import live
from services.questions import search as questions_search
from services.questions.amended import amended
from services.questions.live import LiveKnowledge
from services.questions.search import KnowledgeIndex, Tier
from services.questions.terms import terms
from storage.knowledge import KnowledgeStore
from tests.joined import APP, ENTRIES, HER, Clock, Phone

CITY = "370000/370800/"
ONE_DAY = timedelta(days=1)
SLEEP = EntryFields(
    category="睡觉",
    question="孩子不肯睡觉怎么办",
    answer="每天同一个时间关灯。",
    variants=("娃晚上不睡", "哄睡要一个钟头", "到点了还要玩"),
    page="## 先做这些\n\n- 关灯\n- 讲一个故事",
    age=Age.PRESCHOOL,
    sources=("《家庭教育促进法》第十七条",),
    lessons=("listen",),
    must_win=("孩子晚上不肯睡觉",),
    valid_until=date(2027, 12, 31),
)


def member(name: str, *roles: StaffRole) -> StaffMember:
    return StaffMember(name, name, name, tuple(Appointment(each, CITY) for each in roles), CITY)


WRITER, OTHER = member("writer", StaffRole.EDITOR), member("other", StaffRole.EDITOR)
PUBLISHER, EXPERT = member("publisher", StaffRole.PUBLISHER), member("expert", StaffRole.EXPERT)
VILLAGE, COUNTY = member("village", StaffRole.VILLAGE_OFFICER), member("county", StaffRole.COUNTY)


async def let_out(services: Services, fields: EntryFields = SLEEP, entry_id: str = "") -> Entry:
    entry_id = entry_id or new_id()
    try:
        seen = (await services.knowledge.get(entry_id)).seq
    except NotFound:
        seen = 0
    draft = await writing.save(services, entry_id, fields, seen=seen, by=WRITER)
    return await releasing.release(services, draft.id, seen=draft.seq, by=OTHER)


async def test_a_draft_answers_nobody_until_a_second_person_has_released_it(services: Services) -> None:
    draft = await writing.save(services, new_id(), SLEEP, seen=0, by=WRITER)
    await services.answers.refresh()
    assert services.answers.find(SLEEP.question).ids[:1] != (draft.id,)
    with pytest.raises(NotAllowed):
        await releasing.release(services, draft.id, seen=draft.seq, by=WRITER)
    released = await releasing.release(services, draft.id, seen=draft.seq, by=OTHER)
    assert (released.state, released.number, released.authors) == (EntryState.PUBLISHED, 1, ("writer",))
    found = services.answers.find(SLEEP.question)
    assert (found.tier, found.ids[0]) == (Tier.ANSWER, draft.id)
    again = await releasing.release(services, draft.id, seen=draft.seq, by=OTHER)
    assert again.seq == released.seq
    story = [each.kind for each in await services.events.of(draft.id, scope=Scope.system())]
    assert story == ["entry_begun", "entry_released"]
    assert "entry_released" in {each.kind for each in await services.audit.page(scope=Scope.system())}


async def test_whoever_wrote_a_word_of_it_does_not_release_it(services: Services) -> None:
    draft = await writing.save(services, new_id(), SLEEP, seen=0, by=WRITER)
    changed = await writing.save(services, draft.id, replace(SLEEP, answer="换一句。"), seen=draft.seq, by=OTHER)
    for each in (WRITER, OTHER):
        with pytest.raises(NotAllowed):
            await releasing.release(services, draft.id, seen=changed.seq, by=each)
    await releasing.release(services, draft.id, seen=changed.seq, by=PUBLISHER)


@pytest.mark.parametrize("who", [VILLAGE, COUNTY, PUBLISHER])
async def test_only_editors_and_experts_write(services: Services, who: StaffMember) -> None:
    with pytest.raises(NotAllowed):
        await writing.save(services, new_id(), SLEEP, seen=0, by=who)
    await writing.save(services, new_id(), SLEEP, seen=0, by=EXPERT)


@pytest.mark.parametrize("who", [VILLAGE, COUNTY])
async def test_only_those_who_may_release(services: Services, who: StaffMember) -> None:
    draft = await writing.save(services, new_id(), SLEEP, seen=0, by=WRITER)
    for move in (releasing.release, releasing.archive, releasing.restore):
        with pytest.raises(NotAllowed):
            await move(services, draft.id, seen=draft.seq, by=who)


async def test_what_people_read_stays_while_a_change_is_written(services: Services) -> None:
    entry = await services.knowledge.get("eat-001")
    fields = replace(entry.fields, answer="每样尝一口就好。")
    draft = await writing.save(services, entry.id, fields, seen=entry.seq, by=WRITER)
    await services.answers.refresh()
    assert services.answers.entry("eat-001") == ENTRIES[2]
    await releasing.release(services, entry.id, seen=draft.seq, by=OTHER)
    now = services.answers.entry("eat-001")
    assert now is not None
    assert now.answer == "每样尝一口就好。"
    releases = await services.knowledge.releases("eat-001")
    assert [each.number for each in releases] == [2, 1]
    assert [each.field for each in differences(releases[1].fields, releases[0].fields)] == ["answer"]


async def test_of_two_who_write_at_once_the_second_is_told(services: Services) -> None:
    entry = await services.knowledge.get("eat-001")
    tried = [replace(entry.fields, answer=f"第 {number} 种说法。") for number in range(4)]
    done = await asyncio.gather(
        *(writing.save(services, entry.id, each, seen=entry.seq, by=WRITER) for each in tried), return_exceptions=True
    )
    assert sum(isinstance(each, Entry) for each in done) == 1
    assert sum(isinstance(each, Conflict) for each in done) == 3


async def test_what_was_changed_since_it_was_read_is_not_released(services: Services) -> None:
    draft = await writing.save(services, new_id(), SLEEP, seen=0, by=WRITER)
    await writing.save(services, draft.id, replace(SLEEP, answer="别的。"), seen=draft.seq, by=WRITER)
    with pytest.raises(Conflict):
        await releasing.release(services, draft.id, seen=draft.seq, by=OTHER)


async def test_an_earlier_version_comes_back_as_a_draft_and_through_a_second_person(services: Services) -> None:
    first = await let_out(services)
    second = await let_out(services, replace(SLEEP, answer="错了的话。"), first.id)
    draft = await writing.take_up(services, first.id, 1, seen=second.seq, by=WRITER)
    with pytest.raises(NotAllowed):
        await releasing.release(services, first.id, seen=draft.seq, by=WRITER)
    third = await releasing.release(services, first.id, seen=draft.seq, by=OTHER)
    assert (third.number, third.fields) == (3, SLEEP)
    with pytest.raises(NotFound):
        await writing.take_up(services, first.id, 9, seen=third.seq, by=WRITER)


async def test_an_archived_entry_answers_nobody_and_comes_again_as_it_was(services: Services) -> None:
    entry = await let_out(services)
    gone = await releasing.archive(services, entry.id, seen=entry.seq, by=PUBLISHER)
    assert services.answers.entry(entry.id) is None
    assert services.answers.find(SLEEP.question).ids[:1] != (entry.id,)
    await releasing.restore(services, entry.id, seen=gone.seq, by=PUBLISHER)
    assert services.answers.find(SLEEP.question).ids[:1] == (entry.id,)


async def test_what_nobody_released_is_put_away_and_never_restored(services: Services) -> None:
    draft = await writing.save(services, new_id(), SLEEP, seen=0, by=WRITER)
    with pytest.raises(MoveNotPossible):
        await releasing.archive(services, draft.id, seen=draft.seq, by=PUBLISHER)
    away = await writing.drop(services, draft.id, seen=draft.seq, by=WRITER)
    assert away.state is EntryState.ARCHIVED
    with pytest.raises(MoveNotPossible):
        await releasing.restore(services, draft.id, seen=away.seq, by=PUBLISHER)


async def test_an_entry_that_loses_a_question_it_must_win_is_not_released(services: Services) -> None:
    fields = replace(SLEEP, must_win=("孩子挑食怎么办",))
    draft = await writing.save(services, new_id(), fields, seen=0, by=WRITER)
    with pytest.raises(Invalid, match="must_win"):
        await releasing.release(services, draft.id, seen=draft.seq, by=OTHER)


async def test_what_a_person_has_to_decide_is_not_released(services: Services) -> None:
    draft = await writing.save(services, new_id(), replace(SLEEP, answer="〔姓名〕别急。"), seen=0, by=WRITER)
    with pytest.raises(Invalid, match="decide"):
        await releasing.release(services, draft.id, seen=draft.seq, by=OTHER)


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("answer", "字" * 700, "too_long"),
        ("question", " ", "missing"),
        ("sources", ("《反家庭暴力法》",), "article"),
        ("lessons", ("no-such",), "unknown"),
        ("variants", tuple(f"说法{number}" for number in range(61)), "too_many"),
    ],
)
async def test_what_cannot_be_taken_is_said_by_its_field(
    services: Services, field: str, value: object, problem: str
) -> None:
    with pytest.raises(Invalid) as said:
        await writing.save(services, new_id(), replace(SLEEP, **{field: value}), seen=0, by=WRITER)
    assert (said.value.field, said.value.problem) == (field, problem)


async def test_a_seed_fills_in_what_nobody_has_edited_and_leaves_the_rest(services: Services, clock: Clock) -> None:
    entry = await services.knowledge.get("eat-001")
    await writing.save(services, entry.id, replace(entry.fields, answer="我改的。"), seen=entry.seq, by=WRITER)
    await services.knowledge.put([replace(each, answer="新版内容。") for each in ENTRIES], now=clock())
    assert (await services.knowledge.get("eat-001")).fields.answer == ENTRIES[2].answer
    assert (await services.knowledge.get("phone-001")).fields.answer == "新版内容。"


@pytest.mark.parametrize("at_once", [live.AT_ONCE, 0])
async def test_another_process_follows_without_reading_all_of_it(
    services: Services, monkeypatch: pytest.MonkeyPatch, *, at_once: int
) -> None:
    """With `at_once` 0 the index is amended, as a large one is."""
    monkeypatch.setattr(live, "AT_ONCE", at_once)
    other = LiveKnowledge(KnowledgeStore(services.db), services.now)
    await other.refresh()
    assert not await other.refresh()
    entry = await let_out(services)
    assert await other.refresh()
    assert other.find(SLEEP.question).ids[:1] == (entry.id,)
    assert other.find("孩子挑食怎么办").ids[:1] == ("eat-001",)
    changed = await let_out(services, replace(SLEEP, answer="另一句。"), entry.id)
    assert await other.refresh()
    now = other.entry(entry.id)
    assert now is not None
    assert now.answer == "另一句。"
    await releasing.archive(services, entry.id, seen=changed.seq, by=OTHER)
    assert await other.refresh()
    assert other.entry(entry.id) is None
    assert entry.id not in other.find(SLEEP.question).ids
    assert len(other) == len(ENTRIES)


async def test_what_was_taken_out_of_the_collection_is_noticed(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "COUNTED_EVERY", -1.0)
    await services.db["knowledge"].delete_one({"_id": "eat-001"})
    assert await services.answers.refresh()
    assert services.answers.entry("eat-001") is None


async def test_changes_of_a_large_base_one_after_another_are_all_found(
    services: Services, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(live, "AT_ONCE", 0)
    await services.answers.refresh()
    for number, matter in enumerate(("尿床", "咬指甲", "怕黑", "说谎", "打架", "晕车")):
        entry = KnowledgeEntry(f"more-{number}", "别的", f"孩子{matter}怎么办", "看一看。", ())
        await services.knowledge.put([entry], now=clock())
        await services.answers.refresh()
        assert services.answers.find(entry.question).ids[0] == entry.id
    assert services.answers.find("孩子挑食怎么办").ids[0] == "eat-001"
    assert services.answers.find("孩子尿床怎么办").ids[0] == "more-0"


def test_an_amended_index_finds_what_a_new_one_finds() -> None:
    base = KnowledgeIndex(ENTRIES[:2])
    both = amended(base, [ENTRIES[2], replace(ENTRIES[0], question="作业做得慢怎么管")])
    asked = ["孩子挑食怎么办", "作业做得慢怎么管", "沉迷手机游戏怎么管", "娃不爱吃青菜"]
    assert [both.answer(each).ids[0] for each in asked] == ["eat-001", "homework-001", "phone-001", "eat-001"]
    assert [each for each, _ in both.nearest("孩子写作业磨蹭怎么办")].count("homework-001") == 1
    without = amended(both, [], gone=["eat-001"])
    assert "eat-001" not in without.answer("孩子挑食怎么办").ids


async def test_the_editor_sees_what_would_be_answered_and_who_is_too_alike(services: Services) -> None:
    fields = replace(
        SLEEP, question="孩子不爱吃饭怎么办", variants=("孩子挑食怎么办", "娃不吃饭"), must_win=("孩子偏食怎么改",)
    )
    looked = await trying.look(services, "new", fields)
    assert [(each.won, each.winner and each.winner.id) for each in looked.tests] == [(False, "eat-001")]
    assert looked.neighbours[0].entry.id == "eat-001"
    tried = await trying.try_question(services, "new", SLEEP, "孩子不肯睡觉怎么办")
    assert (tried.tier, tried.won) == (Tier.ANSWER, True)
    assert services.answers.find("孩子不肯睡觉怎么办").ids[:1] != ("new",)


async def test_an_entry_that_would_take_anothers_question_is_shown(services: Services) -> None:
    await let_out(services)
    fields = replace(SLEEP, question="孩子晚上不肯睡觉", variants=(), must_win=())
    looked = await trying.look(services, "new", fields)
    assert [each.text for each in looked.lost] == ["孩子晚上不肯睡觉"]


async def test_what_people_say_is_counted_once_a_person_and_may_be_changed(services: Services) -> None:
    async def counts() -> Sequence[int]:
        entry = await services.knowledge.get("eat-001")
        return entry.useful, entry.unsolved

    await asyncio.gather(
        *(feedback.say(services, "eat-001", app=APP, openid=HER, useful=True) for _ in range(5)),
        feedback.say(services, "eat-001", app=APP, openid="another", useful=False),
    )
    assert await counts() == (1, 1)
    await feedback.say(services, "eat-001", app=APP, openid=HER, useful=False)
    assert await counts() == (0, 2)
    with pytest.raises(NotFound):
        await feedback.say(services, "no-such", app=APP, openid=HER, useful=False)
    assert await services.db["knowledge_feedback"].count_documents({"entry": "no-such"}) == 0


async def test_a_mark_is_of_one_person_and_one_entry(services: Services) -> None:
    mark = feedback.mark_of(services, "eat-001", app=APP, openid=HER)
    assert HER not in mark
    assert feedback.whose(services, "eat-001", mark) == (APP, HER)
    assert feedback.whose(services, "phone-001", mark) is None
    for bad in ("", "x", mark[:-4], "AAAA" + mark[4:], "ÿ"):
        assert feedback.whose(services, "eat-001", bad) is None


async def test_in_the_chat_an_answer_asks_whether_it_helped_and_leads_on(services: Services, phone: Phone) -> None:
    assert "帮到您了吗？有用　没解决　想问老师：人工" in await phone.says("孩子挑食怎么办")
    assert "回复" in await phone.says("有用", tap="f:yno-such")
    assert await phone.says("有用", tap="f:yeat-001") == "好的，帮到您就好。"
    assert "请老师看" in await phone.says("没解决", tap="f:neat-001")
    entry = await services.knowledge.get("eat-001")
    assert (entry.useful, entry.unsolved) == (0, 1)


async def test_a_long_answer_ends_with_the_way_to_the_whole_and_fits(services: Services, phone: Phone) -> None:
    entry = await let_out(services)
    assert f"/h5/answers/{entry.id}?of=" in (await phone.sends(_text(SLEEP.question))).text  # type: ignore[union-attr]
    long = replace(SLEEP, answer="先别急，坐下来听他说。\n" * 56)
    await let_out(services, long, entry.id)
    reply = await phone.sends(_text(SLEEP.question))
    assert len(reply.text.encode()) <= 2000  # type: ignore[union-attr]
    assert reply.text.endswith("看全文</a>")  # type: ignore[union-attr]


def _text(words: str) -> str:
    return f"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{words}]]></Content>"


def test_changing_a_base_of_thousands_reads_what_is_new_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [
        replace(each, id=f"{each.id}-{number}", question=f"{each.question}{number}")
        for number in range(1000)
        for each in ENTRIES
    ]
    base = KnowledgeIndex(entries)
    read: list[str] = []
    for module in (questions_amended, questions_search):
        monkeypatch.setattr(module, "terms", lambda text: read.append(text) or terms(text))
    new = replace(ENTRIES[0], id="new", question="跳绳总是绊脚")
    both = amended(base, [new])
    assert sorted(read) == sorted([new.question, *new.variants, f"{new.category} {new.answer}"])
    assert both.answer("跳绳总是绊脚").ids[0] == "new"


@pytest.mark.parametrize("at_once", [live.AT_ONCE, 0])
async def test_an_entry_past_its_last_day_answers_nobody_until_its_editors_lengthen_it(
    services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch, *, at_once: int
) -> None:
    monkeypatch.setattr(live, "AT_ONCE", at_once)
    last = (services.now() + timedelta(days=3)).astimezone(CHINA).date()
    entry = await let_out(services, replace(SLEEP, valid_until=last))
    clock.move(days=3)
    await services.answers.refresh()
    assert services.answers.entry(entry.id) is not None
    clock.move(days=1)
    assert await services.answers.refresh()
    assert services.answers.entry(entry.id) is None
    assert entry.id not in services.answers.find(SLEEP.question).ids
    assert not await services.answers.refresh()
    anew = LiveKnowledge(KnowledgeStore(services.db), services.now)
    await anew.refresh()
    assert len(anew) == len(services.answers) == await KnowledgeStore(services.db).count_published(last + ONE_DAY)
    await let_out(services, replace(SLEEP, valid_until=last + 9 * ONE_DAY), entry.id)
    assert services.answers.find(SLEEP.question).ids[:1] == (entry.id,)
