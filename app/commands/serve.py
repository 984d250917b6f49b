"""Answer the platform, members' pages and the staff's console."""

import argparse
import asyncio
import errno
import gc
import ipaddress
import socket
from collections.abc import Sequence

import structlog
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPConnection, HTTPMessageDelegate, HTTPServerConnectionDelegate
from tornado.netutil import bind_sockets
from tornado.web import Application

from app.bodies import READ_MOST_BYTES
from app.data_folder import settings_here
from app.processes import PortTaken
from app.running import prepare_to_serve, run_async, run_many, set_logging, stop_on_signals
from app.settings import Settings
from app.web import make_app
from app.wiring import open_services
from services.context import Services

log = structlog.get_logger()
GRACE_SECONDS = 6.0  # a turn has five
IDLE_SECONDS = 75.0
LOAD_SECONDS = 15.0
LATE_BODY_SECONDS = 30.0
MOST_HEADER_BYTES = 32 * 1024


def register(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--port", type=int, help="instead of XINQIAO_PORT")
    parser.add_argument("--processes", type=int, help="instead of XINQIAO_PROCESSES; they share the port")
    parser.add_argument("--address", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop. Raises BadSetting, PortTaken, StoreAway."""
    settings = settings_here(serving=True, given={"port": args.port, "processes": args.processes})
    set_logging(settings)
    if args.child:
        return run_async(lambda: serve(settings, address=args.address))
    _look_at_port(args.address, settings.port)
    run_async(lambda: _prepare(settings))
    if settings.processes > 1:
        return run_async(lambda: run_many("serve", settings, "--address", args.address, processes=settings.processes))
    return run_async(lambda: serve(settings, address=args.address))


async def _prepare(settings: Settings) -> int:
    await prepare_to_serve(settings)
    return 0


def _look_at_port(address: str, port: int) -> None:
    """Our own processes share a port; that somebody else has it would go unseen. Raises PortTaken."""
    try:
        for each in bind_sockets(port, address):
            each.close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(port) from None
        raise


async def serve(settings: Settings, *, address: str) -> int:
    """Serve in this process until a signal; open requests get time to end. The exit code."""
    gc.set_threshold(20_000, 20, 50)  # a turn makes few cycles: looking for them less often keeps the slowest quick
    stop = stop_on_signals()
    async with open_services(settings) as services:
        await _load(services, stop)
        server = ProxyAwareServer(
            make_app(services, settings),
            max_body_size=READ_MOST_BYTES,
            max_header_size=MOST_HEADER_BYTES,
            idle_connection_timeout=IDLE_SECONDS,
            body_timeout=LATE_BODY_SECONDS,
        )
        server.believe(settings.proxies)
        server.add_sockets(bind_sockets(settings.port, address, family=socket.AF_UNSPEC, reuse_port=True))
        log.info("listening", address=address, port=settings.port)
        await stop.wait()
        server.stop()
        await _end_of_requests()
        await server.close_all_connections()
    return 0


async def _load(services: Services, stop: asyncio.Event) -> None:
    """Take no request before the answers are in memory; where MongoDB is away, as well without them after a while."""
    waiting = {asyncio.create_task(services.answers.loaded.wait()), asyncio.create_task(stop.wait())}
    await asyncio.wait(waiting, timeout=LOAD_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    for each in waiting:
        each.cancel()


async def _end_of_requests() -> None:
    """Requests that are being answered now may end; GRACE_SECONDS at most."""
    running = [
        task
        for task in asyncio.all_tasks()
        if getattr(task.get_coro(), "__qualname__", "") == "RequestHandler._execute"
    ]
    if running:
        await asyncio.wait(running, timeout=GRACE_SECONDS)


class ProxyAwareServer(HTTPServer):
    """
    Believes X-Forwarded-For and X-Forwarded-Proto from proxies that are named, and from nobody else.

    Tornado's own `xheaders` believes whoever connects.
    """

    def initialize(self, request_callback: Application, **kwargs: object) -> None:  # type: ignore[override]
        """As Tornado's, for an application."""
        super().initialize(request_callback, **kwargs)  # type: ignore[arg-type]
        self._application: HTTPServerConnectionDelegate = request_callback
        self._believed = _Within([])

    def believe(self, proxies: Sequence[str]) -> None:
        """Believe the addresses and networks `proxies`."""
        self.xheaders = bool(proxies)
        self._believed = _Within([ipaddress.ip_network(each, strict=False) for each in proxies])
        self.trusted_downstream = self._believed  # type: ignore[assignment] # Tornado only asks what is in it

    def start_request(self, server_conn: object, request_conn: HTTPConnection) -> HTTPMessageDelegate:
        """A request; its sender's own words about where it comes from are dropped unless it is a proxy of ours."""
        peer = getattr(getattr(request_conn, "context", None), "remote_ip", "")
        if self.xheaders and peer in self._believed:
            return super().start_request(server_conn, request_conn)
        return self._application.start_request(server_conn, request_conn)


class _Within(set[str]):
    """The set of all addresses within some networks."""

    def __init__(self, networks: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> None:
        super().__init__()
        self._networks = networks

    def __contains__(self, address: object) -> bool:
        try:
            found = ipaddress.ip_address(str(address))
        except ValueError:
            return False
        return any(found in network for network in self._networks)
