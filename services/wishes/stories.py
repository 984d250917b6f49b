"""
The story of a wish that came true, told where everybody can read it.

One member of staff writes it, another reads it, then the guardian does: nothing is told before she has said yes to these very
words, and before the platform, or the reader where it can't be asked, has looked at them. She takes it back any day.
"""

from collections.abc import Sequence

import structlog

from domain.audit import SYSTEM, Act
from domain.checks import Check, CheckState
from domain.consents import CURRENT, How, Purpose
from domain.errors import Conflict, Invalid, MoveNotPossible, NotFound
from domain.people import Person
from domain.plain_text import one_line
from domain.regions import Scope
from domain.staff import Permission, StaffMember
from domain.wish_stories import LEAST, MOST, OPEN, TOLD_FOR, StoryState, WishStory
from domain.wishes import Wish
from services.context import Services
from services.people.telling import send_to
from services.privacy.consenting import new_consent
from services.wishes.certificates import SHOWN, draw_code
from services.wishes.gate import STORY, count_look, counts_ours, hand_in, state_of
from services.wishes.listening import listen
from services.wishes.steps import concerns_of
from storage.mongo import Session, in_transaction
from storage.paging import NEWEST, Part
from storage.wish_stories import GONE
from wording import wish_stories as say

log = structlog.get_logger()
READ, WRITE = Permission.WISH_READ, Permission.WISH_APPROVE
BATCH = 100


def can_be_told(wish: Wish) -> bool:
    """Whether a story can be written: the wish came true, and its family can be asked in the chat."""
    return wish.state in SHOWN and bool(wish.guardian_id) and not wish.entered_by


async def of_wish(services: Services, wish_id: str, *, by: StaffMember) -> WishStory | None:
    """The story of a wish of her regions, or None. Raises NotAllowed, StoreAway."""
    by.need(READ)
    try:
        return await services.wish_stories.get(wish_id, scope=by.scope(READ))
    except NotFound:
        return None


async def page(
    services: Services, state: StoryState, *, by: StaffMember, part: Part = NEWEST, most: int = 50
) -> list[WishStory]:
    """Those of her regions in a state, of the newest wishes first. Raises NotAllowed, StoreAway."""
    by.need(READ)
    return await services.wish_stories.page(state, scope=by.scope(READ), part=part, most=most)


async def write(services: Services, wish_id: str, text: str, *, by: StaffMember, seen: int) -> WishStory:
    """
    Write a story, or another text for one that nobody has read yet; `seen` is its version, 0 where there is none.

    Raises NotAllowed, NotFound, MoveNotPossible, Invalid("text", …) for one that is too short or long or leads to the
    child, Conflict where it has changed since, StoreAway.
    """
    by.need(WRITE)
    wish = await services.wishes.get(wish_id, scope=by.scope(WRITE))
    words = one_line(text)
    if not LEAST <= len(words) <= MOST:
        raise Invalid("text", "too_long" if len(words) > MOST else "too_short")
    if await concerns_of(services, wish_id, words, by=by):
        raise Invalid("text", "identifying")
    kept = await of_wish(services, wish_id, by=by)
    if not can_be_told(wish) or (kept is not None and kept.state is not StoryState.DRAFT):
        raise MoveNotPossible(str(kept.state if kept else wish.state))
    if (kept.version if kept else 0) != seen:
        if kept is not None and kept.text == words:
            return kept  # sent again
        raise Conflict

    async def body(session: Session) -> None:
        if kept is None:
            made = WishStory(wish.id, wish.guardian_id, wish.region_path, words, by.id)
            await services.wish_stories.insert(made, now=services.now(), session=session)
        else:
            await services.wish_stories.change(kept, {"text": words, "by": by.id}, session=session)
        await _note(services, "story_written", wish.id, wish.region_path, by=by.id, session=session)

    await in_transaction(services.db, body)
    await listen(services, wish, words, by=by, mark=f"story:{seen}")
    return await services.wish_stories.get(wish_id, scope=by.scope(READ))


async def ask(services: Services, wish_id: str, *, by: StaffMember, seen: int) -> WishStory:
    """
    A second person has read it: the guardian is asked, in the chat. Raises NotAllowed for whoever wrote it, NotFound,
    MoveNotPossible, Conflict, StoreAway.
    """
    by.need(WRITE)
    story = await services.wish_stories.get(wish_id, scope=by.scope(WRITE))
    by.not_her_own(story.by)
    _expect(story, StoryState.DRAFT, seen=seen)

    async def body(session: Session) -> WishStory:
        changes = {"state": str(StoryState.ASKED), "read_by": by.id}
        asked = await services.wish_stories.change(story, changes, session=session)
        await send_to(services, story.person_id, say.ASK, key=f"story:{story.id}", now=services.now(), session=session)
        await _note(services, "story_asked", story.id, story.region_path, by=by.id, session=session)
        return asked

    return await in_transaction(services.db, body)


async def end(services: Services, wish_id: str, *, by: StaffMember, seen: int) -> WishStory:
    """Staff take it down, or give it up. Raises NotAllowed, NotFound, MoveNotPossible, Conflict, StoreAway."""
    by.need(WRITE)
    story = await services.wish_stories.get(wish_id, scope=by.scope(WRITE))
    if story.state not in OPEN:
        raise MoveNotPossible(str(story.state))
    if story.version != seen:
        raise Conflict
    return await _end(services, story, by=by.id, forgets=True)


