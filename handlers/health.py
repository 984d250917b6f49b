"""Alive; able to work; figures for Prometheus."""

import asyncio
import ipaddress
from collections.abc import Awaitable

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from tornado.web import HTTPError

from handlers.access import public
from handlers.base import ApiHandler
from handlers.observe import requests
from storage import mongo, redis

READY_SECONDS = 1.0


@public
class Healthz(ApiHandler):
    """Alive: the loop turns."""

    async def get(self) -> None:
        """Always 200."""
        self.reply({"status": "ok"})


@public
class Readyz(ApiHandler):
    """Able to work: both stores answer within a second, and the knowledge base has been read."""

    async def get(self) -> None:
        """200, or 503 with what is missing."""
        mongodb, valkey = await asyncio.gather(
            _in_time(mongo.answers(self.services.db)), _in_time(redis.answers(self.services.redis))
        )
        loaded = self.services.answers.loaded.is_set()
        self.set_status(200 if mongodb and valkey and loaded else 503)
        state = {True: "ok", False: "away"}
        knowledge = "ok" if loaded else "loading"
        self.reply({"mongodb": state[mongodb], "redis": state[valkey], "knowledge": knowledge})


async def _in_time(answer: Awaitable[bool]) -> bool:
    try:
        async with asyncio.timeout(READY_SECONDS):
            return await answer
    except TimeoutError:
        return False


@public
class Metrics(ApiHandler):
    """Figures in Prometheus' format, for this machine alone."""

    async def get(self) -> None:
        """200 on loopback; 404 to everybody else, and to what a proxy passes on."""
        passed_on = any(name in self.request.headers for name in ("X-Forwarded-For", "X-Real-Ip", "Forwarded"))
        if passed_on or not _is_loopback(self.request.remote_ip or ""):
            raise HTTPError(404)
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.finish(generate_latest(requests().registry))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


ROUTES = [(r"/healthz", Healthz), (r"/readyz", Readyz), (r"/metrics", Metrics)]
