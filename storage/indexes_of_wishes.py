"""Indexes of wishes on their way."""

from datetime import UTC, datetime

from pymongo import ASCENDING, DESCENDING, IndexModel

from domain.wishes import WishState

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # a range of moments implies such a filter, and none by $type

FORGOTTEN, FORGOTTEN_ANYWHERE = "forgotten", "forgotten_anywhere"


def of_wishes_on_their_way() -> list[IndexModel]:
    """Whose turn it is, what the clock waits for, the wall, and what may stand once."""
    once = ("child_open", "code", "claim_slot", "certificate", "invite")
    return [
        IndexModel([("desk", ASCENDING), ("within", ASCENDING), ("due_at", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("desk", ASCENDING), ("due_at", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("desk", ASCENDING), ("region_path", ASCENDING), ("due_at", ASCENDING)]),
        IndexModel([("next_at", ASCENDING)], name="due_next", partialFilterExpression={"next_at": {"$gt": EPOCH}}),
        IndexModel([("child_key", ASCENDING), ("submitted_at", DESCENDING)]),
        IndexModel([("donor_id", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("second_id", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("sharers", ASCENDING), ("_id", DESCENDING)]),
        IndexModel(
            [("wall", ASCENDING), ("line", ASCENDING)],
            name="wall",
            partialFilterExpression={"state": WishState.PUBLISHED.value},
        ),
        IndexModel(
            [("within", ASCENDING), ("line", ASCENDING)],
            name="wall_of_a_place",
            partialFilterExpression={"state": WishState.PUBLISHED.value},
        ),
        IndexModel(
            [("within", ASCENDING), ("published_at", ASCENDING)],
            name="campaigns",
            partialFilterExpression={"published_at": {"$gt": EPOCH}},
        ),
        IndexModel(
            [("within", ASCENDING), ("stalls_at", ASCENDING), ("_id", ASCENDING)],
            name=FORGOTTEN,
            partialFilterExpression={"stalls_at": {"$gt": EPOCH}},
        ),
        IndexModel(
            [("stalls_at", ASCENDING), ("_id", ASCENDING)],
            name=FORGOTTEN_ANYWHERE,
            partialFilterExpression={"stalls_at": {"$gt": EPOCH}},
        ),
        *(
            IndexModel(
                [(name, ASCENDING)], name=f"one_{name}", unique=True, partialFilterExpression={name: {"$gt": ""}}
            )
            for name in once
        ),
    ]


def of_voices() -> list[IndexModel]:
    """So many of a wish, a guardian's own, and those whose wish may never come."""
    return [
        IndexModel([("wish_key", ASCENDING), ("slot", ASCENDING)], unique=True),
        IndexModel([("person", ASCENDING), ("at", ASCENDING)]),
        IndexModel([("until", ASCENDING)], name="unclaimed", partialFilterExpression={"until": {"$gt": EPOCH}}),
    ]
