"""
Sealed fields: personal data is encrypted before it reaches MongoDB or Redis.

MongoDB's client-side field-level encryption, used explicitly: a data key a family in a key vault that is a database of
its own, wrapped by the master key (the "local" KMS provider). Destroying the data key erases the family's data wherever
it was copied to. What lies in Redis for a while (answers of a dialogue, the message log on its way) is sealed by
AES-GCM under a key derived from the same master key. What is looked for by equality has a keyed digest beside it, under
a key that lies in the vault and outlives every change of the master key.
"""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

import orjson
from bson.binary import Binary
from bson.codec_options import CodecOptions
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from motor.motor_asyncio import AsyncIOMotorClientEncryption
from pymongo.errors import DuplicateKeyError, EncryptionError

from domain.errors import NotFound, StoreAway
from storage.mongo import Collection, Database, Document, Session, sibling, store_errors

ALGORITHM = "AEAD_AES_256_CBC_HMAC_SHA_512-Random"
MASTER_KEY_BYTES = 96
VAULT = "keys"
SEALED_SUBTYPE = 6  # BSON: a value that was sealed under a data key


class Seal:
    """
    Seals bytes that stay with us for a while only. `keys` are master keys, the current one first; what an older one
    sealed can still be opened.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._ciphers = [AESGCM(_derive(key, b"xinqiao transit")) for key in keys]
        self._digest_key = _derive(keys[0], b"xinqiao digest")

    def close(self, plain: bytes) -> bytes:
        """Seal; the result is 28 bytes longer."""
        nonce = os.urandom(12)
        return nonce + self._ciphers[0].encrypt(nonce, plain, None)

    def open(self, sealed: bytes) -> bytes | None:
        """What was sealed, or None when no key of ours opens it."""
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(sealed[:12], sealed[12:], None)
            except (InvalidTag, ValueError):
                continue
        return None

    @property
    def has_older_keys(self) -> bool:
        """Whether there may be something that the current key doesn't open."""
        return len(self._ciphers) > 1

    def renew(self, sealed: bytes) -> bytes | None:
        """The same sealed by the current key; None where it is already, or where no key of ours opens it."""
        plain = self.open(sealed)
        try:
            self._ciphers[0].decrypt(sealed[:12], sealed[12:], None)
        except (InvalidTag, ValueError):
            return None if plain is None else self.close(plain)
        return None

    def digest(self, text: str) -> str:
        """A keyed digest of `text`, for equality search over what is sealed."""
        mac = hmac.HMAC(self._digest_key, hashes.SHA256())
        mac.update(text.encode())
        return mac.finalize().hex()


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(key)


KEY_PAUSES = (0.01, 0.05, 0.25)
REWRAP_PART = 500


@dataclass(frozen=True, slots=True)
class Erasure:
    """A family whose data key was destroyed: when, the number that she was told, and digests of the accounts it had."""

    family: str
    at: datetime
    receipt: str
    accounts: tuple[str, ...] = ()


