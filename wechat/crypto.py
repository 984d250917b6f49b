"""
Whether a push comes from the platform, opening sealed ones, and sealing what we answer.

The platform's scheme (message encryption): SHA-1 over the sorted strings token, timestamp, nonce (and the sealed
text); AES-256-CBC with IV = key[:16] over 16 random bytes, the length as four bytes big-endian, the message, the app id,
padded PKCS#7 to a multiple of 32.

wechatpy's WeChatCrypto isn't used here, only to check us in tests: it compares signatures with !=, knows no window of
time and one token and one key, takes any padding, cuts by a length that it doesn't check, answers broken input with
binascii's, struct's and index errors, draws the 16 bytes from a predictable source, and its import brings
requests with it. docs/decisions/0003-wechat-crypto.md has the figures.
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import orjson
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from wechat.fields import NotReadable, read_fields, text_of
from wechat.replies import SUCCESS

Mode = Literal["plain", "compatible", "safe"]
Form = Literal["xml", "json"]

WINDOW_SECONDS = 600
SEALED_MOST_BYTES = 256 * 1024  # compatible mode holds the message twice, once in base64
BLOCK = 32
RANDOM_BYTES = 16
LENGTH_BYTES = 4
NONCE_MOST = 128
ECHO_MOST = 256


class Forged(Exception):
    """
    Not from the platform, or not in the way that is set up. To be answered 403 with nothing in it.

    `why` is for our own counters: "signature", "time", "plain", "sealed", "echo".
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Opened:
    """
    A push that is the platform's own. `body` is the message in clear; `sealed_with` the index of the key it was sealed
    with, None when it came in clear; `token` the index of the token it was signed with; `form` that of its envelope.
    """

    body: bytes
    sealed_with: int | None
    nonce: str
    timestamp: str
    token: int
    form: Form


class Callback:
    """
    One account's end of the message push. `tokens` and `aes_keys` (43 characters each): the current one first, then
    those that are still taken, so that each can be changed while messages come.

    Raises ValueError when the mode asks for a key and there is none, or a key isn't one.
    """

    def __init__(self, *, app_id: str, tokens: Sequence[str], aes_keys: Sequence[str] = (), mode: Mode) -> None:
        if not tokens or not all(tokens):
            raise ValueError("a callback needs a token")
        if mode not in ("plain", "compatible", "safe"):
            raise ValueError("the mode is plain, compatible or safe")
        if mode != "plain" and not aes_keys:
            raise ValueError("a callback that isn't plain needs an AES key")
        self._app_id = app_id.encode()
        self._tokens = tuple(tokens)
        self._ciphers = tuple(_cipher(key) for key in aes_keys)
        self._mode = mode

    def verify_url(self, query: Mapping[str, str], now: datetime) -> bytes:
        """What to answer to the platform's check of our address. Raises Forged."""
        self._verify(query, now)
        echo = query.get("echostr", "")
        if not 0 < len(echo) <= ECHO_MOST or not (echo.isascii() and echo.isprintable()):
            raise Forged("echo")
        return echo.encode()

    def open(self, query: Mapping[str, str], body: bytes, now: datetime) -> Opened:
        """
        The push in clear: `query` holds the address's parameters, `body` what was posted.

        Raises Forged: a signature that isn't ours, a time more than ten minutes away in either direction, a plain body
        where only sealed ones are taken, or a seal that doesn't open.
        """
        token = self._verify(query, now)
        timestamp, nonce = query["timestamp"], query["nonce"]
        form: Form = "json" if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "xml"
        if query.get("encrypt_type", "") != "aes" and not query.get("msg_signature"):
            if self._mode == "safe":
                raise Forged("plain")
            return Opened(body, None, nonce, timestamp, token, form)
        encrypted = _encrypted(body)
        token = self._signer(query.get("msg_signature", ""), timestamp, nonce, encrypted)
        for index, cipher in enumerate(self._ciphers):
            clear = _unseal(cipher, encrypted, self._app_id)
            if clear is not None:
                return Opened(clear, index, nonce, timestamp, token, form)
        raise Forged("sealed")

    def seal(self, reply: bytes, opened: Opened) -> bytes:
        """
        `reply` (a rendered message) in the form in which the push came: in clear, or sealed with the same key and
        signed with the same token. "success" and an empty reply are never sealed.
        """
        if opened.sealed_with is None or reply in (b"", SUCCESS):
            return reply
        encrypted = _seal(self._ciphers[opened.sealed_with], reply, self._app_id)
        signature = _signature(self._tokens[opened.token], opened.timestamp, opened.nonce, encrypted)
        if opened.form == "json":
            return orjson.dumps(
                {
                    "Encrypt": encrypted,
                    "MsgSignature": signature,
                    "TimeStamp": int(opened.timestamp),
                    "Nonce": opened.nonce,
                }
            )
        return (
            f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt><MsgSignature><![CDATA[{signature}]]></MsgSignature>"
            f"<TimeStamp>{opened.timestamp}</TimeStamp><Nonce><![CDATA[{opened.nonce}]]></Nonce></xml>"
        ).encode()

    def _verify(self, query: Mapping[str, str], now: datetime) -> int:
        """The index of the token that signed the address's parameters. Raises Forged."""
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if not 0 < len(nonce) <= NONCE_MOST or not nonce.isascii() or not nonce.isprintable() or "]]>" in nonce:
            raise Forged("signature")
        if not 0 < len(timestamp) <= 12 or not (timestamp.isascii() and timestamp.isdigit()):
            raise Forged("time")
        signed_by = self._signer(query.get("signature", ""), timestamp, nonce)
        if abs(now.timestamp() - int(timestamp)) > WINDOW_SECONDS:
            raise Forged("time")
        return signed_by

    def _signer(self, signature: str, *parts: str) -> int:
        """The index of the token that `signature` was made with. Raises Forged."""
        given = signature.encode("utf-8", "replace")
        found = -1
        for index, token in enumerate(self._tokens):  # all of them, so that the time tells nothing
            if hmac.compare_digest(_signature(token, *parts).encode(), given):
                found = index
        if found < 0:
            raise Forged("signature")
        return found


