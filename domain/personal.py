"""
Every personal field that is held: where it lies, whose it is, why, on which ground, how, who sees it and how long.

This table is the one place. docs/privacy.md is printed from it, retention and the packed backup go by it, and a test
plants personal values through the product and looks for them anywhere else.
"""

from domain.consents import Purpose
from domain.personal_kinds import (
    ALERT_DAYS,
    BLOCK_DAYS,
    BOOKING_DAYS,
    CHAT_DAYS,
    DELIVERY_DAYS,
    LEFT_DAYS,
    NOTE_DAYS,
    PROOF_DAYS,
    QUESTION_DAYS,
    SIGNED_IN_DAYS,
    WAIT_DAYS,
    WISH_DAYS,
    YEAR,
    Fate,
    Field,
    Ground,
    Held,
    Since,
    Whose,
)
from domain.personal_of_wishes import of_all_wishes
from domain.staff import Permission

_PERSON, _CHILD, _STAFF = Whose.PERSON, Whose.CHILD, Whose.STAFF
_ASKED, _GUARDIAN, _DUTY = Ground.CONSENT, Ground.CONSENT_OF_GUARDIAN, Ground.DUTY
_WISH, _SEES_WISH = Purpose.WISH, Permission.WISH_READ


def _of_people() -> tuple[Field, ...]:
    def field(name: str, what: str, purpose: str, held: Held, seen_by: Permission | None = None) -> Field:
        return Field(
            "people", name, what, _PERSON, purpose, _ASKED, held, None, seen_by, LEFT_DAYS, Since.LEFT, Fate.GONE
        )

    seen = Permission.PERSON_READ
    return (
        field("_id", "the id that we know her by", "to tell people apart", Held.ID),
        field("identities.openid", "the platform's id of her account", "to answer her", Held.ID),
        field("identities.unionid", "the platform's id of her across accounts", "to know her in both doors", Held.ID),
        field("identities.windows", "when she last wrote, tapped, scanned", "the platform's windows", Held.CLEAR, seen),
        field("seen_on", "the day on which she was last here", "to forget who is long gone", Held.CLEAR),
        field("region", "her village", "which staff look after her", Held.CLEAR, seen),
        field("tags", "topics and tags", "which lessons she gets", Held.CLEAR, seen),
        field("roles", "guardian, donor, volunteer and the like", "what she is offered", Held.CLEAR, seen),
        field("roles_from", "how she came to be that", "what she is offered", Held.CLEAR, seen),
        field("unionids", "the platform's id of her across accounts", "to know her in both doors", Held.ID),
        field("muted", "the topics that she doesn't want", "退订 is honoured", Held.CLEAR, seen),
        field("quiet", "the hours in which she wants nothing", "she isn't woken", Held.CLEAR, seen),
        field("pushes", "whether she wants lessons", "退订 is honoured", Held.CLEAR, seen),
    )


