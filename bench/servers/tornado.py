"""A bare Tornado POST handler on uvloop: the most that this stack can do."""

import asyncio
import sys

import tornado.web
import uvloop


class Bare(tornado.web.RequestHandler):
    """Answers every POST with one word."""

    def get(self) -> None:
        """Alive."""

    def post(self) -> None:
        """The empty reply."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(b"success")


async def main(port: int) -> None:
    """Serve until stopped."""
    tornado.web.Application([(r"/.*", Bare)]).listen(port, "127.0.0.1")
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
