"""What a sheet and the media library ask of the knowledge base is read by an index, however many entries there are."""

from collections.abc import Awaitable, Callable

from services.context import Services
from tests.joined import ENTRIES

ROWS = 300
ASKS: dict[str, Callable[[Services], Awaitable[object]]] = {
    "rows of sheets": lambda s: s.knowledge.of_rows(["d0", "d1", "d2", "none"]),
    "the same questions": lambda s: s.knowledge.asking(["新题 0", "新题 1", "新题 2", "没有这一题"]),
    "with a picture": lambda s: s.knowledge.having("picture"),
    "with a recording": lambda s: s.knowledge.having("audio"),
}


# Two indexes that are joined read a document for its state, and once more for itself.
async def test_no_more_entries_are_read_than_are_found(services: Services) -> None:
    knowledge = services.db["knowledge"]
    whole = await knowledge.find_one({"_id": ENTRIES[0].id})
    assert whole is not None
    others = [whole | {"_id": f"e{number}", "question": f"题 {number}"} for number in range(ROWS)]
    told = [{"row": f"d{n}", "picture": f"p{n}", "audio": f"a{n}", "question": f"新题 {n}"} for n in range(3)]
    found = [whole | {"_id": f"f{number}"} | each for number, each in enumerate(told)]
    await knowledge.insert_many([*others, *found])
    for name, ask in ASKS.items():
        await services.db.command("profile", 2)
        given = await ask(services)
        await services.db.command("profile", 0)
        asked = {"ns": knowledge.full_name, "command.find": "knowledge"}
        (said,) = await services.db["system.profile"].find(asked).to_list(2)
        await services.db.drop_collection("system.profile")
        assert len(given) == len(found), name  # type: ignore[arg-type]
        assert "COLLSCAN" not in said["planSummary"], (name, said["planSummary"])
        assert said["docsExamined"] <= 2 * len(found), (name, said["planSummary"])
