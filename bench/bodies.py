"""Requests signed as the platform signs them, written to a file before anything is measured."""

import base64
import hashlib
import os
import random
import struct
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.processes import ROOT
from services.content.reading import load
from services.questions.search import KnowledgeIndex, Tier
from services.safeguarding.screen import Screen

APP, GH, TOKEN = "wxbench0000000001", "gh_bench00000001", "bench-token"
AES_KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")
CONTENT = ROOT / "content"
SPOKEN, RULES = CONTENT / "training" / "questions" / "spoken.txt", CONTENT / "safeguarding"


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
                return random.choice(questions())
            case "mixed":
                return random.choice(("帮助", "微课堂", "1", *questions()[::100]))
        return "帮助"


@cache
def questions() -> Sequence[str]:
    """
    What parents say: a few hundred wordings that the knowledge base answers. The same few again and again would find what
    they need at hand; what goes to an expert, or reads like danger, makes a ticket or a case, which isn't meant here.
    """
    rows = SPOKEN.read_text(encoding="utf-8").splitlines()
    said = [each for row in rows if row and not row.startswith("#") for each in row.partition(" ")[2].split("|")]
    index, screen = KnowledgeIndex(load(CONTENT).knowledge), Screen.load(RULES)
    return [each for each in said if index.answer(each).tier is Tier.ANSWER and screen.check(each) is None]


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
