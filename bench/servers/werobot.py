"""WeRoBot doing the same work its usual way: its Redis session, a keyword reply, one insert by pymongo."""

import os
import sys
from typing import Any

import redis
from pymongo import MongoClient
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.web import Application, RequestHandler
from werobot import WeRoBot
from werobot.contrib.tornado import make_handler
from werobot.session.redisstorage import RedisStorage

from bench.bodies import AES_KEY, APP, TOKEN


class Alive(RequestHandler):
    """So that the bench knows when to begin."""

    def get(self) -> None:
        """Alive."""


def main(port: int) -> None:
    """Serve until stopped."""
    client: MongoClient[dict[str, Any]] = MongoClient(os.environ["XINQIAO_MONGO_URL"])
    messages = client["bench"]["werobot"]
    storage = RedisStorage(redis.Redis.from_url(os.environ["XINQIAO_REDIS_URL"]), prefix="werobot_")
    robot = WeRoBot(token=TOKEN, session_storage=storage)
    robot.config["APP_ID"] = APP
    robot.config["ENCODING_AES_KEY"] = AES_KEY

    @robot.filter("帮助")  # type: ignore[untyped-decorator] # the library has no types
    def help_card(message: Any, session: Any) -> str:
        session["count"] = session.get("count", 0) + 1
        messages.insert_one({"openid": message.source, "id": message.message_id, "text": message.content})
        return "回复 微课堂 看课，微心愿 许愿，家教问答 提问。"

    application = Application([(r"/wechat/callback", make_handler(robot)), (r"/healthz", Alive)])
    HTTPServer(application).listen(port, "127.0.0.1")
    IOLoop.current().start()


if __name__ == "__main__":
    main(int(sys.argv[1]))
