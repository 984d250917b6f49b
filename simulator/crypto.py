"""Signing, sealing and the two body formats of the message push, written from the platform's pages alone."""

import base64
import hashlib
import json
import secrets
import struct
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32


class Broken(Exception):
    """A reply that the platform can't read; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def signature(*parts: str) -> str:
    """Hex SHA-1 over the sorted parts, joined (platform: message push)."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def _cipher(aes_key: str) -> Cipher[modes.CBC]:
    key = base64.b64decode(aes_key + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def seal(message: bytes, *, aes_key: str, app_id: str, random: bytes = b"") -> str:
    """`message` encrypted as the platform does: 16 random bytes, length, message, appid; padded to 32."""
    block = (random or secrets.token_bytes(16)) + struct.pack(">I", len(message)) + message + app_id.encode()
    padding = BLOCK - len(block) % BLOCK
    encryptor = _cipher(aes_key).encryptor()
    return base64.b64encode(encryptor.update(block + bytes([padding]) * padding) + encryptor.finalize()).decode()


def unseal(sealed: str, *, aes_key: str, app_id: str) -> bytes:
    """What `seal` hid. Raises Broken when it isn't sealed for this account."""
    try:
        decryptor = _cipher(aes_key).decryptor()
        block = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
        padding = block[-1]
        length = struct.unpack(">I", block[16:20])[0]
    except (ValueError, IndexError, struct.error) as error:
        raise Broken("the reply can't be decrypted") from error
    if not 1 <= padding <= BLOCK or block[-padding:] != bytes([padding]) * padding:
        raise Broken("the reply's padding is wrong")
    message, trailer = block[20 : 20 + length], block[20 + length : -padding]
    if trailer != app_id.encode():
        raise Broken("the reply is sealed for another appid")
    return message


def _element(name: str, value: object) -> str:
    if isinstance(value, Mapping):
        return f"<{name}>{''.join(_element(key, each) for key, each in value.items())}</{name}>"
    if isinstance(value, list):
        return "".join(_element(name, each) for each in value)
    if isinstance(value, int | float):
        return f"<{name}>{value}</{name}>"
    text = "".join(each for each in str(value) if each >= " " or each in "\t\n\r")
    return f"<{name}><![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]></{name}>"


def to_xml(fields: Mapping[str, object]) -> bytes:
    """`fields` as the platform's XML: text in CDATA, numbers bare, a list as one element after the other."""
    return _element("xml", fields).encode("utf-8", "replace")


def to_json(fields: Mapping[str, object]) -> bytes:
    """`fields` as the platform's JSON push."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _value(element: ET.Element) -> Any:
    if not len(element):
        return element.text or ""
    if all(child.tag == "item" for child in element):
        return [_value(child) for child in element]
    return {child.tag: _value(child) for child in element}


def read_body(body: bytes) -> dict[str, Any]:
    """A reply's fields, from XML or JSON. Raises Broken."""
    text = body.strip()
    if text.startswith(b"{"):
        try:
            found = json.loads(text)
        except ValueError as error:
            raise Broken("the reply is neither XML nor JSON") from error
        return found if isinstance(found, dict) else {}
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise Broken("the reply declares a document type")
    try:
        root = ET.fromstring(text)  # noqa: S314 document types, and with them entities, are refused above
    except ET.ParseError as error:
        raise Broken("the reply is not XML") from error
    if root.tag != "xml":
        raise Broken("the reply's root is not <xml>")
    found = _value(root)
    return found if isinstance(found, dict) else {}