async def of_hers(services: Services, person: Person) -> Sequence[WishStory]:
    """Those that she has been asked about. Raises StoreAway."""
    return await services.wish_stories.of([person.id])


async def own(services: Services, wish_id: str, *, by: Person) -> WishStory:
    """One that she has been asked about. Raises NotFound, also for anybody else's; StoreAway."""
    story = await services.wish_stories.get(wish_id, scope=Scope.system())
    if story.person_id != by.id or story.state is StoryState.DRAFT:
        raise NotFound
    return story


async def answer(
    services: Services, wish_id: str, *, agrees: bool, by: Person, how: How, consent: str = "", seen: int | None = None
) -> WishStory:
    """
    The guardian's word; said again it is the same. With it she consents to the text of that version, the present one without.

    Raises NotFound, also for anybody else's; MoveNotPossible, Conflict, Invalid("consent", …), StoreAway.
    """
    story = await own(services, wish_id, by=by)
    if story.state in ({StoryState.AGREED, StoryState.TOLD} if agrees else {StoryState.DECLINED}):
        return story
    _expect(story, StoryState.ASKED, seen=seen)
    if consent and consent != CURRENT[Purpose.STORY]:
        raise Invalid("consent", "unknown")
    now = services.now()

    async def body(session: Session) -> WishStory:
        if not agrees:
            return await services.wish_stories.change(
                story, {"state": str(StoryState.DECLINED), "text": ""}, session=session
            )
        given = new_consent(by.id, Purpose.STORY, how=how, about=story.id, now=now)
        await services.consents.insert(given, session=session)
        facts = {"purpose": str(Purpose.STORY), "text": given.text, "how": str(how)}
        await services.audit.add(Act("consent_given", about=by.id, data=facts), by=by.id, now=now, session=session)
        return await services.wish_stories.change(story, {"state": str(StoryState.AGREED)}, session=session)

    answered = await in_transaction(services.db, body)
    return await _go_on(services, answered) if agrees else answered


async def go_on(services: Services) -> int:
    """
    The clock's part: words that have passed are told, what was told long enough is over. How many it had to do with: those
    whose words are still being looked at are left alone. Raises StoreAway.
    """
    done, after = 0, ""
    while found := await services.wish_stories.going_on(services.now(), after=after, most=BATCH):
        checks = await services.checks.of([each.id for each in found])
        changed = [each for each in found if each.state is StoryState.TOLD or _has_word(checks[each.id])]
        await _bring_on(services, changed)
        done, after = done + len(changed), found[-1].id
    return done


def _has_word(checks: Sequence[Check]) -> bool:
    """Whether the look at an agreed story's words has come to something, or hasn't begun."""
    look = next((each for each in checks if each.field == STORY), None)
    return look is None or look.state in {CheckState.PASSED, CheckState.REFUSED} or counts_ours(look)


async def _bring_on(services: Services, stories: Sequence[WishStory]) -> None:
    for story in stories:
        try:
            if story.state is StoryState.TOLD:
                await _end(services, story, by=SYSTEM)
            else:
                await _go_on(services, story)
        except (Conflict, NotFound):
            log.info("a story moved on under the clock")


async def _go_on(services: Services, story: WishStory) -> WishStory:
    """Have the words that she agreed to looked at, and tell them once they have passed."""
    wish = await services.wishes.get(story.id, scope=Scope.system())
    await hand_in(services, wish, story.text, field=STORY, by=await services.people.get(story.person_id))
    await count_look(services, wish, by=story.read_by)
    state = await state_of(services, wish, STORY)
    if state is CheckState.REFUSED:
        return await _end(services, story, by=SYSTEM)
    if state is not CheckState.PASSED:
        return story
    now = services.now()
    changes = {"state": str(StoryState.TOLD), "told_at": now, "until": now + TOLD_FOR, "code": draw_code()}

    async def body(session: Session) -> WishStory:
        return await services.wish_stories.change(story, changes, session=session)

    return await in_transaction(services.db, body)


async def _end(services: Services, story: WishStory, *, by: str, forgets: bool = False) -> WishStory:
    async def body(session: Session) -> WishStory:
        if forgets:
            await services.checks.drop([story.id], STORY, session=session)
        await _note(services, "story_ended", story.id, story.region_path, by=by, session=session)
        return await services.wish_stories.change(story, GONE, session=session)

    return await in_transaction(services.db, body)


async def told(services: Services, *, after: str = "", most: int = 20) -> list[WishStory]:
    """What everybody may read, the newest first, from behind the one with the code `after`. Raises StoreAway."""
    return await services.wish_stories.told(after=after, most=most)


def _expect(story: WishStory, state: StoryState, *, seen: int | None) -> None:
    if story.state is not state:
        raise MoveNotPossible(str(story.state))
    if seen is not None and seen != story.version:
        raise Conflict


async def _note(services: Services, kind: str, wish_id: str, region_path: str, *, by: str, session: Session) -> None:
    act = Act(kind, about=wish_id, region_path=region_path)
    await services.audit.add(act, by=by, now=services.now(), session=session)