def _of_talk() -> tuple[Field, ...]:
    asks, alert, answers = Permission.QUESTION_READ, Permission.ALERT_READ, Permission.QUESTION_ANSWER
    words, talk = "what she asked", "what she wrote to the account"
    pictures, shown = "question_pictures", "a picture between her and an expert"
    question = (QUESTION_DAYS, Since.WRITTEN, Fate.EMPTIED)
    danger = (ALERT_DAYS, Since.WRITTEN, Fate.EMPTIED)
    chat = (CHAT_DAYS, Since.WRITTEN, Fate.GONE)
    note = (NOTE_DAYS, Since.WRITTEN, Fate.GONE)
    said = (QUESTION_DAYS, Since.WRITTEN, Fate.GONE)
    helped, why = "whether which answer helped her", "that nobody counts twice"
    counted = (180, Since.WRITTEN, Fate.GONE)
    return (
        Field("knowledge_feedback", "_id", helped, _PERSON, why, _ASKED, Held.ID, None, None, *counted),
        Field("knowledge_feedback", "openid", helped, _PERSON, why, _ASKED, Held.ID, None, None, *counted),
        Field("questions", "sealed", words, _PERSON, "to answer", _ASKED, Held.FAMILY, None, asks, *question),
        Field("questions", "asker", "who asked", _PERSON, "to answer", _ASKED, Held.ID, None, None, *question),
        Field(
            "questions", "key", "which message made it", _PERSON, "once only", _ASKED, Held.ID, None, None, *question
        ),
        Field("messages", "sealed", talk, _PERSON, "to find what went wrong", _ASKED, Held.MASTER, None, None, *chat),
        Field("messages", "openid", "who wrote", _PERSON, "to delete her chat", _ASKED, Held.ID, None, None, *chat),
        Field("messages", "_id", "which message", _PERSON, "once only", _ASKED, Held.ID, None, None, *chat),
        Field(
            "notes", "sealed", "what waits to be told", _PERSON, "to tell her", _ASKED, Held.MASTER, None, None, *note
        ),
        Field("notes", "openid", "for whom it waits", _PERSON, "to tell her", _ASKED, Held.ID, None, None, *note),
        Field(
            "alerts", "sealed", "what she wrote in danger", _PERSON, "to help", _DUTY, Held.OWN, None, alert, *danger
        ),
        Field("alerts", "openid", "who wrote it", _PERSON, "to help", _DUTY, Held.ID, None, None, *danger),
        Field("alerts", "person", "who wrote it", _PERSON, "to help", _DUTY, Held.ID, None, alert, *danger),
        Field("alerts", "key", "which message raised it", _PERSON, "once only", _DUTY, Held.ID, None, None, *danger),
        Field("question_messages", "sealed", words, _PERSON, "to answer", _ASKED, Held.FAMILY, None, asks, *said),
        Field("question_messages", "by", "who wrote it", _PERSON, "to answer", _ASKED, Held.ID, None, asks, *said),
        Field(pictures, "sealed", shown, _PERSON, "to answer", _ASKED, Held.FAMILY, None, answers, *said),
        Field(pictures, "small", f"{shown}, small", _PERSON, "to answer", _ASKED, Held.FAMILY, None, answers, *said),
    )


def _of_bookings() -> tuple[Field, ...]:
    def field(name: str, what: str, held: Held, seen_by: Permission | None = None, rows: str = "bookings") -> Field:
        stays = rows == "bookings"
        term = (BOOKING_DAYS, Since.WRITTEN, Fate.EMPTIED) if stays else (WAIT_DAYS, Since.WRITTEN, Fate.GONE)
        return Field(rows, name, what, _PERSON, "to meet a counsellor", _ASKED, held, None, seen_by, *term)

    reads = Permission.BOOKING_OPEN
    return (
        field("person", "who comes", Held.ID),
        field("receipt", "the number that she says at the door", Held.CLEAR, Permission.BOOKING_READ),
        field("hers", "that she has one of a service", Held.DIGEST),
        field("said", "what she wants to talk about, what she wants to be called", Held.FAMILY, reads),
        field("note", "what the counsellor keeps for herself", Held.FAMILY, reads),
        field("_id", "that she waits for a service", Held.DIGEST, rows="booking_waits"),
        field("person", "who waits", Held.ID, rows="booking_waits"),
    )


def _of_cases() -> tuple[Field, ...]:
    def field(collection: str, name: str, what: str, held: Held, seen_by: Permission | None = None) -> Field:
        term = (ALERT_DAYS, Since.WRITTEN, Fate.EMPTIED)
        return Field(collection, name, what, _PERSON, "to help", _DUTY, held, None, seen_by, *term)

    def word(name: str, what: str, held: Held) -> Field:
        why = "that only she reads what concerns her case"
        return Field("safe_words", name, what, _PERSON, why, _DUTY, held, None, None, None, Since.WRITTEN, Fate.GONE)

    seen = Permission.ALERT_READ
    return (
        field("cases", "person", "who is in danger", Held.ID, seen),
        field("cases", "openid", "who is in danger", Held.ID),
        field("cases", "open_for", "who is in danger, while the case is open", Held.ID),
        field(
            "case_entries",
            "sealed",
            "what colleagues noted of her, and what receipts of reports and referrals say",
            Held.OWN,
            seen,
        ),
        word("_id", "whose word it is", Held.ID),
        word("openid", "whose word it is", Held.ID),
        word("hash", "the word that she chose", Held.DIGEST),
    )


