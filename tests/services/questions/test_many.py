"""The search's second stage on a base of very many entries: the likely ones are compared, and what changes costs no more than itself."""

import asyncio
import json
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from bench.confidence import own_base
from domain.knowledge import EntryState
from domain.questions import KnowledgeEntry
from services.context import Services
from services.questions import rows, search
from services.questions.amended import amended
from services.questions.live import AT_ONCE, PART, LiveKnowledge
from services.questions.rows import Frame, Near, Rows, key_of, text_of
from services.questions.search import KnowledgeIndex
from services.questions.sentences import Sentences, again, end_of, is_worth
from services.questions.terms import telling, terms
from services.vectors import Reader, Vector, encode
from storage.knowledge import KnowledgeStore
from tests.joined import ENTRIES
from tests.services.questions.pointing import PLAIN, UNSURE, Model, broken_model, towards
from tests.vectors import needs_the_model

DATA = Path(__file__).resolve().parents[2] / "data"
OURS, OTHER = 0, 5  # where the entry points that is meant, and where the others do
SHARP = replace(PLAIN, spread=PLAIN.spread / np.float32(20))  # what is near counts for several times its usual
MANY = AT_ONCE + 2 * PART + 100


def others(many: int) -> list[KnowledgeEntry]:
    """Entries of other matters, some of which share words with the question."""
    chosen = random.Random(1)
    words = ("孩子", "饭桌上", "剩饭", "写字", "发烧", "学费", "一大堆", "老人", "手机", "搬家", "补贴", "吵架")
    return [
        KnowledgeEntry(f"other-{each}", "", f"{''.join(chosen.sample(words, 3))}{each}怎么办", f"问{each}号窗口。", ())
        for each in range(many)
    ]


def kept(entries: Collection[KnowledgeEntry], ways: Mapping[str, int]) -> dict[str, bytes]:
    """As another process would have kept them."""
    return {each.id: PLAIN.kept(key_of(each), PLAIN.row(towards(ways.get(each.id, OTHER)))) for each in entries}


def known(entries: Sequence[KnowledgeEntry], ways: Mapping[str, int]) -> Sentences:
    sentences = Sentences(SHARP, broken_model)
    sentences.take(entries)
    sentences.learn([each.id for each in entries], kept(entries, ways))
    return sentences


def places_by_text(index: KnowledgeIndex, text: str) -> list[int]:
    """All places, the likeliest first."""
    compared, every = index.compare(telling(text, frozenset(terms(text)))), np.arange(len(index.ids))
    found = [index.likely(compared, most) for most in range(1, 61)]
    ordered = [int(next(iter(set(more.tolist()) - set(less.tolist())))) for less, more in pairwise(found)]
    assert len(index.likely(compared, len(every))) == len(every)
    return [int(found[0][0]), *ordered]


def test_a_right_entry_that_only_vectors_find_comes_first_among_many() -> None:
    entries = [*others(300), *ENTRIES]
    index = KnowledgeIndex(entries)
    first = index.answer(UNSURE)
    likely = [index.ids[each] for each in places_by_text(index, UNSURE)]
    for name in likely[10:40:10]:
        assert name not in first.ids
        sentences = known(entries, {name: OURS})
        found = again(index, sentences.near(index, 50), UNSURE, first, towards(OURS))
        assert found.ids[0] == name
        assert again(index, sentences.near(index), UNSURE, first, towards(OURS)).ids == found.ids


def test_what_lies_near_and_is_not_likely_is_passed_over() -> None:
    entries = [*others(300), *ENTRIES]
    index = KnowledgeIndex(entries)
    first = index.answer(UNSURE)
    far = index.ids[places_by_text(index, UNSURE)[40]]
    found = again(index, known(entries, {far: OURS}).near(index, 20), UNSURE, first, towards(OURS))
    assert far not in found.ids


def test_those_that_can_not_be_first_any_more_are_left_out_and_the_others_stay_as_they_are() -> None:
    entries = [*others(400), *ENTRIES]
    index, chosen = KnowledgeIndex(entries), np.random.default_rng(2)
    for text in (UNSURE, "孩子发烧怎么办", "学费", "老人搬家有没有补贴", "怎么办"):
        compared = index.compare(telling(text, frozenset(terms(text))))
        more = chosen.normal(size=len(entries)) * 2
        whole, signs = index.weigh_some(compared, np.arange(len(entries)), more)
        last = int((compared.by_wording + compared.by_answer + more).argmin())
        assert last not in {place for place, _ in whole}
        rest = np.delete(np.arange(len(entries)), last)
        some, same = index.weigh_some(compared, rest, more[rest])
        assert [place for place, _ in some] == [place for place, _ in whole]
        assert [score for _, score in some] == pytest.approx([score for _, score in whole])
        assert same.topic == pytest.approx(signs.topic)


