"""
Wishes get the states, desks and deadlines of their whole life.

What waited for the village still does, with its text taken as looked at; what was verified waits for the county, since
nobody has approved it. Each gets a deadline from the day on which it last changed; the clock then says what is late.
Wishes from before hold no digest of their child: the rule of one open wish a child begins with the next.
"""

from datetime import timedelta

from domain.wish_life import STAGES
from domain.wishes import WishState
from storage.indexes import make_indexes
from storage.mongo import Database

STATES = {"submitted": WishState.CHECKED, "declined": WishState.REFUSED}
AT_FIRST = timedelta(days=7)


async def up(db: Database) -> None:
    """Rename states, give the open ones a desk and a deadline, and make the indexes."""
    wishes = db["wishes"]
    before = {"turn": {"$exists": False}}
    for name, state in STATES.items():
        await wishes.update_many({**before, "state": name}, {"$set": {"state": state.value}})
    for state, stage in STAGES.items():
        due = {"$add": ["$changed_at", int(AT_FIRST.total_seconds() * 1000)]}
        given = {"turn": 1, "desk": str(stage.desk), "since": "$changed_at", "due_at": due, "next_at": due}
        await wishes.update_many({**before, "state": state.value}, [{"$set": given}])
    await wishes.update_many(before, {"$set": {"turn": 1, "desk": ""}})
    await make_indexes(db)
