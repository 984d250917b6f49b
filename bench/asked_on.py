"""How well several questions in one message are told apart, and what is asked on is read with the question before."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.answers import rows_of, share
from domain.questions import KnowledgeEntry
from services.questions.follow_up import Asked, follow, is_follow_up, ways_of
from services.questions.parts import parts_of
from services.questions.search import Found, KnowledgeIndex, Tier

DATA = Path(__file__).resolve().parents[1] / "tests" / "data"
JOINED = ("。", "？还有", "，另外", "\n", "，再问一下", "？", "，还有就是")  # how two questions come after each other


def several(index: KnowledgeIndex, queries: Sequence[dict[str, Any]]) -> None:
    """Each question with the one seven places on, joined in a few ways, and each of them alone."""
    inside = [row for row in queries if row["expected"]]
    pairs = [
        (one, other, f"{one['text']}{JOINED[place % len(JOINED)]}{other['text']}")
        for place, (one, other) in enumerate(zip(inside, inside[7:], strict=False))
        if one["expected"] != other["expected"]
    ]
    apart = [(one, other, parts_of(text, index.answer)) for one, other, text in pairs]
    right = sum(
        len(parts) == 2 and all(row["expected"] in part.found.ids for row, part in zip(rows, parts, strict=True))
        for *rows, parts in apart
    )
    both = sum(
        {one["expected"], other["expected"]} <= {each for part in parts for each in part.found.ids}
        if parts
        else {one["expected"], other["expected"]} <= set(index.answer(text).ids)
        for (one, other, parts), (*_, text) in zip(apart, pairs, strict=True)
    )
    before = sum({one["expected"], other["expected"]} <= set(index.answer(text).ids) for one, other, text in pairs)
    print("two questions in one message")
    print("  told apart, right  ", share(right, len(pairs)))
    print("  told apart, wrong  ", share(sum(bool(parts) for *_, parts in apart) - right, len(pairs)))
    print("  both given, before ", share(before, len(pairs)))
    print("  both given, now    ", share(both, len(pairs)))
    print(
        "  one question, split", share(sum(bool(parts_of(row["text"], index.answer)) for row in queries), len(queries))
    )


def by_hand(entries: Sequence[KnowledgeEntry]) -> None:
    """Our own base, asked in messages that were written for this."""
    index = KnowledgeIndex(entries)
    written = [(row["expected"], parts_of(row["text"], index.answer)) for row in rows_of(DATA / "several.jsonl")]
    two = [(right, [part.found.ids for part in parts]) for right, parts in written if right]
    apart = [(right, ids) for right, ids in two if ids]
    good = sum(len(ids) == len(right) and all(map(_among, right, ids)) for right, ids in apart)
    print("written by hand: two questions told apart, right", share(good, len(two)))
    print("  wrong", share(len(apart) - good, len(two)))
    print(
        "  one long question, split", share(sum(bool(p) for r, p in written if not r), sum(not r for r, _ in written))
    )
    own = [text for entry in entries for text in (entry.question, *entry.variants)]
    print("  our own wordings, split", share(sum(bool(parts_of(text, index.answer)) for text in own), len(own)))
    print(
        "  our own wordings, taken for asking on",
        share(sum(is_follow_up(text, index.answer) for text in own), len(own)),
    )
    for name in ("develop", "heldout", "spoken develop", "spoken heldout"):
        _asked_on(name, index)


def _asked_on(name: str, index: KnowledgeIndex) -> None:
    rows = [row for row in rows_of(DATA / "follow_ups.jsonl") if row["set"] == name]
    found = [(row, _followed(row, index)) for row in rows]
    known = [(row["expected"], each) for row, each in found if row["expected"]]
    print(f"asked on, {name}: seen as such", share(_seen(rows, index), len(rows)))
    if not known:
        return
    print("  the right entry first", share(sum(each.ids[:1] == (right,) for right, each in known), len(known)))
    print("  among those given    ", share(sum(right in each.ids for right, each in known), len(known)))
    print("  by its own words     ", share(_alone(rows, index), len(known)))
    wrong = sum(each.tier is Tier.ANSWER and each.ids[0] != row["expected"] for row, each in found)
    print("  answered, wrong      ", share(wrong, len(found)))


def _followed(row: dict[str, Any], index: KnowledgeIndex) -> Found:
    before = _before(row, index)
    return follow(before, row["text"], [index.answer(each) for each in ways_of(before, row["text"])])


def _seen(rows: Sequence[dict[str, Any]], index: KnowledgeIndex) -> int:
    return sum(is_follow_up(row["text"], index.answer) for row in rows)


def _alone(rows: Sequence[dict[str, Any]], index: KnowledgeIndex) -> int:
    return sum(row["expected"] in index.answer(row["text"]).ids for row in rows if row["expected"])


def _before(row: dict[str, Any], index: KnowledgeIndex) -> Asked:
    return Asked(row["before"], index.answer(row["before"]).ids[0])


def _among(right: str, ids: Sequence[str]) -> bool:
    return right in ids
