"""
From a body's bytes to a tree of fields, XML and JSON alike, and from a field to a value of ours.

expat does the reading of XML: it is strict, in C, and lets us stop at a document type, so that no entity is ever
declared. wechatpy's parser (xmltodict over the same expat) raises on what isn't well-formed and is five times slower.
"""

import math
import re
from collections.abc import Mapping
from typing import Any
from xml.parsers import expat

import orjson

Fields = Mapping[str, Any]
DEPTH_MOST = 8
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CONTROL_IN_JSON = re.compile("[\x00-\x1f]")
_EPOCH_MOST = 253_402_300_799  # the end of the year 9999


class NotReadable(Exception):
    """The body is neither of the two forms."""


def read_fields(body: bytes) -> Fields:
    """The fields of a push. Raises NotReadable."""
    text = body.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        return _attempt(_read_xml, text, _CONTROL)
    if text.startswith("{"):
        return _attempt(_read_json, text, _CONTROL_IN_JSON)
    raise NotReadable


def _attempt(read: Any, text: str, control: re.Pattern[str]) -> Fields:
    # What people paste may hold control characters that neither form allows: her words shouldn't get lost for that.
    try:
        return dict(read(text))
    except NotReadable:
        cleaned = control.sub("", text)
        if cleaned == text:
            raise
        return dict(read(cleaned))


class _Tree:
    """Builds nested dicts while expat reads; an element that comes twice becomes a list."""

    __slots__ = ("_names", "_text", "_trees")

    def __init__(self) -> None:
        self._trees: list[dict[str, Any]] = [{}]
        self._names: list[str] = []
        self._text: list[str] = []

    @property
    def root(self) -> dict[str, Any]:
        return self._trees[0]

    def start(self, name: str, _attributes: object) -> None:
        if len(self._names) >= DEPTH_MOST:
            raise NotReadable
        self._names.append(name)
        self._trees.append({})
        self._text.clear()

    def text(self, part: str) -> None:
        self._text.append(part)

    def end(self, name: str) -> None:
        self._names.pop()
        children = self._trees.pop()
        value: Any = children or "".join(self._text)
        self._text.clear()
        parent = self._trees[-1]
        if name not in parent:
            parent[name] = value
        elif isinstance(parent[name], list):
            parent[name].append(value)
        else:
            parent[name] = [parent[name], value]


def _refuse(*_arguments: object) -> None:
    raise NotReadable


def _read_xml(text: str) -> dict[str, Any]:
    tree = _Tree()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = tree.start
    parser.CharacterDataHandler = tree.text
    parser.EndElementHandler = tree.end
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, ValueError) as error:
        raise NotReadable from error
    fields = tree.root.get("xml")
    if not isinstance(fields, dict):
        raise NotReadable
    return fields


def _read_json(text: str) -> dict[str, Any]:
    try:
        fields = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise NotReadable from error
    if not isinstance(fields, dict):
        raise NotReadable
    return fields


def text_of(fields: Fields, name: str) -> str:
    """The field as text; a number as its digits, "" for anything else."""
    value = fields.get(name)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def number_of(fields: Fields) -> str:
    """The number of a message or job: the platform writes MsgId in messages and MsgID in jobs, or the other way round."""
    return text_of(fields, "MsgId") or text_of(fields, "MsgID")


def whole_of(fields: Fields, name: str) -> int:
    """The field as a whole number; 0 for anything else."""
    value = fields.get(name)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str) and len(value) < 20:
        try:
            return int(value)
        except ValueError:
            return 0
    return 0


def moment_of(fields: Fields, name: str) -> int:
    """The field in seconds of the epoch; 0 where it is no moment."""
    seconds = whole_of(fields, name)
    return seconds if 0 <= seconds <= _EPOCH_MOST else 0


def degrees_of(fields: Fields, name: str) -> float:
    """The field as a finite number. Raises NotReadable."""
    value = fields.get(name)
    if isinstance(value, str | int | float) and len(str(value)) < 40:
        try:
            number = float(value)
        except ValueError:
            raise NotReadable from None
        if math.isfinite(number):
            return number
    raise NotReadable


def tree_of(fields: Fields, *names: str) -> Fields:
    """The first of the named fields that has fields of its own; empty when none has."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, dict):
            return value
    return {}


def rows_of(fields: Fields, name: str) -> list[Fields]:
    """The field's rows: the platform writes a list of one as the thing itself."""
    value = fields.get(name)
    rows = value if isinstance(value, list) else [value]
    return [row for row in rows if isinstance(row, dict)]
