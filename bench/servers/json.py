"""A bare Tornado handler on uvloop that answers with a small JSON document: the most that this stack can do."""

import asyncio
import sys

import tornado.web
import uvloop


class Bare(tornado.web.RequestHandler):
    """Answers every GET."""

    def get(self) -> None:
        """A document."""
        self.write({"lessons": [], "next": None})


async def main(port: int) -> None:
    """Serve until stopped."""
    tornado.web.Application([(r"/.*", Bare)]).listen(port, "127.0.0.1")
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
