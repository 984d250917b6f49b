"""What may be shown of personal values: masked forms, stored beside what is sealed so that lists open nothing."""

import re
from collections.abc import Callable, Mapping

from domain.wishes import mask_name

_DIGITS = re.compile(r"\D")
STAR = "*"


def mask_phone(phone: str) -> str:
    """138****1234; of a number with another length (a landline, 0537-2312345) its last four digits: ****2345."""
    digits = _DIGITS.sub("", phone)
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    if len(digits) == 11 and digits.startswith("1"):
        return f"{digits[:3]}****{digits[-4:]}"
    return f"****{digits[-4:]}" if len(digits) > 6 else "****"


def mask_id_number(number: str) -> str:
    """Of an identity number its first and last: 3****************X. Nothing of the birthday or the county remains."""
    kept = number.strip()
    return f"{kept[0]}{STAR * (len(kept) - 2)}{kept[-1]}" if len(kept) > 6 else "****"


def mask_birth_date(date: str) -> str:
    """Of an ISO date the year: 2016-**-**."""
    return f"{date[:4]}-**-**" if re.match(r"^\d{4}-\d{2}-\d{2}$", date) else "****"


def mask_school(school: str) -> str:
    """What kind of school, never which: the name's own part is starred (曲阜市吴村中心小学 → ****小学)."""
    return next((f"****{kind}" for kind in SCHOOL_KINDS if school.endswith(kind)), "****")


def mask_address(address: str) -> str:
    """Nothing but how much was given up to its county: the rest of it is starred. `address` without a county gives ****."""
    found = re.match(r"^(?:.{2,8}?省)?(?:.{2,8}?市)?.{1,8}?[县区市旗](?=.)", address)
    return f"{found[0]}****" if found else "****"


SCHOOL_KINDS = ("幼儿园", "小学", "初中", "高中", "中学", "学校")

MASKS: Mapping[str, Callable[[str], str]] = {
    "name": mask_name,
    "phone": mask_phone,
    "id_number": mask_id_number,
    "birth_date": mask_birth_date,
    "school": mask_school,
    "address": mask_address,
}


def masked(facts: Mapping[str, str]) -> dict[str, str]:
    """The masked form of each fact of a kind that has one; a fact of any other kind is left out."""
    return {kind: MASKS[kind](value) for kind, value in facts.items() if kind in MASKS and value}