def _of_the_mini_program() -> tuple[Field, ...]:
    def field(
        collection: str, name: str, what: str, purpose: str, held: Held, *, days: int | None = None, seen: bool = False
    ) -> Field:
        by = Permission.CHECK_READ if seen else None
        return Field(collection, name, what, _PERSON, purpose, _ASKED, held, None, by, days, Since.WRITTEN, Fate.GONE)

    reach, sign, check = "that she can be reached", "that she stays signed in", "nothing unchecked is shown"
    twice = "that a call which is sent again does nothing twice"
    picture, block = "to show with what it belongs to", "that nobody is bothered"
    known, lasts = "accounts of somebody who was erased while she was blocked", "that erasing lifts no block"
    ends = (None, None, BLOCK_DAYS, Since.WRITTEN, Fate.UNTIL_ITS_END)
    return (
        field("phones", "sealed", "her phone number", reach, Held.FAMILY),
        field("phones", "masked", "her phone number, masked", reach, Held.MASKED),
        field("phones", "digest", "her phone number, digested", "one number, one person", Held.DIGEST),
        field("phones", "person", "whose number it is", reach, Held.ID),
        field("files", "person", "whose picture it is", picture, Held.ID),
        field("file_contents", "sealed", "a picture that she sent", picture, Held.FAMILY),
        field("person_sessions", "person", "who is signed in", sign, Held.ID, days=SIGNED_IN_DAYS),
        field("person_tokens", "person", "who is signed in", sign, Held.ID, days=SIGNED_IN_DAYS),
        field("api_answers", "sealed", "what a call of hers was answered", twice, Held.FAMILY, days=1),
        field("api_answers", "sealed_work", "what a program of staff was answered", twice, Held.MASTER, days=1),
        field("api_answers", "person", "whose call it was", twice, Held.ID, days=1),
        field("api_answers", "about", "whom and what an answer names", twice, Held.ID, days=1),
        field(
            "data_links", "person", "whose data or pages a link opens", "that she sees what is hers", Held.ID, days=1
        ),
        field("sign_in_codes", "person", "whose WeChat signs in", "to sign in", Held.ID, days=1),
        field("checks", "sealed", "words or a picture to be looked at", check, Held.FAMILY, seen=True),
        field(
            "checks",
            "first",
            "a picture as it came, until its covered one is decided on",
            check,
            Held.FAMILY,
            seen=True,
        ),
        field("checks", "person", "whose words they are", check, Held.ID, seen=True),
        field("blocks", "person", "who may not publish", block, Held.ID, seen=True),
        field("blocks", "person_open", "the same while it lasts", block, Held.ID),
        field("blocks", "appeal", "what she says against it", "to decide again", Held.FAMILY, seen=True),
        Field("blocks", "accounts", known, _PERSON, lasts, Ground.LIMIT, Held.DIGEST, *ends),
    )


def _of_pushes() -> tuple[Field, ...]:
    def field(collection: str, name: str, what: str, days: int, fate: Fate = Fate.GONE) -> Field:
        purpose = "that nobody gets a lesson twice"
        return Field(collection, name, what, _PERSON, purpose, _ASKED, Held.ID, None, None, days, Since.WRITTEN, fate)

    return (
        field("deliveries", "openid", "to whom a lesson went", DELIVERY_DAYS, Fate.EMPTIED),
        field("deliveries", "person", "to whom a lesson went", DELIVERY_DAYS, Fate.EMPTIED),
        field("deliveries", "_id", "to whom which lesson went", DELIVERY_DAYS, Fate.EMPTIED),
        field("push_lists", "openids", "a list of a push", 7),
        field("grants", "openid", "how many single notices she allowed", YEAR),
        field("grant_entries", "openid", "when she allowed a notice and when it was used", YEAR),
        field("grants", "_id", "which account and notice a grant is for", YEAR),
        field("outbox", "args", "for whom something is to be done", 7),
        field("outbox", "_id", "which message asked for it", 7),
        field("scene_scans", "_id", "which scan was counted", 3),
    )


