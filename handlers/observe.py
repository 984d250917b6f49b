"""What is counted and logged of a request: its route's pattern, never its address, words or sender."""

import functools
import traceback
from types import TracebackType

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, PlatformCollector, ProcessCollector
from tornado.web import RequestHandler

log = structlog.get_logger()
QUIET = ("AccountCallback", "MiniProgramCallback", "Healthz", "Readyz", "Metrics", "Live")  # too many to log one by one
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Requests:
    """The figures of this process's requests."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._seconds = Histogram(
            "xinqiao_http_seconds", "time to answer", ["handler"], buckets=BUCKETS, registry=self.registry
        )
        self._answers = Counter("xinqiao_http_answers", "answers", ["handler", "status"], registry=self.registry)

    def count(self, handler: str, status: int, seconds: float) -> None:
        """Count one answer."""
        self._seconds.labels(handler).observe(seconds)
        self._answers.labels(handler, f"{status // 100}xx").inc()


@functools.cache
def requests() -> Requests:
    """The figures; made on first use, one set a process."""
    return Requests()


def log_request(handler: RequestHandler) -> None:
    """Tornado's `log_function`: counts the request and logs a line of it."""
    name, status = type(handler).__name__, handler.get_status()
    seconds = handler.request.request_time()
    requests().count(name, status, seconds)
    if name == "Readyz" or (status < 500 and name in QUIET):
        return
    tell = log.error if status >= 500 else log.info
    tell("request", handler=name, method=handler.request.method, status=status, ms=round(seconds * 1000, 1))


def log_failure(name: str, error: BaseException, trace: TracebackType | None) -> None:
    """
    Log an error that nobody expected: its class and where it was raised, not its message, which may hold what
    somebody wrote.
    """
    where = [f"{each.filename.rsplit('/', 2)[-1]}:{each.lineno} {each.name}" for each in traceback.extract_tb(trace)]
    log.error("request failed", handler=name, error=type(error).__name__, where=where[-8:])