class FieldVault:
    """Encrypts the sealed part of a document under its family's data key."""

    def __init__(
        self, encryption: AsyncIOMotorClientEncryption[Document], db: Database, *, providers: Sequence[str]
    ) -> None:
        self._encryption = encryption
        self._provider, *self._older = providers
        self._vault: Collection = db["vault"]
        self._erasures: Collection = db["erasures"]
        self._secrets: Collection = db["secrets"]
        self._digest_key: bytes | None = None

    async def key_for(self, family: str) -> Binary:
        """The id of the family's data key, made on first use; two calls at once make one. Raises NotFound if erased."""
        async with store_errors():
            found = await self._vault.find_one({"keyAltNames": family}, {"_id": 1})
            if found is not None:
                return Binary(found["_id"], 4)
            if await self._erasures.find_one({"_id": family}, {"_id": 1}):
                raise NotFound
            try:
                made = await self._encryption.create_data_key(self._provider, key_alt_names=[family])
            except (DuplicateKeyError, EncryptionError):
                found = await self._vault.find_one({"keyAltNames": family}, {"_id": 1})
                if found is None:
                    raise
                return Binary(found["_id"], 4)
            if await self._erasures.find_one({"_id": family}, {"_id": 1}):  # erased in between: no key comes after it
                await self._vault.delete_one({"_id": made})
                raise NotFound
            return Binary(made, 4)

    async def seal(self, family: str, facts: Mapping[str, object]) -> Binary:
        """The sealed form of `facts` (JSON values only) under the family's key. Raises NotFound if it was erased."""
        return await self.seal_bytes(family, orjson.dumps(facts))

    async def unseal(self, sealed: Binary) -> dict[str, object]:
        """What was sealed. Raises NotFound when the family's key has been destroyed."""
        facts: dict[str, object] = orjson.loads(await self.unseal_bytes(sealed))
        return facts

    async def unseal_all(self, sealed: Sequence[Binary]) -> list[dict[str, object] | None]:
        """As `unseal`, of many at a time, each in its place; None where the family's key has been destroyed. Raises StoreAway."""
        keys = [Binary(bytes(each)[1:17], 4) for each in sealed]
        async with store_errors():
            there = {bytes(each["_id"]) async for each in self._vault.find({"_id": {"$in": keys}}, {"_id": 1})}
            plain = await asyncio.gather(
                *(self._decrypted(each) for key, each in zip(keys, sealed, strict=True) if bytes(key) in there)
            )
        left = iter(plain)
        found = [next(left) if bytes(key) in there else None for key in keys]
        return [orjson.loads(each) if each is not None else None for each in found]

    async def _decrypted(self, sealed: Binary) -> bytes | None:
        try:
            return bytes(await self._encryption.decrypt(sealed))
        except EncryptionError:
            return None

    async def seal_bytes(self, family: str, plain: bytes) -> Binary:
        """As `seal`, of bytes: the original of a picture, a whole document in a backup."""
        key = await self.key_for(family)
        async with store_errors():
            for pause in KEY_PAUSES:
                try:
                    return await self._encryption.encrypt(Binary(plain), ALGORITHM, key_id=key)
                except EncryptionError:  # a call at the same time has made the key, and the majority hasn't it yet
                    await asyncio.sleep(pause)
            return await self._encryption.encrypt(Binary(plain), ALGORITHM, key_id=key)

    async def unseal_bytes(self, sealed: Binary) -> bytes:
        """As `unseal`, of bytes. Raises NotFound."""
        key = Binary(bytes(sealed)[1:17], 4)  # MongoDB: a sealed value begins with its algorithm and its key's id
        async with store_errors():
            if await self._vault.find_one({"_id": key}, {"_id": 1}) is None:
                raise NotFound  # the library remembers a key for a minute after it is gone
            try:
                return bytes(await self._encryption.decrypt(sealed))
            except EncryptionError:
                raise NotFound from None

    async def with_key(self, families: Sequence[str]) -> set[str]:
        """Those of `families` that have a data key. Raises StoreAway."""
        async with store_errors():
            found = self._vault.find({"keyAltNames": {"$in": list(families)}}, {"keyAltNames": 1})
            return {each["keyAltNames"][0] async for each in found}

    async def digest(self, kind: str, value: str) -> str:
        """
        The keyed digest of a value, by which equal ones are found: the same for as long as the vault lasts, whatever the
        master key. `kind` keeps a phone from being found by an equal identity number. Raises StoreAway.
        """
        if self._digest_key is None:
            self._digest_key = await self._secret("digest")
        mac = hmac.HMAC(self._digest_key, hashes.SHA256())
        mac.update(f"{kind}\0{value}".encode())
        return mac.finalize().hex()

    async def _secret(self, name: str) -> bytes:
        """A secret of the installation, drawn on first use and sealed like a family's facts."""
        async with store_errors():
            found = await self._secrets.find_one({"_id": name})
            if found is None:
                sealed = await self.seal(f"secret:{name}", {"key": os.urandom(32).hex()})
                with suppress(DuplicateKeyError):
                    await self._secrets.insert_one({"_id": name, "sealed": sealed})
                found = await self._secrets.find_one({"_id": name})
        if found is None:
            raise StoreAway("mongodb")
        return bytes.fromhex(str((await self.unseal(Binary(found["sealed"], 6)))["key"]))

    async def rewrap(self, *, most: int = REWRAP_PART) -> int:
        """
        Wrap up to `most` data keys under the current master key that an older one of ours wrapped; how many. 0 says that
        none is left and the older ones can be dropped. What is sealed stays as it is, and opens meanwhile; what was
        wrapped stays wrapped, so that this can be cut off anywhere. Raises StoreAway.
        """
        older = {"masterKey.provider": {"$in": self._older}}
        async with store_errors():
            ids = [each["_id"] async for each in self._vault.find(older, {"_id": 1}).limit(most)]
            if not ids:
                return 0
            done = await self._encryption.rewrap_many_data_key({"_id": {"$in": ids}}, provider=self._provider)
        return done.bulk_write_result.modified_count if done.bulk_write_result else 0

    async def foreign(self) -> int:
        """How many data keys no master key of ours opens: what they sealed can't be read. Raises StoreAway."""
        async with store_errors():
            return await self._vault.count_documents({"masterKey.provider": {"$nin": [self._provider, *self._older]}})

    async def erase(
        self,
        family: str,
        *,
        now: datetime,
        receipt: str = "",
        accounts: Sequence[str] = (),
        session: Session | None = None,
    ) -> bool:
        """
        Destroy the family's key, and keep that it was destroyed, so that a restore can do it again; `accounts` are digests.
        The first time's facts stay. False when there was no key. Raises StoreAway.
        """
        row = {"$setOnInsert": {"at": now, "receipt": receipt, "accounts": list(accounts)}}
        async with store_errors():
            await self._erasures.update_one({"_id": family}, row, upsert=True, session=session)
            gone = await self._vault.delete_one({"keyAltNames": family}, session=session)
        return gone.deleted_count == 1

    async def erasures(self) -> list[Erasure]:
        """Every family that was erased, the first one first. Raises StoreAway."""
        async with store_errors():
            return [_to_erasure(each) async for each in self._erasures.find(FAMILIES).sort([("at", 1), ("_id", 1)])]

    async def erasure_of(self, family: str) -> Erasure | None:
        """When this family was erased; None where it wasn't. Raises StoreAway."""
        async with store_errors():
            found = await self._erasures.find_one({"_id": family})
        return _to_erasure(found) if found else None


