"""Checks of what others may see, and telling people what became of them."""

from datetime import timedelta

from bot.keeping import send_later
from domain.errors import NotFound
from domain.people import Identity, Person
from services.checking.asking import ask
from services.context import Services
from storage.outbox import Work
from wechat.messages import TextReply
from wording.checking import told
from worker.later import Later

KEPT = timedelta(days=30)  # what was decided can be looked at that long


async def check(services: Services, work: Work) -> None:
    """Ask the platform about a text or a picture: args {"check", "version"}. Raises Later until it has a word for it."""
    again = await ask(services, work.args["check"], work.args["version"])
    if again is not None:
        raise Later(again)  # with progress: however long the platform is away, the row is never parked


async def tell_person(services: Services, work: Work) -> None:
    """Tell a person what became of what she handed in: args {"person", "what", "reason", "until"}."""
    try:
        person = await services.people.get(work.args["person"])
    except NotFound:
        return
    identity = _reached(services, person)
    if identity is not None:
        words = told(work.args["what"], reason=work.args["reason"], until=work.args["until"])
        await send_later(
            services,
            app=identity.app,
            openid=identity.openid,
            key=work.key,
            reply=TextReply(words),
            now=services.now(),
        )


def _reached(services: Services, person: Person) -> Identity | None:
    return person.identity(services.facts.oa_app) or person.identity(services.facts.mini_app)


async def forget(services: Services, work: Work) -> None:
    """Drop the texts and pictures of what was decided long ago: no args."""
    del work
    await services.checks.forget_before(services.now() - KEPT)
