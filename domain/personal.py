"""
Every personal field that is held: where it lies, whose it is, why, on which ground, how, who sees it and how long.

This table is the one place. docs/privacy.md is printed from it, retention and the packed backup go by it, and a test
plants personal values through the product and looks for them anywhere else.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.consents import Purpose
from domain.staff import Permission


class Whose(StrEnum):
    """Whom a field tells something about."""

    CHILD = "a child"
    GUARDIAN = "a guardian"
    DONOR = "a donor"
    PERSON = "whoever writes to the account"
    STAFF = "staff"


class Ground(StrEnum):
    """The lawful ground, by the article of the Personal Information Protection Law (and what else asks for it)."""

    CONSENT_OF_GUARDIAN = "arts. 13(1), 29, 31: a guardian's separate consent"
    CONSENT = "art. 13(1): consent, by following or asking"
    DUTY = "art. 13(3): a legal duty (Law on the Protection of Minors art. 11; Law on Women's Rights art. 73)"
    LIMIT = "art. 13(3): a legal duty (Regulations on Minors Online art. 29: limiting who spreads what is forbidden)"
    PROOF = "art. 13(3): proof of consents and of who read what (art. 14; Regulations on Minors Online arts. 36, 37)"
    WORK = "art. 13(2): work for the institution"


class Held(StrEnum):
    """How a field lies in the database."""

    FAMILY = "sealed under the family's data key"
    MASTER = "sealed under the master key"
    OWN = "sealed under a data key of its own"
    DIGEST = "as a keyed digest"
    MASKED = "masked when it is written"
    BAND = "made coarse when it is written"
    PUBLIC = "in clear: meant to be shown once it was looked over"
    ID = "an id that names nobody by itself"
    CLEAR = "in clear: needed to answer or to decide who may see"


class Since(StrEnum):
    """From when on the term runs."""

    WRITTEN = "it was written"
    OVER = "the matter is over"
    LEFT = "she was last here by any door, once nothing of hers goes on"
    WITHDRAWN = "it was withdrawn"
    ENDED = "the account was closed"


class Fate(StrEnum):
    """What erasing its owner does to it."""

    GONE = "deleted"
    EMPTIED = "taken out of a row that stays for the counts"
    UNNAMED = "stays; it leads to nobody any more"
    UNTIL_ITS_END = "stays, without her id, until the block ends; then the whole row is deleted"
    NOT_HERS = "stays: not hers"


@dataclass(frozen=True, slots=True)
class Field:
    """
    A personal field. `field` is its path in the documents of `collection`; `needs` the consent without which it isn't
    written; `seen_by` the permission that shows it, None where no page does; `days` its term, None without one of its own.
    """

    collection: str
    field: str
    what: str
    whose: Whose
    purpose: str
    ground: Ground
    held: Held
    needs: Purpose | None
    seen_by: Permission | None
    days: int | None
    since: Since
    fate: Fate

    @property
    def path(self) -> str:
        """As it is named in one word."""
        return f"{self.collection}.{self.field}"


YEAR = 365
CHAT_DAYS, NOTE_DAYS, QUESTION_DAYS, LEFT_DAYS = 180, 30, YEAR, YEAR
SIGNED_IN_DAYS = 31
BLOCK_DAYS = 90  # the longest block
WISH_DAYS, ALERT_DAYS, PROOF_DAYS, DELIVERY_DAYS = 2 * YEAR, 3 * YEAR, 3 * YEAR, YEAR

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


def _of_wishes() -> tuple[Field, ...]:
    def field(name: str, what: str, purpose: str, held: Held, seen_by: Permission | None = _SEES_WISH) -> Field:
        return Field(
            "wishes", name, what, _CHILD, purpose, _GUARDIAN, held, _WISH, seen_by, WISH_DAYS, Since.OVER, Fate.EMPTIED
        )

    return (
        field(
            "sealed",
            "the child's name, village; of a family without a phone the guardian's name and number",
            "to verify and deliver",
            Held.FAMILY,
            Permission.WISH_CHILD,
        ),
        field("child_masked", "the child's name, masked", "to tell wishes apart", Held.MASKED),
        field("age_band", "the child's age in bands", "that the gift fits", Held.BAND),
        field(
            "text", "the wish in her guardian's words, masked where they name her", "to tell wishes apart", Held.MASKED
        ),
        field(
            "written", "the wish as it was written, where it names her", "to verify", Held.FAMILY, Permission.WISH_CHILD
        ),
        field("region", "the child's village", "which officer verifies", Held.CLEAR),
        field("guardian", "whose wish it is", "to tell her how far it has come", Held.ID),
        field("receipt", "the number of the receipt", "to ask after it", Held.ID),
        field("key", "which message made it", "the same message twice is one wish", Held.ID, None),
        field("public_text", "the wish as an officer worded it", "for donors to read", Held.PUBLIC),
        field("hardship", "the family's kind of hardship", "that the gift goes where it is needed", Held.CLEAR),
        field("why", "why it was returned or refused", "to tell her guardian", Held.CLEAR),
        field("child_key", "the child's name and village, digested", "one open wish a child", Held.DIGEST, None),
        field("child_open", "the same while the wish is open", "one open wish a child", Held.DIGEST, None),
    )


def _of_giving() -> tuple[Field, ...]:
    def field(name: str, what: str, purpose: str, seen_by: Permission | None = None) -> Field:
        term = (WISH_DAYS, Since.OVER, Fate.EMPTIED)
        return Field("wishes", name, what, Whose.DONOR, purpose, _ASKED, Held.ID, None, seen_by, *term)

    return (
        field("donor_id", "who takes the wish up", "to deliver it and to thank her", _SEES_WISH),
        field("second_id", "the second adult of a company wish", "that a child meets nobody alone", _SEES_WISH),
        field("met", "who had a company wish in hand", "to look into what a family is worried about"),
        field("claim_slot", "which of her places for open wishes", "that nobody takes up too many at once"),
    )


def _of_wish_pictures() -> tuple[Field, ...]:
    def field(collection: str, name: str, what: str, held: Held, seen_by: Permission | None = None) -> Field:
        purpose, term = "to verify, to deliver and to thank", (WISH_DAYS, Since.OVER, Fate.GONE)
        picture = Purpose.PICTURE
        return Field(collection, name, what, _CHILD, purpose, _GUARDIAN, held, picture, seen_by, *term)

    rows, sees = "wish_pictures", Permission.WISH_CHILD
    return (
        field("wish_picture_contents", "sealed", "a picture of a wish, a signed paper, a drawing", Held.FAMILY, sees),
        field(rows, "person", "whose wish it is", Held.ID),
        field(rows, "by", "who brought it", Held.ID, _SEES_WISH),
        field(rows, "key", "which sending made it", Held.ID),
        field(rows, "file", "the file of a person's own that it was made from", Held.ID),
    )


def _of_talk() -> tuple[Field, ...]:
    asks, alert = Permission.QUESTION_READ, Permission.ALERT_READ
    words, talk = "what she asked", "what she wrote to the account"
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
            "notes", "sealed", "an answer that waits", _PERSON, "to tell her", _ASKED, Held.MASTER, None, None, *note
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
        field("case_entries", "sealed", "what colleagues noted of her", Held.OWN, seen),
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
        field("data_links", "person", "whose data a link shows", "that she sees her data", Held.ID, days=1),
        field("sign_in_codes", "person", "whose WeChat signs in", "to sign in", Held.ID, days=1),
        field("checks", "sealed", "words or a picture to be looked at", check, Held.FAMILY, seen=True),
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
    *_of_wishes(),
    *_of_giving(),
    *_of_wish_pictures(),
    *_of_talk(),
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
