"""Requests signed as the platform signs them, written to a file before anything is measured."""

import base64
import hashlib
import os
import random
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

APP, GH, TOKEN = "wxbench0000000001", "gh_bench00000001", "bench-token"
AES_KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")
QUESTIONS = (
    "孩子写作业总是磨蹭到很晚怎么办",
    "娃天天抱着手机不撒手咋管",
    "上初中了不愿意跟我说话",
    "老人带孩子太惯着了",
    "孩子在学校被同学欺负了该找谁",
    "两岁宝宝不好好吃饭",
)


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of message: "command", "dialogue", "question", "open" or "mixed"; `safe` when it comes encrypted."""

    name: str
    safe: bool = False

    @property
    def label(self) -> str:
        """As the table shows it."""
        return f"{self.name}, safe" if self.safe else self.name

    @property
    def opening(self) -> "Case | None":
        """What everybody sends before, unmeasured."""
        return Case("open") if self.name == "dialogue" else None

    def text(self, turn: int) -> str:
        """What a person writes at her `turn`-th message."""
        match self.name:
            case "open":
                return "微心愿"
            case "dialogue":
                return "同意" if turn == 0 else ("上一步", "王小明")[turn % 2]  # back and forth between two steps
            case "question":
                return random.choice(QUESTIONS)
            case "mixed":
                return random.choice(("帮助", "微课堂", "1", *QUESTIONS))
        return "帮助"


def write_requests(to: Path, case: Case, *, crowd: str, people: int, count: int, first: int = 0) -> None:
    """Write `count` requests from the `people` people of a crowd in turn, the `first`th of them first, signed now."""
    with to.open("w", encoding="utf-8") as file:
        file.writelines(_lines(case, crowd, people, range(first, first + count)))


def _lines(case: Case, crowd: str, people: int, numbers: range) -> Iterator[str]:
    since = time.time_ns() // 1000
    for number in numbers:
        openid = f"o{crowd}{number % people:020d}"
        address, body = sign_push(openid, case.text(number // people), number=since + number, safe=case.safe)
        yield f"{address}\t{body}\n"


def sign_push(openid: str, text: str, *, number: int, safe: bool = False) -> tuple[str, str]:
    """A text message as the platform pushes it now: the address with its query, and the body."""
    timestamp = str(int(time.time()))
    body = (
        f"<xml><ToUserName><![CDATA[{GH}]]></ToUserName><FromUserName><![CDATA[{openid}]]></FromUserName>"
        f"<CreateTime>{timestamp}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{text}]]></Content><MsgId>{number}</MsgId></xml>"
    )
    nonce = str(random.randrange(10**9))
    query = {"signature": _sign(TOKEN, timestamp, nonce), "timestamp": timestamp, "nonce": nonce, "openid": openid}
    if safe:
        encrypted = _encrypt(body.encode())
        query |= {"encrypt_type": "aes", "msg_signature": _sign(TOKEN, timestamp, nonce, encrypted)}
        body = f"<xml><ToUserName><![CDATA[{GH}]]></ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    return f"/wechat/callback?{urlencode(query)}", body


def _sign(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 the platform's own algorithm


def _encrypt(message: bytes) -> str:
    key = base64.b64decode(AES_KEY + "=")
    plain = os.urandom(16) + struct.pack(">I", len(message)) + message + APP.encode()
    pad = 32 - len(plain) % 32
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()).decode()