def _of_proof() -> tuple[Field, ...]:
    proof, audit = Ground.PROOF, Permission.AUDIT_READ
    term = (PROOF_DAYS, Since.WITHDRAWN, Fate.UNNAMED)
    log = (None, Since.WRITTEN, Fate.UNNAMED)
    story = (_GUARDIAN, Held.FAMILY, _WISH, Permission.WISH_CHILD, WISH_DAYS, Since.OVER, Fate.EMPTIED)
    seen, why = Permission.PERSON_READ, "to prove what was agreed to"
    return (
        Field("consents", "person", "who agreed", Whose.GUARDIAN, why, proof, Held.ID, None, seen, *term),
        Field(
            "consents",
            "paper",
            "the day of a signed sheet, what its signer is to the child, and where it is kept",
            Whose.GUARDIAN,
            why,
            proof,
            Held.CLEAR,
            None,
            _SEES_WISH,
            *term,
        ),
        Field("events", "data.sealed", "what an officer noted", _CHILD, "the story of a wish", *story),
        Field("events", "about", "whose record changed", _PERSON, "the story of it", proof, Held.ID, None, None, *log),
        Field("events", "actor", "who did a step", _PERSON, "the story of a wish", proof, Held.ID, None, None, *log),
        Field("audit", "about", "whose data was read", _PERSON, "who read what", proof, Held.ID, None, audit, *log),
        Field("audit", "actor", "who acted", _STAFF, "who read what", proof, Held.ID, None, audit, *log),
    )


def _of_staff() -> tuple[Field, ...]:
    work = Ground.WORK
    ended = (None, Since.ENDED, Fate.NOT_HERS)
    week = (7, Since.WRITTEN, Fate.NOT_HERS)
    reads, self_ = Permission.STAFF_READ, Permission.SELF
    sheet = "names and offices of colleagues to invite"
    return (
        Field(
            "staff", "name", "how colleagues see her", _STAFF, "to work together", work, Held.CLEAR, None, reads, *ended
        ),
        Field("staff", "login", "what she signs in with", _STAFF, "to sign in", work, Held.CLEAR, None, reads, *ended),
        Field(
            "second_factors", "secret", "one-time codes", _STAFF, "to sign in", work, Held.MASTER, None, None, *ended
        ),
        Field(
            "staff_sessions", "device_kind", "her devices", _STAFF, "to sign out", work, Held.CLEAR, None, self_, *week
        ),
        Field(
            "staff_wechat", "person", "which WeChat is hers", _STAFF, "to sign in", work, Held.ID, None, None, *ended
        ),
        Field(
            "wish_imports",
            "sealed",
            "a sheet of wishes of families without a phone; what was entered leaves it at once",
            _CHILD,
            "to enter many at once",
            _GUARDIAN,
            Held.MASTER,
            _WISH,
            Permission.WISH_ENTER,
            7,
            Since.WRITTEN,
            Fate.EMPTIED,
        ),
        Field("staff_imports", "sealed", sheet, _STAFF, "to invite", work, Held.MASTER, None, reads, *week),
    )


FIELDS: tuple[Field, ...] = (
    *_of_people(),
    *of_all_wishes(),
    *_of_talk(),
    *_of_bookings(),
    *_of_cases(),
    *_of_the_mini_program(),
    *_of_pushes(),
    *_of_proof(),
    *_of_staff(),
)


def fields_of(collection: str) -> tuple[Field, ...]:
    """The personal fields of one collection."""
    return tuple(each for each in FIELDS if each.collection == collection)


def term(collection: str) -> int | None:
    """For how many days rows of a collection may name somebody; None without a term of its own."""
    terms = [each.days for each in fields_of(collection) if each.days is not None]
    return min(terms) if terms else None
