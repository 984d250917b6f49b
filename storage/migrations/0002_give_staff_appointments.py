"""Staff hold roles each for a region of its own; an audit log is kept."""

from storage.indexes import make_indexes
from storage.mongo import Database


async def up(db: Database) -> None:
    """Each role becomes an appointment for the account's region; the field `roles` stays for the running release."""
    await make_indexes(db)
    await db["staff"].update_many(
        {"appointments": {"$exists": False}},
        [
            {
                "$set": {
                    "state": "active",
                    "appointments": {
                        "$map": {
                            "input": "$roles",
                            "as": "role",
                            "in": {
                                "role": "$$role",
                                "region_path": "$region_path",
                                "since": None,
                                "until": None,
                                "deputy_for": "",
                            },
                        }
                    },
                }
            }
        ],
    )
