"""
The files of a backup: blocks of BSON documents, each block sealed by AES-GCM under the backup's own key.

A block is bound to its collection and its number, and the manifest has each file's digest and count, so that nothing can
be altered, moved or left out unnoticed. The backup's key lies in the manifest, sealed under a data key of the vault: a
change of the master key covers it, and destroying that data key destroys the backup.
"""

import hashlib
import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = 1
MANIFEST = "manifest.json"
BLOCK_BYTES = 1 << 20
_LENGTH = struct.Struct(">I")
MOST_BLOCK = 64 << 20


class BadBackup(Exception):
    """A folder that is no backup, or one that was altered. The message is for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Part:
    """A collection's file: how many documents, and the digest of the whole file."""

    documents: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `key` is the backup's key in base64, sealed under the data key `backup:<id>`."""

    format: int
    id: str
    made_at: str
    database: str
    schema: int
    key: str
    parts: Mapping[str, Part]

    def write(self, folder: Path) -> None:
        """Write it, last of all."""
        with private(folder / MANIFEST) as file:
            file.write(orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2))

    @staticmethod
    def read(folder: Path) -> "Manifest":
        """Raises BadBackup."""
        try:
            said = orjson.loads((folder / MANIFEST).read_bytes())
            parts = {name: Part(**each) for name, each in said.pop("parts").items()}
            found = Manifest(**said, parts=parts)
            datetime.fromisoformat(found.made_at)
        except FileNotFoundError:
            raise BadBackup(f"{folder} is no backup: it has no {MANIFEST}") from None
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            raise BadBackup(f"{folder / MANIFEST} can't be read") from None
        if found.format != FORMAT:
            raise BadBackup(f"{folder} was written by another release: its format is {found.format}, not {FORMAT}")
        if any("/" in name or name.startswith(".") for name in parts):
            raise BadBackup(f"{folder / MANIFEST} can't be read")
        return found


def private(path: Path) -> IO[bytes]:
    """A new file that only this user can read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


class BlockWriter:
    """Writes documents of one collection; `close` says what was written."""

    def __init__(self, path: Path, key: bytes, name: str) -> None:
        self._file, self._cipher, self._name = private(path), AESGCM(key), name
        self._waiting: list[bytes] = []
        self._size = self._blocks = self._documents = self._bytes = 0
        self._digest = hashlib.sha256()

    def add(self, document: bytes) -> None:
        """One more, as BSON."""
        self._waiting.append(document)
        self._size += len(document)
        self._documents += 1
        if self._size >= BLOCK_BYTES:
            self._flush()

    def _flush(self) -> None:
        nonce = os.urandom(12)
        sealed = nonce + self._cipher.encrypt(nonce, b"".join(self._waiting), _bound(self._name, self._blocks))
        block = _LENGTH.pack(len(sealed)) + sealed
        self._file.write(block)
        self._digest.update(block)
        self._bytes += len(block)
        self._blocks += 1
        self._waiting, self._size = [], 0

    def close(self) -> Part:
        """The rest is written and on the disk."""
        if self._waiting:
            self._flush()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return Part(self._documents, self._bytes, self._digest.hexdigest())


def _bound(name: str, number: int) -> bytes:
    return f"{name}:{number}".encode()


def check(folder: Path, manifest: Manifest) -> None:
    """Raises BadBackup where a file is missing or isn't the one that was written."""
    for name, part in manifest.parts.items():
        path, digest = folder / f"{name}.sealed", hashlib.sha256()
        try:
            with path.open("rb") as file:
                while read := file.read(BLOCK_BYTES):
                    digest.update(read)
        except OSError:
            raise BadBackup(f"{path} is missing") from None
        if digest.hexdigest() != part.sha256:
            raise BadBackup(f"{path} isn't what was written: its digest differs")


def blocks(path: Path, key: bytes, name: str) -> Iterator[bytes]:
    """The blocks of a file, opened, in order. Raises BadBackup."""
    cipher, number = AESGCM(key), 0
    with path.open("rb") as file:
        while head := file.read(_LENGTH.size):
            size = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else MOST_BLOCK + 1
            sealed = file.read(size) if size <= MOST_BLOCK else b""
            try:
                plain = cipher.decrypt(sealed[:12], sealed[12:], _bound(name, number))
            except (InvalidTag, ValueError):
                raise BadBackup(f"{path} can't be opened") from None
            yield plain
            number += 1


def documents_in(block: bytes) -> Iterator[bytes]:
    """The BSON documents of a block. Raises BadBackup."""
    place = 0
    while place < len(block):
        size = int.from_bytes(block[place : place + 4], "little")
        if size < 5 or place + size > len(block):
            raise BadBackup("a block of the backup can't be read")
        yield block[place : place + size]
        place += size
