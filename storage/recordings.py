"""Recordings of answers, and their files."""

from domain.recordings import Recording, RecordingState, SoundForm
from storage.library import LibraryStore
from storage.mongo import Database, Document


class RecordingStore(LibraryStore[Recording]):
    """The collections `recordings` and `recording_files` (`_id` is the digest)."""

    def __init__(self, db: Database) -> None:
        super().__init__(db["recordings"], db["recording_files"])

    async def put_file(self, digest: str, content: bytes) -> None:
        """Keep the file. Twice is the same as once."""
        await self._put_file(digest, {"content": content})

    async def file(self, digest: str) -> bytes:
        """The file; raises NotFound."""
        return await self._file(digest, "content")

    def _read(self, document: Document) -> Recording:
        names = [name for name in Recording.__dataclass_fields__ if name not in {"id", "state", "form"}]
        state, form = RecordingState(document["state"]), SoundForm(document["form"])
        return Recording(id=document["_id"], state=state, form=form, **{name: document[name] for name in names})
