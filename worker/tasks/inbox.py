"""The message log: from the inbox streams to MongoDB in bulk, and with it when each person was last heard."""

from services.context import Services
from storage.messages import Batch

CONSUMER = "copier"  # one name for all workers: an entry goes to one reader whatever the name
FULL = 500
GONE = "Unsubscribe"


class Copier:
    """Copies what has come in."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._prepared = False

    async def copy(self) -> int:
        """
        Copy everything that waits; how many messages were new. Raises StoreAway; what was read then stays in the
        stream and is copied by whoever finds it left behind.
        """
        copied = 0
        try:
            if not self._prepared:
                await self._services.inbox.prepare()
                self._prepared = True
            while batches := await self._services.inbox.read(CONSUMER, most=FULL):
                for batch in batches:
                    copied += await self._copy(batch)
                if all(len(batch.ids) < FULL for batch in batches):
                    break
        except BaseException:
            self._prepared = False  # a Redis that came back empty has no group
            raise
        return copied

    async def _copy(self, batch: Batch) -> int:
        services = self._services
        copied = await services.messages.insert(batch.messages)
        gone = {(each.app, each.openid): at for at, each in enumerate(batch.messages) if each.kind == GONE}
        heard = [
            each for at, each in enumerate(batch.messages) if each.action and at > gone.get((each.app, each.openid), -1)
        ]
        for app in {each.app for each in heard}:
            openids = [each.openid for each in heard if each.app == app]
            await services.people.make_missing(app, openids, now=services.now(), following=app == services.facts.oa_app)
        await services.people.heard(
            {"app": each.app, "openid": each.openid, "action": each.action, "at": each.at} for each in heard
        )
        for app, openid in gone:  # the platform asks for her chat to be deleted, and this one came after that
            await services.messages.forget(app, openid)
        await services.inbox.confirm(batch)
        return copied
