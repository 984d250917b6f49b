"""Errors as people read them and as programs do (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from domain.errors import Invalid, LooksAlike, TooMany, XinqiaoError
from wording import errors as words

CONTENT_TYPE = "application/problem+json; charset=utf-8"
_CODES = {
    400: "invalid",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    412: "stale",
    413: "too_large",
    415: "not_json",
    416: "range_not_there",
    428: "precondition_missing",
    429: "too_many",
    503: "store_away",
}


def status_of(error: BaseException | None, otherwise: int) -> int:
    """The HTTP status of an error of ours; `otherwise` for any other."""
    return error.status if isinstance(error, XinqiaoError) else otherwise


def code_of(error: BaseException | None, status: int) -> str:
    """A stable word for programs."""
    if isinstance(error, XinqiaoError):
        return error.code
    return _CODES.get(status, "error" if status >= 500 else "invalid")


def sentence(code: str, status: int) -> tuple[str, str]:
    """A headline and what to do, for people."""
    known = words.BY_CODE.get(code)
    if known:
        return known
    return words.BY_CODE["error"] if status >= 500 else words.BY_CODE["invalid"]


def statuses() -> dict[str, list[int]]:
    """Every stable word with the statuses that it comes with."""
    found: dict[str, set[int]] = {"error": {500}}
    for status, code in _CODES.items():
        found.setdefault(code, set()).add(status)
    waiting: list[type[XinqiaoError]] = XinqiaoError.__subclasses__()
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        found.setdefault(kind.code, set()).add(kind.status)
    return {code: sorted(each) for code, each in found.items()}


def problem(error: BaseException | None, status: int) -> Mapping[str, Any]:
    """The problem document: type, title, status, detail, code; for a bad value also `field` and `problem`, in danger the card."""
    code = code_of(error, status)
    detail = "。".join(sentence(code, status))
    document: dict[str, Any] = {
        "type": f"/api/docs#{code}",
        "title": HTTPStatus(status).phrase if status in {each.value for each in HTTPStatus} else "Error",
        "status": status,
        "detail": detail,
        "code": code,
    }
    if isinstance(error, Invalid):
        document |= {"field": error.field, "problem": error.problem}
    if isinstance(error, LooksAlike):
        document["found"] = list(error.found)
    if isinstance(error, TooMany):
        document["retry_after"] = error.retry_after
    if isinstance(error, XinqiaoError) and error.danger:
        document["danger"] = error.danger
    return document
