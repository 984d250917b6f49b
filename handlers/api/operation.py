"""How a call describes itself, and the OpenAPI document made from all of them."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.json_schema import models_json_schema
from tornado.web import HTTPError

from domain.errors import Invalid
from domain.staff import Permission
from handlers.access import needed_for, needs_person
from handlers.base import SESSION_COOKIE, ApiHandler
from wording.errors import BY_CODE

Query = TypeVar("Query", bound=BaseModel)
REFERENCE = "#/components/schemas/{model}"
_WORDS = {
    **dict.fromkeys(("string_too_short", "too_short", "bytes_too_short"), "too_short"),
    **dict.fromkeys(("string_too_long", "too_long", "bytes_too_long"), "too_long"),
    **dict.fromkeys(("greater_than", "greater_than_equal", "less_than", "less_than_equal"), "out_of_range"),
    **dict.fromkeys(("int_parsing_size", "finite_number"), "out_of_range"),
    **dict.fromkeys(("int_parsing", "int_from_float", "float_parsing", "bool_parsing"), "wrong_type"),
    **dict.fromkeys(("enum", "literal_error", "extra_forbidden"), "unknown"),
    "missing": "missing",
    "json_invalid": "json_invalid",
}
_DROPPED = re.compile(rb"[\x00-\x08\x0e-\x1f]")  # Tornado leaves these out of an argument without a word


class Model(BaseModel):
    """A part of a question or an answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Problem(Model):
    """
    An error (RFC 9457). `code` is stable; `detail` is a sentence for people, in Chinese. Where there is a `danger`, it is a card
    that says whom to call: show it first and whole. `problem` is a stable word too; /api/docs tells what to do about each.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str = Field(json_schema_extra={"enum": [*sorted(BY_CODE)]})
    field: str | None = None
    problem: str | None = None
    retry_after: int | None = None
    danger: str | None = None
    found: list[str] | None = None


class Nothing(Model):
    """No values in the address."""


@dataclass(frozen=True, slots=True)
class Operation:
    """
    A method of a call: its name for programs, a line of what it does, what it takes and answers, how it may fail.

    `body` and `answer` are models in JSON, or the types of a file that is sent as it is. `once` asks for an Idempotency-Key, `seen`
    for an If-Match with the version that she has read; `status` is that of the answer.
    """

    id: str
    summary: str
    answer: type[BaseModel] | tuple[str, ...]
    query: type[BaseModel] = Nothing
    path: Mapping[str, str] | None = None
    problems: tuple[int, ...] = (400, 503)
    body: type[BaseModel] | tuple[str, ...] | None = None
    status: int = 200
    once: bool = False
    seen: bool = False
    versioned: bool = False
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """An address of the API: as OpenAPI writes it, as Tornado matches it, and who answers."""

    address: str
    pattern: str
    handler: type["ApiCall"]


class ApiCall(ApiHandler):
    """A call that describes itself in `OPERATIONS`, by method in small letters."""

    OPERATIONS: ClassVar[Mapping[str, Operation]] = {}

    @property
    def operation(self) -> Operation:
        """What this call says of itself."""
        return self.OPERATIONS[(self.request.method or "GET").lower().replace("head", "get")]

    def check_xsrf_cookie(self) -> None:
        """As everywhere; a method that there isn't is answered as such, whoever asks."""
        if (self.request.method or "").lower() in self.OPERATIONS:
            super().check_xsrf_cookie()

    def query(self, model: type[Query]) -> Query:
        """The address's values. Raises Invalid for one that can't be taken or isn't known."""
        given = {}
        for name in self.request.query_arguments:
            values = self.get_query_arguments(name, strip=False)
            if len(values) > 1:
                raise Invalid(name[:40], "repeated")
            if _DROPPED.search(self.request.query_arguments[name][0]):
                raise Invalid(name[:40], "invalid")
            given[name] = values[0]
        return _valid(model, given)

    def body(self, model: type[Query]) -> Query:
        """
        What was sent, in JSON. Raises Invalid for a value that can't be taken or isn't known, HTTPError 415 for another
        format.
        """
        if self.request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
            raise HTTPError(415)
        try:
            orjson.loads(self.request.body)  # stricter about words than what reads it next
        except orjson.JSONDecodeError:
            raise Invalid("", "json_invalid") from None
        return _valid(model, self.request.body)

    def file(self, kinds: Collection[str]) -> bytes:
        """What was sent, as it is. Raises HTTPError 415 for another type than these."""
        if self.request.headers.get("Content-Type", "").partition(";")[0].strip().lower() not in kinds:
            raise HTTPError(415)
        return self.request.body

    def answer(self, model: BaseModel) -> None:
        """Answer with a model."""
        self.set_status(self.operation.status)
        self.reply(model.model_dump(mode="json"))


def _valid(model: type[Query], given: Mapping[str, str] | bytes) -> Query:
    """A body is taken as its schema says, so 1 is no "yes" there; an address holds nothing but words."""
    try:
        if isinstance(given, bytes):
            return model.model_validate_json(given, strict=True)
        return model.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise Invalid(".".join(str(each) for each in first["loc"])[:40], problem_of(first["type"])) from None


