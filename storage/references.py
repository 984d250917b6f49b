"""
Where a person is referred to: the one list by which two records of a person become one, and by which it can be told that
none was forgotten. A new collection stands in exactly one of these tables.
"""

from collections.abc import Mapping

# Documents that are hers: a field holds her id, and follows when her record joins another. Each has an index on it.
HERS: Mapping[str, tuple[str, ...]] = {
    "alerts": ("person",),
    "api_answers": ("person",),
    "blocks": ("person",),
    "booking_waits": ("person",),
    "bookings": ("person",),
    "cases": ("person",),
    "checks": ("person",),
    "consents": ("person",),
    "data_links": ("person",),
    "files": ("person",),
    "gift_batches": ("by",),
    "organisation_contacts": ("person",),
    "person_sessions": ("person",),
    "person_tokens": ("person",),
    "question_messages": ("by",),
    "questions": ("asker",),
    "sign_in_codes": ("person",),
    "wish_pictures": ("person", "by"),
    "wish_voices": ("person",),
    "volunteers": ("person",),
    "wish_stories": ("person",),
    "wishes": ("guardian", "donor_id", "second_id"),
}

# Lists of people in a document, and the fields beside which nobody stands in the list: two records of one person are one there.
IN_LISTS: Mapping[str, tuple[str, tuple[str, ...]]] = {"wishes": ("sharers", ("guardian", "donor_id"))}

# One a person, and so decided one by one: who has two keeps the older, or the newer where that is what holds today.
ONE_A_PERSON: Mapping[str, str] = {
    "organisation_members": "person",
    "phones": "person",
    "staff_wechat": "person",
}
NEWER_STAYS = frozenset({"phones"})

# Open for one person only once: of two that are open the one that lasts longer stays hers, else the one of the record kept.
OPEN_ONCE: Mapping[str, str] = {"blocks": "person_open", "cases": "open_for"}

# What tells of a day keeps the id of that day; who asks for a person's story asks for all ids that were ever hers.
OF_ITS_DAY: Mapping[str, tuple[str, ...]] = {
    "audit": ("about", "actor"),
    "deliveries": ("person",),
    "events": ("about", "actor"),
}

# Hers by (app, openid): these follow her account, whoever's record it lies in.
BY_ACCOUNT = frozenset(
    {
        "alerts",
        "cases",
        "deliveries",
        "grant_entries",
        "grants",
        "knowledge_feedback",
        "messages",
        "notes",
        "push_lists",
        "safe_words",
        "scene_scans",
    }
)

# Rows of work name an account or a thing, never a person.
OF_NOBODY = frozenset(
    {
        "audit_seals",
        "campaigns",
        "booking_hours",
        "budget_moves",
        "budgets",
        "booking_places",
        "case_entries",
        "check_results",
        "collection_points",
        "covers",
        "entry_imports",
        "erasures",
        "experts",
        "false_alarms",
        "file_contents",
        "follower_syncs",
        "handovers",
        "keywords",
        "knowledge",
        "knowledge_releases",
        "knowledge_vectors",
        "lessons",
        "lot_moves",
        "lots",
        "mass_results",
        "menus",
        "organisations",
        "outbox",
        "parcel_steps",
        "parcels",
        "picture_files",
        "pictures",
        "push_batches",
        "pushes",
        "question_pictures",
        "recording_files",
        "recordings",
        "region_changes",
        "regions",
        "retention_reports",
        "scene_days",
        "scenes",
        "schema",
        "secrets",
        "second_factors",
        "seeds",
        "series",
        "settings",
        "sign_in_tries",
        "staff",
        "staff_guards",
        "staff_imports",
        "staff_invitations",
        "staff_sessions",
        "staff_tokens",
        "staff_visits",
        "vault",
        "wish_imports",
        "wish_picture_contents",
        "wish_days",
        "people",
    }
)
