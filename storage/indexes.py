"""Every index, in one table; made at start, which does nothing where they exist."""

from pymongo import ASCENDING, DESCENDING, IndexModel

from domain.people import Standing
from domain.pushes import Channel, DeliveryState, PushState
from storage import booking_hours
from storage.encryption import VAULT
from storage.indexes_of_giving import indexes_of_giving
from storage.indexes_of_wishes import of_voices, of_wishes_on_their_way
from storage.mongo import Database, sibling
from storage.paging import WORDS

DAY = 24 * 3600


def _of_versions() -> list[IndexModel]:
    """One draft and one released version at most, and each number once."""
    held = {"slot": {"$type": "string"}}
    return [
        IndexModel([("number", ASCENDING)], unique=True),
        IndexModel([("slot", ASCENDING)], unique=True, partialFilterExpression=held),
    ]


def _of_standings() -> list[IndexModel]:
    """Of people: one for each standing, holding only those who stand so, since an index takes no two arrays."""
    which: dict[str, dict[str, bool]] = {
        Standing.FOLLOWING: {"identities.following": True},
        Standing.LEFT: {"identities.following": False},
        Standing.QUIET: {"pushes": False},
    }
    return [
        IndexModel(
            [("within", ASCENDING), ("_id", DESCENDING)], name=f"people_{standing}", partialFilterExpression=condition
        )
        for standing, condition in which.items()
    ]