def problem_of(kind: str) -> str:
    """Our stable word for what pydantic calls an error: its own names are not ours to keep."""
    return _WORDS.get(kind, "wrong_type" if kind.endswith("_type") else "invalid")


def document(routes: Iterable[Route], *, title: str, version: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the routes."""
    listed = list(routes)
    operations = [each for route in listed for each in route.handler.OPERATIONS.values()]
    models = {each.answer for each in operations if isinstance(each.answer, type)} | {Problem}
    inputs: list[tuple[type[BaseModel], Any]] = [(model, "serialization") for model in models]
    inputs += [(each.body, "validation") for each in operations if isinstance(each.body, type)]
    _, schemas = models_json_schema(sorted(inputs, key=lambda each: each[0].__name__), ref_template=REFERENCE)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "servers": [{"url": "/"}],
        "paths": {route.address: _path(route) for route in listed},
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "made by ./xinqiao staff token"},
                "person": {"type": "http", "scheme": "bearer", "description": "access_token of POST /api/v1/session"},
                "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
            },
        },
    }


def _path(route: Route) -> dict[str, Any]:
    return {
        method: _operation(method, each, needed_for(route.handler, method), person=needs_person(route.handler, method))
        for method, each in route.handler.OPERATIONS.items()
    }


def _operation(method: str, operation: Operation, needed: Permission | None, *, person: bool) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": [*_path_parameters(operation), *_query_parameters(operation), *_header_parameters(operation)],
        "security": [{"person": []}] if person else _security(method, needed),
        "responses": {
            str(operation.status): {
                "description": "OK",
                "content": _content(operation.answer),
            }
        },
    }
    if operation.versioned:
        etag = {"description": "the version, for If-Match", "schema": {"type": "string"}}
        said["responses"][str(operation.status)]["headers"] = {"ETag": etag}
        if method == "get":
            said["responses"]["304"] = {"description": "as If-None-Match names it"}
    if operation.partial:
        part = {"description": "the part that Range asks for", "content": _content(operation.answer)}
        said["responses"]["206"] = part
    if operation.body is not None:
        said["requestBody"] = {"required": True, "content": _content(operation.body)}
    if needed is not None:
        said["x-permission"] = str(needed)
    more = _STAFF_PROBLEMS if needed else (*_PROBLEMS, 401) if person else _PROBLEMS
    more += (404,) if operation.path else ()  # also where a gap holds what it can't
    more += ((409,) if operation.once else ()) + ((412, 428) if operation.seen else ())
    more += (413, 415) if operation.body is not None else ()
    for status in sorted({*operation.problems, *more}):
        content = {"application/problem+json": {"schema": _reference(Problem)}}
        said["responses"][str(status)] = {"description": _MEANING[status], "content": content}
    return said


_PROBLEMS: tuple[int, ...] = (400, 429, 503)
_STAFF_PROBLEMS: tuple[int, ...] = (*_PROBLEMS, 401, 403)
_MEANING = {
    400: "a value can't be taken",
    401: "nobody is signed in",
    403: "not hers to do or see",
    404: "there is no such thing",
    409: "somebody else was first",
    412: "it has been changed since the version in If-Match",
    413: "too large",
    416: "the file has no such part",
    415: "another format than this takes",
    428: "If-Match is missing",
    429: "too often",
    503: "a store doesn't answer; try again later",
}


def _security(method: str, needed: Permission | None) -> list[dict[str, list[str]]]:
    if needed is None:
        return []
    by_session: list[dict[str, list[str]]] = [{"session": []}] if method == "get" else []
    return [{"token": [str(needed)]}, *by_session]


def _content(body: type[BaseModel] | tuple[str, ...]) -> dict[str, Any]:
    if isinstance(body, tuple):
        return {kind: {"schema": _FORM if kind == "multipart/form-data" else _FILE} for kind in body}
    return {"application/json": {"schema": _reference(body)}}


_FILE = {"type": "string", "format": "binary"}
_FORM = {"type": "object", "properties": {"file": _FILE}, "required": ["file"]}


def _header_parameters(operation: Operation) -> list[dict[str, Any]]:
    found = []
    if operation.once:
        said = "made by the caller; the same call with it again is answered as the first was, for 24 hours"
        schema: dict[str, Any] = {"type": "string", "minLength": 8, "maxLength": 100, "pattern": "^[!-~]+$"}
        found.append(
            {"name": "Idempotency-Key", "in": "header", "required": True, "schema": schema, "description": said}
        )
    if operation.seen:
        said = "the ETag of the version that the caller has read"
        schema = {"type": "string", "pattern": '^"v[0-9]{1,15}"$'}
        found.append({"name": "If-Match", "in": "header", "required": True, "schema": schema, "description": said})
    return found


def _path_parameters(operation: Operation) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": pattern}}
        for name, pattern in (operation.path or {}).items()
    ]


def _query_parameters(operation: Operation) -> list[dict[str, Any]]:
    schema = operation.query.model_json_schema(ref_template=REFERENCE)
    required = schema.get("required", [])
    found = []
    for name, each in schema.get("properties", {}).items():
        parameter = {"name": name, "in": "query", "required": name in required, "schema": each}
        if "description" in each:
            parameter["description"] = each["description"]
        found.append(parameter)
    return found


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": REFERENCE.format(model=model.__name__)}
