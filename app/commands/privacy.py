"""Print the page docs/privacy.md: which personal data is held, why, how long, and who sees it."""

import argparse
from collections.abc import Iterable

from domain.consents import CURRENT, GUARDIANS, Purpose
from domain.personal import FIELDS
from domain.personal_kinds import Field, Held, Whose
from domain.staff import PERMISSIONS, Permission

LEAD = """\
# Personal data

Printed by `./xinqiao privacy table` from the code's own table (`domain/personal.py`); a test plants personal values through
the product and looks for them anywhere else than here.

"Sealed" means MongoDB's client-side field-level encryption: the server never sees the value. A family's data key lies in a
database of its own, wrapped by `XINQIAO_FIELD_KEY`; erasing a family destroys it ([operations](operations.md#erasing)).
Logs, metrics, addresses of pages and the audit log hold none of these values, but for the ids that the table names.
"""
CONSENTS = """\
## Consents

Each purpose is agreed to by itself, at the moment when it is needed, to a text that has a version, and withdrawn in the
chat (我的授权), on its page, or through the API. About a child it is the guardian's to give. Who, when, which text and how are
kept, and when and how it was withdrawn.
"""
KEYS = """\
## Found by equality

Phones and identity numbers are looked for by a keyed digest (HMAC-SHA-256). Its key lies sealed in the vault, so that a
change of the master key leaves digests as they are.
"""


def register(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="table")
    actions.add_parser("table", help="prints the page docs/privacy.md")


def run(args: argparse.Namespace) -> int:
    """Do it."""
    del args
    print(privacy_page(), end="")
    return 0


def privacy_page() -> str:
    """The page as Markdown."""
    parts = [LEAD]
    for whose in Whose:
        fields = [each for each in FIELDS if each.whose is whose]
        if fields:
            parts.append(f"## Of {whose}\n\n{_fields(fields)}")
    parts += [f"{CONSENTS}\n{_consents()}", KEYS]
    return "\n".join(parts)


def _fields(fields: Iterable[Field]) -> str:
    head = ("what", "field", "why", "ground", "how it lies", "who sees it", "how long", "when she is erased")
    return _table(head, [_row(each) for each in fields])


def _row(field: Field) -> tuple[str, ...]:
    why = f"{field.purpose}; needs consent `{field.needs}`" if field.needs else field.purpose
    return (
        field.what,
        f"`{field.path}`",
        why,
        field.ground,
        field.held,
        _seen_by(field.seen_by),
        _term(field),
        field.fate,
    )


def _seen_by(permission: Permission | None) -> str:
    if permission is None:
        return "no page"
    roles = ", ".join(role for role, held in PERMISSIONS.items() if permission in held)
    return f"`{permission}`: everybody on the staff" if permission is Permission.SELF else f"`{permission}`: {roles}"


def _term(field: Field) -> str:
    if field.days is None:
        return "while the account lasts" if field.held is not Held.ID else "with the log"
    return f"{field.days} days since {field.since}"


def _consents() -> str:
    rows = [
        (
            f"`{purpose}`",
            "guardian" if purpose in GUARDIANS else "she herself",
            f"`content/consents/{CURRENT[purpose]}.yaml`",
        )
        for purpose in Purpose
    ]
    return _table(("purpose", "who gives it", "text shown now"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