def test_an_amended_base_is_compared_as_one_that_was_built_with_the_change() -> None:
    entries = [*others(300), *ENTRIES]
    base = KnowledgeIndex(entries)
    new = KnowledgeEntry("new", "饮食", "孩子剩饭", "少盛一点。", ())
    changed = [replace(entries[0], answer="改过了。"), new]
    index = amended(base, changed, [entries[1].id])
    sentences = known([changed[0], *entries[2:], new], {new.id: OURS})
    for most in (len(index.ids), 100):
        near = sentences.near(index, most)
        assert near.knows(np.array([index.places[each.id] for each in changed])).all()
        assert not near.knows(np.array([0, 1])).any()
        first = index.answer(UNSURE)
        assert new.id not in first.ids
        assert again(index, near, UNSURE, first, towards(OURS)).ids[0] == new.id
    twice = amended(index, [replace(new, answer="再改。")])
    assert sentences.near(twice).knows(np.array([index.places[new.id], twice.places[new.id]])).tolist() == [False, True]


@needs_the_model
def test_of_our_own_base_the_likely_ones_give_what_all_give() -> None:
    rows = map(json.loads, (DATA / "queries.jsonl").read_text(encoding="utf-8").splitlines())
    asked = [row["text"] for row in rows if row["expected"]]  # of what nobody answers something else may come first
    entries = list(own_base())
    index, sentences = KnowledgeIndex(entries), Sentences(Frame.load())
    sentences.take(entries)
    every, likely = sentences.near(index), sentences.near(index, len(entries) // 4)
    looked_twice = 0
    for text in asked:
        first = index.answer(text)
        if is_worth(first):
            vector = encode(end_of(text))
            one, two = (again(index, near, text, first, vector) for near in (every, likely))
            assert (one.ids[0], one.tier) == (two.ids[0], two.tier), text
            looked_twice += one is not first
    assert looked_twice > 100


def test_what_a_large_base_keeps_in_a_byte_each_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = list(own_base())
    small = KnowledgeIndex(entries)
    monkeypatch.setattr(search, "MANY", 50)
    large = KnowledgeIndex(entries)
    assert large._about.dtype == np.uint8
    for each in entries[::5]:
        one, other = small.answer(each.variants[0]), large.answer(each.variants[0])
        assert (one.ids[0], one.tier) == (other.ids[0], other.tier)
        assert one.score == pytest.approx(other.score, abs=0.005)
    changed = amended(large, [replace(entries[0], answer="改过了。")])
    assert changed.answer(entries[7].question).ids[0] == entries[7].id


def test_room_is_made_for_more_and_used_again() -> None:
    held = Rows(PLAIN)
    entries = others(200)
    for each in entries:
        assert held.take(each)
    assert not held.take(entries[0])
    held.put({each.id: PLAIN.row(towards(place)) for place, each in enumerate(entries)})
    near = Near(held, held.slots([each.id for each in entries]), len(entries))
    for place in (0, 63, 64, 199):
        assert int(near.of(towards(place), np.arange(200)).by_answer.argmax()) == place
    held.drop(entries[7].id)
    held.drop("nobody")
    assert held.take(replace(entries[7], id="another"))
    assert (len(held), held.slots(["another"]).tolist()) == (200, near._slots[[7]].tolist())
    assert not near.knows(np.array([7])).any()
    assert held.take(replace(entries[0], answer="改过了。"))
    assert near.of(towards(0), np.array([0])).by_answer.tolist() == [0.0]


def test_a_look_asks_for_a_few_and_for_all_in_time() -> None:
    sentences, entries = Sentences(PLAIN, broken_model), others(100)
    sentences.take(entries)
    unread: list[str] = []
    while sentences.unread:
        part = sentences.look(30)
        assert 0 < len(part) <= 30
        unread += part
        sentences.learn(part, {})
    assert sorted(unread) == sorted(each.id for each in entries)
    assert sentences.missing == 100
    seen = [sentences.look(30) for _ in range(8)]
    assert all(len(part) <= 30 for part in seen)
    assert {name for part in seen for name in part} == {each.id for each in entries}
    assert len({tuple(part[:15]) for part in seen}) == 1  # what is made next is asked for each time


def test_what_is_made_of_a_text_that_has_changed_meanwhile_is_not_taken() -> None:
    entry = ENTRIES[0]
    changed = replace(entry, answer="改过了。")
    sentences = Sentences(PLAIN, broken_model)

    class Slow(Model):
        """The entry changes while its old text is read."""

        def passage(self, text: str) -> Vector:
            if not self.read:
                sentences.take([changed])
            return super().passage(text)

    model = Slow()
    sentences._model = lambda: model
    sentences.take([entry])
    sentences._unread.clear()
    sentences._wanted[entry.id] = entry
    sentences._work()
    assert model.read == [text_of(entry)]
    assert not sentences.fresh()
    assert sentences.look(9) == [entry.id]


def knows(answers: LiveKnowledge, entry_id: str) -> bool:
    return bool(answers._near and answers._near[1].knows(np.array([answers.index.places[entry_id]])).all())


async def looked(answers: LiveKnowledge, there: Callable[[], bool]) -> None:
    for _ in range(100):
        await answers.refresh()
        if there():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it doesn't come")


async def test_in_a_large_base_rows_are_read_in_parts_and_a_change_costs_no_more_than_itself(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries, store = others(MANY), KnowledgeStore(services.db)
    await store.put(entries, now=services.now() - timedelta(hours=1))
    await store.keep_vectors(kept([*entries, *ENTRIES], {}))
    asked: list[Sequence[str]] = []
    digested: list[str] = []
    vectors = KnowledgeStore.vectors

    async def noted(self: KnowledgeStore, ids: Sequence[str]) -> dict[str, bytes]:
        asked.append(ids)
        return await vectors(self, ids)

    def digest(entry: KnowledgeEntry) -> bytes:
        digested.append(entry.id)
        return key_of(entry)

    monkeypatch.setattr(KnowledgeStore, "vectors", noted)
    monkeypatch.setattr(rows, "key_of", digest)
    model = Model()
    sentences = Sentences(SHARP, lambda: model)
    answers = LiveKnowledge(store, services.now, sentences, Reader(lambda _: towards(3)))
    await looked(answers, lambda: answers.loaded.is_set() and not sentences.missing)
    assert not model.read
    assert all(len(part) <= PART for part in asked)
    assert sorted(name for part in asked for name in part) == sorted(each.id for each in (*entries, *ENTRIES))

    asked.clear()
    digested.clear()
    meal = next(each for each in ENTRIES if each.id == "eat-001")
    changed = {"$set": {"answer": "饭菜少盛一点。"}, "$currentDate": {"live_at": True}}
    await services.db.knowledge.update_one({"_id": meal.id}, changed)
    await looked(answers, lambda: len(model.read) == 1 and not sentences.missing)
    await looked(answers, lambda: knows(answers, meal.id))
    assert model.read == ["孩子挑食怎么办 饭菜少盛一点。"]
    assert {name for part in asked for name in part} == {meal.id}
    assert set(digested) == {meal.id}
    assert meal.id not in answers.find(UNSURE).ids
    assert (await answers.find_again(UNSURE)).ids[0] == meal.id
    await services.db.knowledge.update_one(
        {"_id": meal.id}, {"$set": {"state": EntryState.ARCHIVED}, "$currentDate": {"live_at": True}}
    )
    await looked(answers, lambda: answers.entry(meal.id) is None)
    assert meal.id not in (await answers.find_again(UNSURE)).ids
    assert set(digested) == {meal.id}


async def test_a_base_that_was_written_at_once_long_ago_is_not_looked_through_at_each_look(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamps, found = KnowledgeStore.stamps, list[int]()

    async def noted(self: KnowledgeStore, *, since: datetime | None) -> dict[str, datetime]:
        changed = await stamps(self, since=since)
        found.append(len(changed))
        return changed

    monkeypatch.setattr(KnowledgeStore, "stamps", noted)
    for ago, seen in ((timedelta(0), len(ENTRIES)), (timedelta(days=1), 0)):
        await services.db.knowledge.update_many({}, {"$set": {"live_at": services.now() - ago}})
        answers = LiveKnowledge(KnowledgeStore(services.db), services.now)
        await answers.refresh()
        assert not found
        await answers.refresh()
        assert found == [seen]
        found.clear()