async def opened(sealed: bytes, vault: FieldVault, seal: Seal) -> bytes | None:
    """What lies sealed under a data key, or as rows of earlier releases under the master key; None where nothing opens."""
    if isinstance(sealed, Binary) and sealed.subtype == SEALED_SUBTYPE:
        with suppress(NotFound):
            return await vault.unseal_bytes(sealed)
        return None
    return seal.open(bytes(sealed))


def _to_erasure(document: Document) -> Erasure:
    return Erasure(
        family=document["_id"],
        at=document["at"],
        receipt=document.get("receipt", ""),
        accounts=tuple(document.get("accounts", ())),
    )


def _provider(key: bytes) -> str:
    """The name under which the driver knows a master key; a data key says by which one it was wrapped."""
    return f"local:{hashlib.sha256(key).hexdigest()[:16]}"


def vault_of(db: Database) -> Database:
    """The key vault's database beside `db`."""
    return sibling(db, f"{db.name}_{VAULT}")


def family_of(person_id: str) -> str:
    """Under which name a person's family has its data key."""
    return f"family:{person_id}"


def key_of_alert(alert_id: str) -> str:
    """Under which name what somebody wrote in danger has its data key: it may be needed when her family's is gone."""
    return f"alert:{alert_id}"


def key_of_case(case_id: str) -> str:
    """Under which name a case, with all that is noted in it, has its data key."""
    return f"case:{case_id}"


FAMILIES: Document = {"_id": {"$regex": f"^{family_of('')}"}}


@asynccontextmanager
async def open_vault(db: Database, keys: Sequence[bytes]) -> AsyncIterator[FieldVault]:
    """
    The vault beside `db`: the database "<name>_keys". `keys` are master keys, the current one first: new data keys are
    wrapped by it, those that an older one wrapped can still be opened.
    """
    vault_db = vault_of(db)
    encryption: AsyncIOMotorClientEncryption[Document] = AsyncIOMotorClientEncryption(
        {_provider(key): {"key": key} for key in keys},
        f"{vault_db.name}.vault",
        db.client,
        CodecOptions(tz_aware=True),
    )
    try:
        yield FieldVault(encryption, vault_db, providers=[_provider(key) for key in keys])
    finally:
        await encryption.close()
