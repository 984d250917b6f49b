"""Our own entries: what their files may say besides text, how it comes to the store, and that each finds what it has to win."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from domain.knowledge import Age, EntryFields
from domain.staff import Appointment, StaffMember, StaffRole
from services.content.models import Content, KnowledgeItem
from services.content.reading import BadContent, load
from services.content.seeding import seed
from services.context import Services
from services.knowledge import writing
from services.knowledge.checks import problems
from services.questions.search import KnowledgeIndex, Tier
from services.questions.sentences import Sentences, both
from services.vectors import new_model, query

HOTLINE = re.compile(r"(?<!\d)(?:1\d\d|12\d{3}|96110)(?!\d)")
ARTICLE = re.compile(r"《([^》]+)》(第[一二三四五六七八九十百千零]+条)")
CONTENT = Path(__file__).parents[3] / "content"
WRITER = StaffMember("writer", "writer", "writer", (Appointment(StaffRole.EDITOR, "370000/"),), "370000/")
NIGHT = EntryFields("睡觉", "孩子怕黑怎么办", "留一盏小灯，陪他说说话。", ("夜里不敢关灯", "娃怕黑", "非要开着灯睡"))
MORE = replace(
    NIGHT,
    age=Age.PRESCHOOL,
    must_win=("夜里不敢关灯",),
    lessons=("listen-before-you-speak",),
    valid_until=date(2026, 12, 31),
)
ITEM = {
    "id": "night-001",
    "question": NIGHT.question,
    "answer": NIGHT.answer,
    "variants": list(NIGHT.variants),
    "age": "preschool",
}


@pytest.fixture(scope="module")
def content() -> Content:
    return load(CONTENT)


def test_an_item_says_all_that_an_editor_would_fill_in() -> None:
    more = {"must_win": ["夜里不敢关灯"], "lessons": ["listen-before-you-speak"], "valid_until": "2026-12-31"}
    assert KnowledgeItem.model_validate(ITEM | more).fields(NIGHT.category) == MORE
    page = KnowledgeItem.model_validate(ITEM | {"more": "## 可以这么说\n\n「妈妈在。」"}).fields(NIGHT.category).page
    assert page == f"{NIGHT.answer}\n\n## 可以这么说\n\n「妈妈在。」"
    assert KnowledgeItem.model_validate(ITEM).fields(NIGHT.category) == replace(NIGHT, age=Age.PRESCHOOL)


@pytest.mark.parametrize(
    "wrong",
    [
        {"age": "old"},
        {"age": None},
        {"must_win": ["问"]},
        {"must_win": ["问" * 121]},
        {"must_win": ["夜里不敢关灯"] * 31},
        {"lessons": ["No Slug"]},
        {"lessons": [f"lesson-{each}" for each in range(11)]},
        {"valid_until": "年底"},
        {"more": "问" * 1201},
    ],
)
def test_what_does_not_fit_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as said:
        KnowledgeItem.model_validate(ITEM | wrong)
    assert said.value.errors()[0]["loc"][0] == next(iter(wrong))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lessons": ["no-such-lesson"]}, "no-such-lesson, which lessons/ doesn't have"),
        ({"must_win": ["夜里不敢关灯", "夜里不敢关灯"]}, "twice the same question to be won"),
        ({"age": "old"}, "age"),
    ],
)
def test_a_folder_that_contradicts_itself_is_refused(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    for each in CONTENT.iterdir():
        if each.name != "knowledge":
            (tmp_path / each.name).symlink_to(each)
    (tmp_path / "knowledge").mkdir()
    text = yaml.safe_dump({"category": NIGHT.category, "entries": [ITEM | changes]}, allow_unicode=True)
    (tmp_path / "knowledge" / "night.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadContent, match=said):
        load(tmp_path)


def test_each_entry_could_be_saved_by_an_editor_as_it_is(content: Content) -> None:
    known = {"lessons": {each.slug for each in content.lessons}, "pictures": (), "recordings": ()}
    wrong = {each: found for each, fields in content.entries.items() if (found := problems(fields, **known))}
    assert wrong == {}
    assert [each for each, fields in content.entries.items() if not fields.must_win] == []
    assert {fields.age for fields in content.entries.values()} == set(Age)


def test_each_entry_wins_what_it_has_to_win(content: Content) -> None:
    """By both stages, as beside the editor's form."""
    index, sentences = KnowledgeIndex(content.knowledge), Sentences.load()
    assert sentences is not None
    sentences.take(content.knowledge)
    near, model = sentences.near(index), new_model()
    lost = []
    for entry_id, fields in content.entries.items():
        for text in fields.must_win:
            found = both(index, near, text, lambda asked: query(model, asked))
            if found.tier is Tier.EXPERT or found.ids[:1] != (entry_id,):
                lost.append((entry_id, text, found.ids[:1]))
    assert lost == []


async def test_what_was_seeded_before_takes_the_new_fields_unless_staff_have_edited_it(
    services: Services, content: Content
) -> None:
    few = replace(content, series=(), lessons=(), regions=(), entries={"night-001": NIGHT, "night-002": NIGHT})
    await seed(services, few, sample=True)
    await services.db.knowledge.update_one({"_id": "night-001"}, {"$unset": {"age": 1, "must_win": 1}})
    entry = await services.knowledge.get("night-002")
    hers = replace(NIGHT, answer="我们这里这样答。")
    await writing.save(services, entry.id, hers, seen=entry.seq, by=WRITER)
    entries = {"night-001": MORE, "night-002": replace(MORE, question="娃怕黑怎么办"), "night-003": MORE}
    done = await seed(services, replace(few, entries=entries), sample=True)
    assert done.written == len(entries)
    for each in ("night-001", "night-003"):
        taken = await services.knowledge.get(each)
        assert (taken.fields, taken.brought, taken.authors) == (MORE, True, ())
    left = await services.knowledge.get("night-002")
    assert (left.fields, left.newest) == (NIGHT, hers)
    assert (await seed(services, replace(few, entries=entries), sample=True)).written == 0


def test_each_has_a_page_that_goes_on_from_the_answer_and_cites_what_stands_among_its_sources(content: Content) -> None:
    lines = {line.number for line in content.hotlines}
    for entry_id, fields in content.entries.items():
        answer, _, more = fields.page.partition("\n\n## ")
        assert answer == fields.answer, entry_id
        assert len(more) > 150, entry_id
        assert set(HOTLINE.findall(more)) <= lines | set(HOTLINE.findall(fields.answer)), entry_id
        for law, article in ARTICLE.findall(more):
            assert any(law in source and article in source for source in fields.sources), (entry_id, law, article)
