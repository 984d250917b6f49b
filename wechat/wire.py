"""One request to the platform and its answer; what became of it when there was no answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson

from wechat.errors import Busy, NotConnected, OurMistake

ANSWER_MOST_BYTES = 32 * 1024 * 1024
TIMES = aiohttp.ClientTimeout(total=15, connect=5, sock_connect=3)
UPLOAD_TIMES = aiohttp.ClientTimeout(total=90, connect=5, sock_connect=3)


class Lost(Exception):
    """No answer that could be understood: the request may have taken effect."""

    def __init__(self, why: str, errcode: int = 0, rid: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.errcode = errcode
        self.rid = rid


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a form. `fields` are the form's other fields."""

    name: str
    filename: str
    content: bytes = field(repr=False)
    content_type: str = "application/octet-stream"
    fields: Mapping[str, str] = field(default_factory=dict)

    def form(self) -> aiohttp.FormData:
        """The form, new for each try: aiohttp reads one only once."""
        form = aiohttp.FormData()
        form.add_field(self.name, self.content, filename=self.filename, content_type=self.content_type)
        for name, value in self.fields.items():
            form.add_field(name, value)
        return form


@dataclass(frozen=True, slots=True)
class Request:
    """
    What is asked: `payload` goes as JSON in UTF-8, `upload` as a form, neither as a GET. `file` says that the answer may
    be a file instead of fields.
    """

    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    payload: Mapping[str, Any] | None = None
    upload: Upload | None = None
    file: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole."""

    content_type: str
    body: bytes = field(repr=False)

    @property
    def is_json(self) -> bool:
        """Whether it may be fields, by its look: the platform's content type isn't to be relied on."""
        return self.body[:16].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))

    def fields(self) -> dict[str, Any]:
        """The fields of a JSON answer, control characters inside strings included. Raises Lost."""
        try:
            found = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            found = _read_loosely(self.body)
        if not isinstance(found, dict):
            raise Lost("no fields in the answer")
        return found


def _read_loosely(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8-sig", "replace"), strict=False)
    except (ValueError, RecursionError):
        return None


class Wire:
    """The connection to the platform. `http` is the pooled session, which its owner closes."""

    def __init__(self, *, api_base: str, http: aiohttp.ClientSession) -> None:
        self._base = api_base.rstrip("/")
        self._http = http

    async def ask(self, request: Request) -> Answer:
        """
        The platform's answer (HTTP 200). Raises NotConnected, Lost, Busy (HTTP 429) or OurMistake (other 3xx, 4xx).

        Nothing of the request stands in an error: its address holds the access token.
        """
        trouble: Exception
        try:
            return await self._exchange(request)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            trouble = NotConnected(errmsg="no connection")
        except aiohttp.InvalidURL:
            trouble = OurMistake(errmsg="no address of the platform")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            trouble = Lost(type(error).__name__)
        raise trouble

    async def _exchange(self, request: Request) -> Answer:
        data: Any = None
        headers = {}
        if request.upload is not None:
            data = request.upload.form()
        elif request.payload is not None:
            data = orjson.dumps(request.payload)
            headers["Content-Type"] = "application/json; charset=utf-8"
        async with self._http.request(
            "GET" if data is None else "POST",
            f"{self._base}{request.path}",
            params=request.params,
            data=data,
            headers=headers,
            timeout=TIMES if request.upload is None else UPLOAD_TIMES,
            allow_redirects=False,  # an access token goes nowhere else
        ) as response:
            if response.status >= 500:
                raise Lost(f"HTTP {response.status}")
            if response.status == 429:
                raise Busy(errmsg="HTTP 429")
            if response.status != 200:
                raise OurMistake(errmsg=f"HTTP {response.status}")
            parts, size = [], 0
            async for part in response.content.iter_any():
                size += len(part)
                if size > ANSWER_MOST_BYTES:
                    raise Lost("the answer is too large")
                parts.append(part)
            return Answer(response.content_type.lower(), b"".join(parts))