def _signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def _cipher(aes_key: str) -> Cipher[modes.CBC]:
    try:
        key = base64.b64decode(f"{aes_key}=", validate=True)
    except binascii.Error:
        key = b""
    if len(key) != 32:
        raise ValueError("an AES key has 43 letters and digits")
    return Cipher(algorithms.AES256(key), modes.CBC(key[:16]))


def _encrypted(body: bytes) -> str:
    """The sealed text inside an envelope. Raises Forged."""
    if len(body) > SEALED_MOST_BYTES:
        raise Forged("sealed")
    try:
        encrypted = text_of(read_fields(body), "Encrypt")
    except NotReadable:
        encrypted = ""
    if not encrypted or not encrypted.isascii():
        raise Forged("sealed")
    return encrypted


def _unseal(cipher: Cipher[modes.CBC], encrypted: str, app_id: bytes) -> bytes | None:
    """The message, or None when the key isn't the right one or the block isn't whole."""
    try:
        sealed = base64.b64decode(encrypted, validate=True)
    except binascii.Error:
        return None
    if not sealed or len(sealed) % BLOCK:
        return None
    decryptor = cipher.decryptor()
    block = decryptor.update(sealed) + decryptor.finalize()
    padding = block[-1]
    if not 1 <= padding <= BLOCK or block[-padding:] != bytes((padding,)) * padding:
        return None
    start = RANDOM_BYTES + LENGTH_BYTES
    end = start + int.from_bytes(block[RANDOM_BYTES:start], "big")
    if len(block) < start or end > len(block) - padding:
        return None
    if not hmac.compare_digest(block[end : len(block) - padding], app_id):
        return None
    return block[start:end]


def _seal(cipher: Cipher[modes.CBC], message: bytes, app_id: bytes) -> str:
    block = os.urandom(RANDOM_BYTES) + len(message).to_bytes(LENGTH_BYTES, "big") + message + app_id
    padding = BLOCK - len(block) % BLOCK
    encryptor = cipher.encryptor()
    sealed = encryptor.update(block + bytes((padding,)) * padding) + encryptor.finalize()
    return base64.b64encode(sealed).decode()
