"""How a call describes itself, and the OpenAPI document made from all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.json_schema import models_json_schema

from domain.errors import Invalid
from handlers.base import ApiHandler

Query = TypeVar("Query", bound=BaseModel)
REFERENCE = "#/components/schemas/{model}"


class Model(BaseModel):
    """A part of a question or an answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Problem(Model):
    """An error (RFC 9457). `code` is stable; `detail` is a sentence for people, in Chinese."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str | None = None
    problem: str | None = None
    retry_after: int | None = None


class Nothing(Model):
    """No values in the address."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A method of a call: its name for programs, a line of what it does, what it takes and answers, how it may fail."""

    id: str
    summary: str
    answer: type[BaseModel]
    query: type[BaseModel] = Nothing
    path: Mapping[str, str] | None = None
    problems: tuple[int, ...] = (400, 503)


@dataclass(frozen=True, slots=True)
class Route:
    """An address of the API: as OpenAPI writes it, as Tornado matches it, and who answers."""

    address: str
    pattern: str
    handler: type["ApiCall"]


class ApiCall(ApiHandler):
    """A call that describes itself in `OPERATIONS`, by method in small letters."""

    OPERATIONS: ClassVar[Mapping[str, Operation]] = {}

    def query(self, model: type[Query]) -> Query:
        """The address's values. Raises Invalid for one that can't be taken or isn't known."""
        given = {}
        for name in self.request.query_arguments:
            values = self.get_query_arguments(name)
            if len(values) > 1:
                raise Invalid(name[:40], "repeated")
            given[name] = values[0]
        try:
            return model.model_validate(given)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise Invalid(".".join(str(each) for each in first["loc"])[:40], first["type"]) from None

    def answer(self, model: BaseModel) -> None:
        """Answer with a model."""
        self.reply(model.model_dump(mode="json"))


def document(routes: Iterable[Route], *, title: str, version: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the routes."""
    listed = list(routes)
    operations = [each for route in listed for each in route.handler.OPERATIONS.values()]
    models = {each.answer for each in operations} | {Problem}
    inputs: list[tuple[type[BaseModel], Any]] = [(model, "serialization") for model in models]
    _, schemas = models_json_schema(sorted(inputs, key=lambda each: each[0].__name__), ref_template=REFERENCE)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "servers": [{"url": "/"}],
        "paths": {route.address: _path(route) for route in listed},
        "components": {"schemas": schemas["$defs"]},
    }


def _path(route: Route) -> dict[str, Any]:
    return {method: _operation(each) for method, each in route.handler.OPERATIONS.items()}


def _operation(operation: Operation) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": [*_path_parameters(operation), *_query_parameters(operation)],
        "security": [],
        "responses": {
            "200": {
                "description": "OK",
                "content": {"application/json": {"schema": _reference(operation.answer)}},
            }
        },
    }
    for status in operation.problems:
        content = {"application/problem+json": {"schema": _reference(Problem)}}
        said["responses"][str(status)] = {"description": _MEANING[status], "content": content}
    return said


_MEANING = {
    400: "a value can't be taken",
    401: "nobody is signed in",
    403: "not hers to do or see",
    404: "there is no such thing",
    409: "somebody else was first",
    429: "too often",
    503: "a store doesn't answer; try again later",
}


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
