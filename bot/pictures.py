"""Pictures of the library as answers: at once where the platform has its copy, else a moment later as a message."""

from bot.turn import Answer, Turn
from domain.errors import StoreAway
from domain.keywords import Rule
from wechat.messages import ImageReply, TextReply
from wording import chat


async def answer(turn: Turn, rule: Rule, *, alone: bool) -> Answer:
    """
    The picture of a rule. A turn never waits for an upload: where there is no copy at hand, or other words have to stand in
    the same reply (not `alone`), she is told that the picture comes, and a task sends it.
    """
    services = turn.services
    if turn.app != services.facts.oa_app:  # the copies are the official account's
        return Answer(TextReply(chat.PICTURE_ELSEWHERE.format(word=rule.name)))
    media_id = services.live_pictures.media_id(rule.picture, turn.now)
    if media_id and alone:
        return Answer(ImageReply(media_id))
    row = f"picture_to:{turn.unique}"
    args = {"app": turn.app, "sealed": services.seal.close(f"{turn.openid}\n{rule.picture}".encode())}
    try:
        await services.outbox.add(row, "late_picture", args, due_at=turn.now)
    except StoreAway:
        return Answer(TextReply(chat.PICTURE_NOT_NOW))
    await services.wake(row)
    return Answer(TextReply(chat.PICTURE_COMES), lasting=True)