INDEXES: dict[str, list[IndexModel]] = {
    "people": [
        IndexModel([("identities.app", ASCENDING), ("identities.openid", ASCENDING)], unique=True),
        IndexModel([("tags", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("within", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("unionids", ASCENDING)], unique=True, sparse=True),  # the field is absent where nobody knows one
        IndexModel(
            [("merged_into", ASCENDING)], name="tombstones", partialFilterExpression={"merged_into": {"$gt": ""}}
        ),
        *_of_standings(),
        IndexModel(
            [("seen_on", ASCENDING)], name="people_unseen", partialFilterExpression={"identities.following": False}
        ),
    ],
    "events": [
        IndexModel([("about", ASCENDING), ("seq", ASCENDING)], unique=True),
        IndexModel([("region_path", ASCENDING), ("at", DESCENDING)]),
    ],
    "outbox": [
        IndexModel([("done_at", ASCENDING), ("due_at", ASCENDING)]),
        IndexModel(
            [("done_at", ASCENDING)],
            name="done_rows_go",
            expireAfterSeconds=7 * DAY,
            partialFilterExpression={"done_at": {"$type": "date"}},
        ),
    ],
    "messages": [
        IndexModel([("app", ASCENDING), ("openid", ASCENDING), ("at", DESCENDING)]),
        IndexModel([("at", ASCENDING)]),
    ],
    "retention_reports": [],
    "notes": [IndexModel([("app", ASCENDING), ("openid", ASCENDING), ("at", ASCENDING)])],
    "lessons": [
        IndexModel([("slug", ASCENDING)], unique=True),
        IndexModel([("state", ASCENDING), ("series", ASCENDING), ("order", ASCENDING)]),
        IndexModel([("state", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("title", ASCENDING)]),
        IndexModel([("lacks", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("lacks", ASCENDING), ("changed_at", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("changed_at", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("state", ASCENDING), ("changed_at", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("title", ASCENDING), ("_id", ASCENDING)], name="in_words", collation=WORDS),
        IndexModel([("state", ASCENDING), ("title", ASCENDING), ("_id", ASCENDING)], name="states", collation=WORDS),
    ],
    "wishes": [
        IndexModel([("submitted_at", DESCENDING), ("region_path", ASCENDING)]),
        IndexModel([("state", ASCENDING), ("submitted_at", ASCENDING), ("region_path", ASCENDING)]),
        IndexModel([("key", ASCENDING)], unique=True),
        IndexModel([("receipt", ASCENDING)], unique=True),
        IndexModel([("within", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("state", ASCENDING), ("within", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("state", ASCENDING), ("region_path", ASCENDING)]),
        IndexModel([("guardian", ASCENDING), ("_id", DESCENDING)]),
        *of_wishes_on_their_way(),
    ],
    **indexes_of_giving(),
    "data_links": [
        IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0),
        IndexModel([("person", ASCENDING)]),
    ],
    "consents": [IndexModel([("person", ASCENDING), ("_id", DESCENDING)])],
    "knowledge": [
        IndexModel([("state", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("live_at", ASCENDING)]),
        IndexModel([("changed_at", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("state", ASCENDING), ("changed_at", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("category", ASCENDING), ("changed_at", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("waits", ASCENDING), ("changed_at", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("lacks", ASCENDING), ("changed_at", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("state", ASCENDING), ("valid_until", ASCENDING)]),
        IndexModel([("state", ASCENDING), ("unsolved", DESCENDING), ("_id", ASCENDING)]),
        IndexModel([("question", ASCENDING), ("_id", ASCENDING)], name="in_words", collation=WORDS),
        IndexModel([("picture", ASCENDING)], partialFilterExpression={"picture": {"$gt": ""}}),
        IndexModel([("draft.picture", ASCENDING)], partialFilterExpression={"draft.picture": {"$gt": ""}}),
        IndexModel([("audio", ASCENDING)], partialFilterExpression={"audio": {"$gt": ""}}),
        IndexModel([("draft.audio", ASCENDING)], partialFilterExpression={"draft.audio": {"$gt": ""}}),
        IndexModel([("row", ASCENDING)], unique=True, partialFilterExpression={"row": {"$exists": True}}),
    ],
    "knowledge_releases": [IndexModel([("entry", ASCENDING), ("number", DESCENDING)])],
    "knowledge_feedback": [
        IndexModel([("at", ASCENDING)], expireAfterSeconds=180 * DAY),
        IndexModel([("app", ASCENDING), ("openid", ASCENDING), ("at", DESCENDING)]),
    ],
    "questions": [
        IndexModel([("asked_at", DESCENDING), ("region_path", ASCENDING)]),
        IndexModel([("waits", ASCENDING), ("asked_at", ASCENDING), ("region_path", ASCENDING)]),
        IndexModel([("key", ASCENDING)], unique=True),
        IndexModel([("receipt", ASCENDING)], unique=True),
        IndexModel([("waits", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("waits", ASCENDING), ("within", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("waits", ASCENDING), ("turn", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("waits", ASCENDING), ("within", ASCENDING), ("turn", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("readers", ASCENDING), ("waits", ASCENDING), ("turn", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("waits", ASCENDING), ("region_path", ASCENDING)]),
        IndexModel([("waits", ASCENDING), ("raise_at", ASCENDING)]),
        IndexModel([("owner", ASCENDING), ("waits", ASCENDING)]),
        IndexModel([("proposal", ASCENDING), ("asked_at", DESCENDING), ("_id", DESCENDING)]),
        IndexModel([("state", ASCENDING), ("turn", ASCENDING)]),
        IndexModel([("state", ASCENDING), ("answered_at", ASCENDING)]),
        IndexModel([("state", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("state", ASCENDING), ("within", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("asker", ASCENDING), ("_id", DESCENDING)]),
    ],
    "question_messages": [
        IndexModel([("question", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("by", ASCENDING)]),
    ],
    "question_pictures": [IndexModel([("question", ASCENDING)])],
    "experts": [],
    "alerts": [
        IndexModel([("at", DESCENDING), ("region_path", ASCENDING)]),
        IndexModel([("key", ASCENDING)], unique=True),
        IndexModel([("acknowledged_at", ASCENDING), ("within", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("acknowledged_at", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("acknowledged_by", ASCENDING), ("region_path", ASCENDING)]),  # null is no key to count by
        IndexModel([("within", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("at", DESCENDING), ("app", ASCENDING), ("openid", ASCENDING), ("person", ASCENDING)]),
        IndexModel([("app", ASCENDING), ("openid", ASCENDING), ("at", DESCENDING)]),
        IndexModel([("person", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("case", ASCENDING), ("_id", ASCENDING)]),
    ],
    "cases": [
        IndexModel([("open_for", ASCENDING)], unique=True, partialFilterExpression={"open_for": {"$gt": ""}}),
        IndexModel([("person", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("app", ASCENDING), ("openid", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("open", ASCENDING), ("within", ASCENDING), ("rank", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("open", ASCENDING), ("rank", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("open", ASCENDING), ("answer_by", ASCENDING)]),
        IndexModel([("open", ASCENDING), ("within", ASCENDING), ("due_at", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("open", ASCENDING), ("due_at", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("open", ASCENDING), ("remind_at", ASCENDING)]),
        IndexModel([("open", ASCENDING), ("reminded", ASCENDING), ("next_contact_at", ASCENDING)]),
        IndexModel([("opened_at", ASCENDING)]),
    ],
    "case_entries": [IndexModel([("case", ASCENDING), ("_id", DESCENDING)])],
    "safe_words": [],
    "false_alarms": [IndexModel([("day", DESCENDING), ("_id", ASCENDING)])],
    "regions": [
        IndexModel([("name", ASCENDING)]),
        IndexModel([("parent", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("level", ASCENDING), ("_id", ASCENDING)]),
    ],
    "staff": [
        IndexModel([("name", ASCENDING)]),
        IndexModel([("login", ASCENDING)], unique=True),
        IndexModel([("state", ASCENDING), ("region_path", ASCENDING)]),
        IndexModel([("region_path", ASCENDING)]),
        IndexModel([("appointments.region_path", ASCENDING)]),
        IndexModel([("appointments.deputy_for", ASCENDING)]),
        IndexModel([("within", ASCENDING), ("login", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("state", ASCENDING), ("within", ASCENDING), ("login", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("within", ASCENDING), ("name", ASCENDING), ("_id", ASCENDING)], name="in_words", collation=WORDS),
        IndexModel(
            [("state", ASCENDING), ("within", ASCENDING), ("name", ASCENDING), ("_id", ASCENDING)],
            name="states",
            collation=WORDS,
        ),
    ],
    "staff_guards": [],
    "staff_invitations": [
        IndexModel([("staff", ASCENDING)], unique=True),
        IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0),
    ],
    "handovers": [
        IndexModel([("region_path", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("staff", ASCENDING)]),
        IndexModel([("successor", ASCENDING), ("received_at", ASCENDING), ("_id", ASCENDING)]),
    ],
    "wish_imports": [IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0)],
    "entry_imports": [IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0)],
    "staff_imports": [IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0)],
    "region_changes": [
        IndexModel([("region", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("into", ASCENDING), ("_id", DESCENDING)]),
    ],
    "audit": [
        IndexModel([("kind", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("day", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("within", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("actor", ASCENDING), ("within", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("about", ASCENDING), ("within", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("actor", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("about", ASCENDING), ("_id", DESCENDING)]),
    ],
    "staff_sessions": [
        IndexModel([("staff", ASCENDING)]),
        IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0),
    ],
    "staff_tokens": [
        IndexModel([("digest", ASCENDING)], unique=True),
        IndexModel([("staff", ASCENDING), ("_id", DESCENDING)]),
    ],
    "api_answers": [
        IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0),
        IndexModel([("about", ASCENDING)]),
        IndexModel([("person", ASCENDING)]),
    ],
    "person_sessions": [
        IndexModel([("person", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=DAY),
    ],
    "person_tokens": [
        IndexModel([("person", ASCENDING)]),
        IndexModel([("session", ASCENDING)]),
        IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=DAY),
    ],
    "phones": [IndexModel([("person", ASCENDING)], unique=True), IndexModel([("digest", ASCENDING)])],
    "files": [IndexModel([("person", ASCENDING), ("_id", DESCENDING)])],
    "file_contents": [],
    "wish_pictures": [
        IndexModel([("wish", ASCENDING), ("key", ASCENDING)], unique=True),
        IndexModel([("wish", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("person", ASCENDING)]),
        IndexModel([("by", ASCENDING)]),
        IndexModel([("file", ASCENDING)], partialFilterExpression={"file": {"$gt": ""}}),
    ],
    "wish_picture_contents": [],
    "wish_voices": of_voices(),
    "sign_in_tries": [IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0)],
    "sign_in_codes": [
        IndexModel([("scene", ASCENDING)], unique=True),
        IndexModel([("browser", ASCENDING)], unique=True),
        IndexModel([("typed", ASCENDING)], unique=True, name="digits", partialFilterExpression={"typed": {"$gt": ""}}),
        IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=3600),
    ],
    "staff_wechat": [IndexModel([("person", ASCENDING)], unique=True)],
    "pushes": [
        IndexModel([("created_at", DESCENDING), ("_id", DESCENDING)]),
        IndexModel(
            [("created_at", ASCENDING)],
            name="waiting",
            partialFilterExpression={"state": PushState.WAITING.value},
        ),
    ],
    "deliveries": [
        IndexModel(
            [("push", ASCENDING), ("state", ASCENDING), ("channel", ASCENDING), ("lane", ASCENDING), ("_id", ASCENDING)]
        ),
        # Partial ones, since every message changes its row twice, and each index that a row is in changes with it.
        IndexModel(
            [("push", ASCENDING), ("batch", ASCENDING), ("state", ASCENDING)],
            name="rows_of_a_batch",
            partialFilterExpression={"batch": {"$gt": ""}},
        ),
        IndexModel(
            [("lease_until", ASCENDING)], name="under_way", partialFilterExpression={"state": DeliveryState.SENDING}
        ),
        IndexModel(
            [("app", ASCENDING), ("openid", ASCENDING), ("at", DESCENDING)],
            name="mass_of_a_person",
            partialFilterExpression={"channel": Channel.MASS},
        ),
    ],
    "push_batches": [
        IndexModel([("push", ASCENDING), ("state", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("msg_id", ASCENDING)]),
    ],
    "mass_results": [IndexModel([("at", ASCENDING)], expireAfterSeconds=90 * DAY)],
    "push_lists": [IndexModel([("push", ASCENDING), ("_id", ASCENDING)])],
    "menus": _of_versions(),
    "keywords": _of_versions(),
    "settings": [IndexModel([("part", ASCENDING), ("number", DESCENDING)], unique=True)],
    "pictures": [
        IndexModel([("digest", ASCENDING)], unique=True),
        IndexModel([("media_id", ASCENDING)], name="copies", partialFilterExpression={"media_id": {"$gt": ""}}),
        IndexModel([("state", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("state", ASCENDING), ("title", ASCENDING), ("_id", ASCENDING)]),
    ],
    "picture_files": [],
    "recordings": [
        IndexModel([("digest", ASCENDING)], unique=True),
        IndexModel([("state", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("state", ASCENDING), ("title", ASCENDING), ("_id", ASCENDING)]),
    ],
    "recording_files": [],
    "scenes": [IndexModel([("region_path", ASCENDING), ("_id", DESCENDING)])],
    "scene_days": [IndexModel([("scene", ASCENDING), ("day", DESCENDING)])],
    "scene_scans": [IndexModel([("at", ASCENDING)], expireAfterSeconds=3 * DAY)],
    "grant_entries": [
        IndexModel([("app", ASCENDING), ("openid", ASCENDING), ("at", DESCENDING), ("seq", DESCENDING)]),
        IndexModel([("at", ASCENDING)], expireAfterSeconds=366 * DAY),
    ],
    "follower_syncs": [
        IndexModel([("slot", ASCENDING)], unique=True, sparse=True),  # one runs at a time
        IndexModel([("begun_at", DESCENDING), ("_id", DESCENDING)]),
    ],
    "checks": [
        IndexModel([("about", ASCENDING), ("field", ASCENDING)], unique=True),
        IndexModel([("trace_id", ASCENDING)], unique=True, partialFilterExpression={"trace_id": {"$gt": ""}}),
        IndexModel([("state", ASCENDING), ("within", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("state", ASCENDING), ("region_path", ASCENDING)]),
        IndexModel([("state", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("state", ASCENDING), ("staff_at", ASCENDING)]),
        IndexModel([("state", ASCENDING), ("why", ASCENDING), ("within", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("state", ASCENDING), ("why", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("search_at", ASCENDING)], sparse=True),  # until a picture was searched
        IndexModel([("person", ASCENDING), ("state", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("decided_at", ASCENDING)]),
        IndexModel([("region_path", ASCENDING)]),
    ],
    "check_results": [IndexModel([("at", ASCENDING)], expireAfterSeconds=3 * DAY)],
    "blocks": [
        IndexModel([("person_open", ASCENDING)], unique=True, partialFilterExpression={"person_open": {"$gt": ""}}),
        IndexModel([("person", ASCENDING)]),
        IndexModel([("within", ASCENDING), ("_id", DESCENDING)]),
        IndexModel([("region_path", ASCENDING)]),
        IndexModel([("accounts", ASCENDING)], sparse=True),
        IndexModel(
            [("until", ASCENDING)],
            name="of_erased_people_go",
            expireAfterSeconds=0,
            partialFilterExpression={"accounts": {"$exists": True}},
        ),
    ],
    **booking_hours.INDEXES,
    "grants": [IndexModel([("app", ASCENDING), ("openid", ASCENDING), ("left", ASCENDING)])],
}

VAULT_INDEXES = [
    IndexModel([("keyAltNames", ASCENDING)], unique=True, partialFilterExpression={"keyAltNames": {"$exists": True}})
]


async def make_indexes(db: Database) -> None:
    """Make what is missing, the key vault's included."""
    for name, indexes in INDEXES.items():
        if indexes:
            await db[name].create_indexes(indexes)
    await sibling(db, f"{db.name}_{VAULT}")["vault"].create_indexes(VAULT_INDEXES)
