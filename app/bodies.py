"""Bodies that are larger than anything here takes: read to their end and dropped, so that the sender sees why."""

from typing import Any

from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    RequestStartLine,
    ResponseStartLine,
)
from tornado.web import Application

TAKEN_MOST_BYTES = 8 * 1024 * 1024  # a cover that staff upload; the callbacks take far less
READ_MOST_BYTES = 2 * TAKEN_MOST_BYTES  # the server's max_body_size: a connection that brings more is closed at once


class BoundedApplication(Application):
    """
    An application whose handlers see of a body at most a little over TAKEN_MOST_BYTES, and refuse it by its length. What comes
    after that is read and dropped, up to READ_MOST_BYTES in all: a phone that is still sending when the connection closes is
    told nothing but that it was reset.
    """

    def start_request(self, server_conn: object, request_conn: HTTPConnection) -> HTTPMessageDelegate:
        """A request, bounded."""
        return _Bounded(super().start_request(server_conn, request_conn))


class _Bounded(HTTPMessageDelegate):
    """What is told to `inner` of a request, less the end of a body that is too large."""

    def __init__(self, inner: HTTPMessageDelegate) -> None:
        self._inner = inner
        self._headers = HTTPHeaders()
        self._size = 0

    def headers_received(self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders) -> Any:
        """What is sent, and how."""
        self._headers = headers
        return self._inner.headers_received(start_line, headers)

    def data_received(self, chunk: bytes) -> Any:
        """Until it is too much, and that it is."""
        before, self._size = self._size, self._size + len(chunk)
        if before > TAKEN_MOST_BYTES:
            return None
        if self._size > TAKEN_MOST_BYTES:
            self._headers["Content-Type"] = "application/octet-stream"  # a form without its end is no form
        return self._inner.data_received(chunk)

    def finish(self) -> None:
        """All of it was sent."""
        self._inner.finish()

    def on_connection_close(self) -> None:
        """The sender is gone."""
        self._inner.on_connection_close()
