"""`python -m simulator --config FILE --port N --data DIR --assets DIR`."""

import argparse
import asyncio
import contextlib
import signal
import socket
import sys
from pathlib import Path

from aiohttp import web

from simulator.server import BadConfiguration, make_app, read_accounts

HOST = "127.0.0.1"
BAD_USE = 2


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="simulator", description="The platform on this machine, with phones.")
    parser.add_argument("--config", type=Path, required=True, help="the accounts, as JSON")
    parser.add_argument("--port", type=int, required=True, help="0 takes any that is free")
    parser.add_argument("--data", type=Path, required=True, help="folder that outlives the simulator")
    parser.add_argument("--assets", type=Path, default=Path("node_modules"), help="the browser's packages")
    return parser.parse_args()


async def _serve(args: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stopped.set)
    listening = socket.create_server((HOST, args.port), backlog=1024)
    base_url = f"http://{HOST}:{listening.getsockname()[1]}"
    app = make_app(accounts=read_accounts(args.config), data=args.data, base_url=base_url, assets=args.assets)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.SockSite(runner, listening, backlog=1024).start()
        print(f"SIMULATOR READY {base_url}", flush=True)  # noqa: T201 who started it waits for this line
        await stopped.wait()
    finally:
        await runner.cleanup()


def main() -> int:
    """Serve until told to stop; the exit code."""
    args = _arguments()
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_serve(args))
    except (BadConfiguration, OSError) as problem:
        print(f"simulator: {problem}", file=sys.stderr)  # noqa: T201 a command speaks
        return BAD_USE
    return 0


if __name__ == "__main__":
    sys.exit(main())
