"""
Taking back what was just done. Each way back is a move of its own, through the service, if nothing has happened since; it
may say where to go on, else she is back where she was.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime

from domain.errors import Conflict
from domain.knowledge import EntryState
from domain.lessons import LessonState
from domain.pictures import PictureState
from domain.recordings import RecordingState
from domain.settings import SettingPart
from domain.staff import Permission, StaffMember, StaffRole
from handlers.access import requires
from handlers.console.browser import safe_back
from handlers.console.offers import Offer, read_token
from handlers.console.page import ConsolePage
from services import lessons
from services.account import keywords, pictures, scenes
from services.context import Services
from services.knowledge import recordings, releasing
from services.questions import sorting, threads
from services.safeguarding.follow_up import release
from services.settings.saving import undo as undo_setting
from services.staff import appointments
from services.wishes import parcels, wish_days


async def _release_alert(services: Services, offer: Offer, by: StaffMember) -> None:
    await release(services, offer.about, by=by, taken_at=datetime.fromisoformat(offer.mark))


async def _turn_lesson_back(services: Services, offer: Offer, by: StaffMember) -> None:
    version, _, state = offer.mark.partition(":")
    await lessons.undo(services, offer.about, by=by, version=int(version), back_to=LessonState(state))


async def _restore_setting(services: Services, offer: Offer, by: StaffMember) -> None:
    number, _, before = offer.mark.partition(":")
    await undo_setting(services, SettingPart(offer.about), number=int(number), back_to=int(before), by=by)


async def _turn_picture_back(services: Services, offer: Offer, by: StaffMember) -> None:
    version, _, state = offer.mark.partition(":")
    back = pictures.restore if state == PictureState.ARCHIVED else pictures.archive
    await back(services, offer.about, by=by, version=int(version))


async def _turn_recording_back(services: Services, offer: Offer, by: StaffMember) -> None:
    version, _, state = offer.mark.partition(":")
    back = recordings.restore if state == RecordingState.ARCHIVED else recordings.archive
    await back(services, offer.about, by=by, version=int(version))


async def _take_parcel_back(services: Services, offer: Offer, by: StaffMember) -> None:
    await parcels.take_back(services, offer.about, by=by, seq=int(offer.mark))


async def _take_answer_back(services: Services, offer: Offer, by: StaffMember) -> str:
    question = await threads.take_back(services, offer.about, by=by)
    return f"/console/questions/{question.id}?again={offer.about}#answer-title"


async def _sort_back(services: Services, offer: Offer, by: StaffMember) -> str:
    question = await sorting.undo(services, offer.about, mark=offer.mark, by=by)
    return f"/console/questions/{question.id}"


async def _turn_entry_back(services: Services, offer: Offer, by: StaffMember) -> None:
    seq, _, state = offer.mark.partition(":")
    back = releasing.restore if state == EntryState.PUBLISHED else releasing.archive
    await back(services, offer.about, by=by, seen=int(seq))


async def _put_rule_back(services: Services, offer: Offer, by: StaffMember) -> None:
    await keywords.put_back(services, seen=int(offer.mark), by=by)


async def _turn_scene_back(services: Services, offer: Offer, by: StaffMember) -> None:
    await scenes.undo(services, offer.about, version=int(offer.mark), by=by)


async def _put_on_the_day_again(services: Services, offer: Offer, by: StaffMember) -> None:
    version, _, wish_id = offer.mark.partition(":")
    await wish_days.pick(services, offer.about, [wish_id], by=by, seen=int(version))


async def _take_role_back(services: Services, offer: Offer, by: StaffMember) -> None:
    seq, _, number = offer.mark.partition(":")
    await appointments.take_back(services, offer.about, int(number), by=by, seq=int(seq))


async def _give_role_again(services: Services, offer: Offer, by: StaffMember) -> None:
    seq, role, region = offer.mark.split(":")
    await appointments.appoint(services, offer.about, by=by, role=StaffRole(role), region=region, seq=int(seq))


WAYS_BACK: Mapping[str, Callable[[Services, Offer, StaffMember], Awaitable[str | None]]] = {
    "alert": _release_alert,
    "lesson": _turn_lesson_back,
    "setting": _restore_setting,
    "picture": _turn_picture_back,
    "recording": _turn_recording_back,
    "parcel": _take_parcel_back,
    "entry": _turn_entry_back,
    "answer": _take_answer_back,
    "sorted": _sort_back,
    "keyword": _put_rule_back,
    "scene": _turn_scene_back,
    "day": _put_on_the_day_again,
    "appointed": _take_role_back,
    "role_taken": _give_role_again,
}


@requires(Permission.HOME_READ)
class Undo(ConsolePage):
    """The tap on the offer. What may be undone is checked by the service that undoes it."""

    async def post(self) -> None:
        """Back to where she was; an offer that is over, or a thing that moved on, is said in words."""
        offer = read_token(self, self.text_argument("token", most=3000))
        back = safe_back(self.text_argument("back", most=2000))
        if offer is not None:
            with suppress(Conflict):
                where = await WAYS_BACK[offer.kind](self.services, offer, self.staff)
                self.redirect(where or back, status=303)
                return
        self.set_status(409)
        self.show("parts/undo_late.html", back=back)


ROUTES = [(r"/console/undo", Undo)]
