"""Personal data of wishes: of children and guardians, of those who give, and of what is told (domain/personal.py has all)."""

from domain.consents import Purpose
from domain.personal_kinds import (
    WISH_DAYS,
    Fate,
    Field,
    Ground,
    Held,
    Since,
    Whose,
)
from domain.staff import Permission

_CHILD, _ASKED, _GUARDIAN = Whose.CHILD, Ground.CONSENT, Ground.CONSENT_OF_GUARDIAN
_WISH, _SEES_WISH = Purpose.WISH, Permission.WISH_READ


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
        field("sharers", "who brings a dear wish together with her", "to deliver it and to thank them", _SEES_WISH),
        field("met", "who had a company wish in hand", "to look into what a family is worried about"),
        field(
            "claim_slot",
            "which of her places for open wishes; her number as a digest",
            "that nobody takes up too many at once",
        ),
    )


def _of_stories() -> tuple[Field, ...]:
    def field(name: str, what: str, whose: Whose, held: Held) -> Field:
        purpose, needs = "to tell how a wish came true", Purpose.STORY if name == "text" else None
        ground = _GUARDIAN if needs else _ASKED
        seen, term = Permission.WISH_READ, (WISH_DAYS, Since.OVER, Fate.GONE)
        return Field("wish_stories", name, what, whose, purpose, ground, held, needs, seen, *term)

    return (
        field("text", "how the wish came true, without anything that leads to the child", _CHILD, Held.PUBLIC),
        field("person", "whose word it takes", Whose.GUARDIAN, Held.ID),
    )


def _of_volunteers() -> tuple[Field, ...]:
    def field(name: str, what: str, held: Held, seen: Permission | None = Permission.WISH_APPROVE) -> Field:
        why, term = "that a child meets nobody unvetted", (None, Since.WRITTEN, Fate.GONE)
        return Field("volunteers", name, what, Whose.DONOR, why, _ASKED, held, None, seen, *term)

    return (
        field("_id", "the id of who applied", Held.ID),
        field("person", "who keeps children company", Held.ID, None),
        field("number", "what she shows at the county's office", Held.ID),
        field("checked_on", "when she was looked up with the police", Held.CLEAR),
    )


def _of_organisations() -> tuple[Field, ...]:
    def field(collection: str, name: str, what: str, held: Held, fate: Fate = Fate.GONE) -> Field:
        purpose, seen = "that staff can call an organisation that gives", Permission.WISH_APPROVE
        return Field(collection, name, what, Whose.DONOR, purpose, _ASKED, held, None, seen, None, Since.WRITTEN, fate)

    contacts = "organisation_contacts"
    return (
        field(contacts, "sealed", "name and number of whom one calls at an organisation", Held.FAMILY),
        field(contacts, "name_masked", "her name, masked", Held.MASKED),
        field(contacts, "phone_masked", "her number, masked", Held.MASKED),
        field(contacts, "person", "who she is", Held.ID),
        field("organisation_members", "person", "who acts for an organisation", Held.ID),
        field("gift_batches", "by", "who took up wishes for an organisation", Held.ID, Fate.EMPTIED),
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


def _of_voices() -> tuple[Field, ...]:
    def field(name: str, what: str, held: Held, seen_by: Permission | None = None) -> Field:
        purpose, term = "that the officer who sees to a wish hears it", (WISH_DAYS, Since.OVER, Fate.GONE)
        wish = Purpose.WISH
        return Field("wish_voices", name, what, _CHILD, purpose, _GUARDIAN, held, wish, seen_by, *term)

    return (
        field("sealed", "a voice message about a wish", Held.FAMILY, Permission.WISH_CHILD),
        field("person", "whose wish it is", Held.ID),
        field("wish_key", "which wish it is about", Held.ID),
    )


def of_all_wishes() -> tuple[Field, ...]:
    """What is held of a wish, of those who bring it, and of the stories told of it."""
    return (
        *_of_wishes(),
        *_of_giving(),
        *_of_stories(),
        *_of_volunteers(),
        *_of_organisations(),
        *_of_wish_pictures(),
        *_of_voices(),
    )
