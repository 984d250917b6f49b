"""What follows from words about a wish."""

from services.context import Services
from services.wishes.drawings import tell_drawing
from services.wishes.from_chat import take_drawing, take_sent
from services.wishes.sheets import apply_piece
from services.wishes.thanking import tell_thanks
from services.wishes.voices import take_voice
from services.wishes.volunteers import remind
from storage.outbox import Work
from worker.later import Later


async def import_piece(services: Services, work: Work) -> None:
    """Enter the next wishes of a sheet: args {"import"}. Raises Later until all are."""
    if not await apply_piece(services, work.args["import"]):
        raise Later(services.now())


async def thanks(services: Services, work: Work) -> None:
    """Have a family's thanks looked at and told: args {"wish", "until"}. Raises Later until that is done."""
    again = await tell_thanks(services, work.args["wish"], until=work.args["until"])
    if again is not None:
        raise Later(again)


async def remind_volunteers(services: Services, work: Work) -> None:
    """Tell volunteers whose check ends soon, each once: no args."""
    del work
    await remind(services)


async def drawing(services: Services, work: Work) -> None:
    """Tell a donor of a drawing once it has passed: args {"picture"}. Raises Later until that is done."""
    again = await tell_drawing(services, work.args["picture"])
    if again is not None:
        raise Later(again)


async def from_chat(services: Services, work: Work) -> None:
    """Fetch a drawing that came in the chat: args {"wish", "sealed", "consent", "until"}. Raises Later until it is kept."""
    args = work.args
    again = await take_drawing(
        services, args["wish"], args["sealed"], consent=args["consent"], until=args["until"], row=work.key
    )
    if again is not None:
        raise Later(again)


async def shown(services: Services, work: Work) -> None:
    """
    Fetch a picture that came in the chat for whoever sees to a wish: args {"wish", "dialogue", "sealed", "consent", "until"}.
    Raises Later until it is kept.
    """
    args = work.args
    again = await take_sent(
        services,
        args["wish"],
        args["dialogue"],
        args["sealed"],
        consent=args["consent"],
        until=args["until"],
        row=work.key,
    )
    if again is not None:
        raise Later(again)


async def voice(services: Services, work: Work) -> None:
    """Fetch a voice message about a wish: args {"voice", "wish", "sealed", "at", "until"}. Raises Later until it is kept."""
    args = work.args
    again = await take_voice(
        services, args["voice"], args["wish"], args["sealed"], at=args["at"], until=args["until"], row=work.key
    )
    if again is not None:
        raise Later(again)
