"""Opening, joining and closing every part. Only this module and the tests know all of them."""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import structlog

from app.settings import Settings
from domain.calendar import QuietHours
from domain.errors import StoreAway
from domain.regions import RegionLevel
from domain.sharing import SharingRules
from services.account.live import LiveKeywords, LivePictures
from services.content import Content, load
from services.context import Facts, NoticeTemplate, Services, WishRules
from services.lessons.live import LiveLessons
from services.questions.live import LiveKnowledge
from services.questions.sentences import Sentences
from services.safeguarding.screen import Screen
from services.safeguarding.second_look import SecondLook
from services.settings.live import LiveSettings
from services.wishes.live_campaigns import LiveCampaigns
from services.wishes.live_figures import LiveFigures
from services.wishes.wall import LiveWall
from storage.alerts import AlertStore
from storage.api_answers import ApiAnswerStore
from storage.audit import AuditStore
from storage.blocks import BlockStore
from storage.booking_hours import HoursStore, MeetingPlaceStore, WaitStore
from storage.bookings import BookingStore
from storage.budgets import BudgetStore
from storage.call_rates import CallRates
from storage.campaigns import CampaignStore
from storage.case_entries import CaseEntryStore
from storage.cases import CaseStore
from storage.checks import CheckStore
from storage.consents import ConsentStore
from storage.encryption import FieldVault, Seal, open_vault
from storage.events import EventStore
from storage.experts import ExpertStore
from storage.files import FileStore
from storage.forgotten import ForgottenStore
from storage.handovers import HandoverStore
from storage.invitations import InvitationStore
from storage.knowledge import KnowledgeStore
from storage.knowledge_feedback import FeedbackStore
from storage.lessons import LessonStore
from storage.lots import LotStore
from storage.messages import Inbox, MessageStore
from storage.mongo import Database, open_mongo
from storage.notes import NoteStore
from storage.organisations import GiftBatchStore, OrganisationStore
from storage.outbox import Outbox
from storage.parcels import ParcelStore, PointStore
from storage.people import PeopleStore
from storage.person_sessions import PersonSessionStore
from storage.phones import PhoneStore
from storage.pictures import PictureStore
from storage.pushes import PushStore
from storage.questions import QuestionStore
from storage.recordings import RecordingStore
from storage.redis import Patience, Redis, open_redis
from storage.region_changes import RegionChangeStore
from storage.regions import RegionStore
from storage.safe_words import FalseAlarmStore, SafeWordStore
from storage.scenes import SceneStore
from storage.second_factors import SecondFactorStore
from storage.settings import SettingStore
from storage.sharing import SharingStore
from storage.sign_in_codes import SignInCodeStore, WeChatBindingStore
from storage.staff import StaffStore
from storage.staff_imports import StaffImportStore
from storage.staff_tokens import StaffTokenStore
from storage.thread_pictures import ThreadPictureStore
from storage.threads import ThreadStore
from storage.tickets import TicketStore
from storage.tokens import RedisTokenStore
from storage.turns import TurnStore
from storage.versions import VersionStore
from storage.visits import VisitStore
from storage.volunteers import VolunteerStore
from storage.wall import WallStore
from storage.wish_days import WishDayStore
from storage.wish_figures import WishFigureStore
from storage.wish_pictures import WishPictureStore
from storage.wish_stories import WishStoryStore
from storage.wish_voices import WishVoiceStore
from storage.wishes import WishStore
from wechat.client import AccountKind as ClientKind
from wechat.client import MiniProgram, WeChatClient
from worker.broker import make_waker

log = structlog.get_logger()
ROOT = Path(__file__).resolve().parent.parent
CONTENT = ROOT / "content"
REFRESH_SECONDS = 5.0
ANSWERS_SECONDS = 1.0  # an answer that staff release is given everywhere within two
Client = TypeVar("Client", bound=WeChatClient)


def staff_stores(db: Database, redis: Redis, patience: Patience, vault: FieldVault, seal: Seal) -> dict[str, Any]:
    """What staff work with, by their names in Services: accounts and signing in, the log, what they make and release."""
    setting_store = SettingStore(db)
    keywords, pictures = VersionStore(db, "keywords"), PictureStore(db)
    live_keywords = LiveKeywords(keywords)
    return {
        "staff": StaffStore(db),
        "factors": SecondFactorStore(db),
        "sign_in_codes": SignInCodeStore(db),
        "bindings": WeChatBindingStore(db),
        "audit": AuditStore(db),
        "menus": VersionStore(db, "menus"),
        "keywords": keywords,
        "live_keywords": live_keywords,
        "pictures": pictures,
        "live_pictures": LivePictures(pictures, live_keywords),
        "recordings": RecordingStore(db),
        "scenes": SceneStore(db),
        "invitations": InvitationStore(db),
        "staff_imports": StaffImportStore(db, seal),
        "wish_imports": StaffImportStore(db, seal, "wish_imports"),
        "entry_imports": StaffImportStore(db, seal, "entry_imports"),
        "handovers": HandoverStore(db),
        "region_changes": RegionChangeStore(db),
        "visits": VisitStore(db),
        "staff_tokens": StaffTokenStore(db),
        "api_answers": ApiAnswerStore(db),
        "call_rates": CallRates(redis, patience),
        "checks": CheckStore(db),
        "blocks": BlockStore(db),
        "cases": CaseStore(db),
        "case_entries": CaseEntryStore(db, vault, seal),
        "safe_words": SafeWordStore(db),
        "false_alarms": FalseAlarmStore(db, seal),
        "setting_store": setting_store,
        "settings": LiveSettings(setting_store),
        "tickets": TicketStore(db),
        "threads": ThreadStore(db),
        "experts": ExpertStore(db),
        "parcels": ParcelStore(db),
        "points": PointStore(db),
        "lots": LotStore(db),
        "budgets": BudgetStore(db),
        "wish_days": WishDayStore(db),
        "wish_stories": WishStoryStore(db),
        "forgotten": ForgottenStore(db),
        "organisations": OrganisationStore(db),
        "gift_batches": GiftBatchStore(db),
        "campaigns": CampaignStore(db),
        "bookings": BookingStore(db),
        "booking_places": MeetingPlaceStore(db),
        "booking_hours": HoursStore(db),
        "booking_waits": WaitStore(db),
        "volunteers": VolunteerStore(db),
        "sharing": SharingStore(db),
    }


def visitor_stores(db: Database) -> dict[str, Any]:
    """What people work with who come by the mini-program, by their names in Services."""
    return {
        "person_sessions": PersonSessionStore(db),
        "phones": PhoneStore(db),
        "files": FileStore(db),
        "wish_pictures": WishPictureStore(db),
        "wish_voices": WishVoiceStore(db),
        "thread_pictures": ThreadPictureStore(db),
        "feedback": FeedbackStore(db),
    }


@asynccontextmanager
async def open_services(
    settings: Settings,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> AsyncIterator[Services]:
    """
    Every part, joined; closed at the end. Opening waits for no store: what is in memory is filled as soon as MongoDB
    answers, and kept fresh.
    """
    content = await asyncio.to_thread(load, CONTENT)
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(open_mongo(settings.mongo_url, settings.mongo_database))
        redis = await stack.enter_async_context(open_redis(settings.redis_url))
        vault = await stack.enter_async_context(open_vault(db, settings.field_keys))
        http = await stack.enter_async_context(aiohttp.ClientSession())
        patience = Patience()
        seal = Seal(settings.field_keys)
        events = EventStore(db)
        knowledge, lessons = KnowledgeStore(db), LessonStore(db)
        account, mini = _clients(settings, RedisTokenStore(redis), http, now)
        services = Services(
            facts=_facts(settings, content),
            now=now,
            db=db,
            redis=redis,
            patience=patience,
            seal=seal,
            vault=vault,
            people=PeopleStore(db),
            events=events,
            outbox=Outbox(db),
            turns=TurnStore(redis, patience),
            inbox=Inbox(redis, patience, seal),
            messages=MessageStore(db, seal),
            notes=NoteStore(db, seal),
            regions=RegionStore(db),
            lessons=lessons,
            live_lessons=LiveLessons(lessons),
            wishes=WishStore(db, events),
            wall=WallStore(db),
            live_wall=LiveWall(
                WallStore(db), RegionStore(db), CampaignStore(db), now, tuple(content.wish_form.kinds.items())
            ),
            live_campaigns=LiveCampaigns(CampaignStore(db), now, frozenset(content.wish_form.kinds)),
            live_figures=_figures(db, now, content),
            consents=ConsentStore(db),
            knowledge=knowledge,
            questions=QuestionStore(db),
            answers=LiveKnowledge(knowledge, now, await asyncio.to_thread(Sentences.load)),
            screen=await asyncio.to_thread(_screen),
            alerts=AlertStore(db, redis, patience, vault, seal),
            pushes=PushStore(db),
            **staff_stores(db, redis, patience, vault, seal),
            **visitor_stores(db),
            wechat=account,
            mini=mini,
            wake=make_waker(redis, patience),
        )
        async with _kept_fresh(services):
            yield services


def _screen() -> SecondLook:
    """The danger screen, its model being loaded beside."""
    folder = CONTENT / "safeguarding"
    look = SecondLook.load(Screen.load(folder), folder)
    look.warm()
    return look


def _figures(db: Database, now: Callable[[], datetime], content: Content) -> LiveFigures:
    kinds, company = content.wish_form.kinds, content.wish_form.company
    return LiveFigures(WishFigureStore(db), ForgottenStore(db), now, tuple(kinds.items()), frozenset(company))


def _clients(
    settings: Settings, tokens: RedisTokenStore, http: aiohttp.ClientSession, now: Callable[[], datetime]
) -> tuple[WeChatClient, MiniProgram | None]:
    """The official account's and, where there is one, the mini-program's."""

    def client(made: type[Client], app_id: str, app_secret: str, kind: ClientKind) -> Client:
        return made(
            app_id=app_id,
            app_secret=app_secret,
            api_base=settings.wechat_api_base,
            kind=kind,
            tokens=tokens,
            http=http,
            now=now,
            sleep=asyncio.sleep,
        )

    account = client(WeChatClient, settings.oa_app_id, settings.oa_app_secret.get_secret_value(), settings.oa_kind)
    mini = client(MiniProgram, settings.mini_app_id, settings.mini_app_secret.get_secret_value(), "mini")
    return account, mini if settings.mini_app_id else None


async def refresh(services: Services) -> None:
    """Take into memory what has changed in MongoDB. Raises StoreAway."""
    await services.live_lessons.refresh()
    await services.live_keywords.refresh()
    await services.settings.refresh()
    await services.live_pictures.refresh()
    await services.safe_words.refresh()
    await refresh_answers(services)


async def refresh_answers(services: Services) -> None:
    """Take over what has changed in the knowledge base. Raises StoreAway."""
    if await services.answers.refresh():
        gc.freeze()  # an index of thousands of entries, looked through again and again, holds up every turn


@asynccontextmanager
async def _kept_fresh(services: Services) -> AsyncIterator[None]:
    """What is in memory follows MongoDB for as long as this is open."""

    async def everything() -> None:
        """Alerts that waited in Redis move over as soon as MongoDB is back."""
        await refresh(services)
        await services.alerts.bring_in()

    async def answers() -> None:
        await refresh_answers(services)

    rounds = {
        asyncio.create_task(_keep_fresh(everything, REFRESH_SECONDS)),
        asyncio.create_task(_keep_fresh(answers, ANSWERS_SECONDS)),
    }
    try:
        yield
    finally:
        while waiting := {each for each in rounds if not each.done()}:
            for each in waiting:  # the Redis client swallows a cancelling while it connects
                each.cancel()
            await asyncio.wait(waiting, timeout=0.5)


async def _keep_fresh(look: Callable[[], Awaitable[None]], seconds: float) -> None:
    """What is in memory follows MongoDB: one look every so often."""
    while True:
        try:
            await look()
        except StoreAway:
            pass
        except Exception:
            log.exception("refresh failed")
        await asyncio.sleep(seconds)


def _quiet_hours(settings: Settings, content: Content) -> QuietHours:
    if settings.quiet_hours == "none":
        return QuietHours(start=time.min, end=time.min)
    if settings.quiet_hours:
        start, _, end = settings.quiet_hours.partition("-")
        return QuietHours(start=time.fromisoformat(start), end=time.fromisoformat(end))
    return QuietHours(start=content.texts.quiet_from, end=content.texts.quiet_until)


def _notice_template(setting: str) -> NoticeTemplate | None:
    name, _, fields = setting.partition(":")
    return NoticeTemplate(name, dict(each.split("=") for each in fields.split(","))) if name else None


def _facts(settings: Settings, content: Content) -> Facts:
    city = next(region for region in content.regions if region.level is RegionLevel.CITY)
    return Facts(
        oa_app=settings.oa_app_id,
        oa_kind=settings.oa_kind,
        mini_app=settings.mini_app_id,
        public_url=settings.public_url,
        city_path=city.path,
        quiet_hours=_quiet_hours(settings, content),
        quiet_fixed=bool(settings.quiet_hours),
        calendar=content.calendar,
        promise=content.promise,
        booking=content.booking,
        two_people=settings.two_people,
        hotlines=tuple((each.number, each.name) for each in content.hotlines),
        institution=content.texts.institution,
        wish=WishRules(
            kinds=tuple(content.wish_form.kinds.items()),
            most_fen=content.wish_form.most_yuan * 100,
            verify_days=content.wish_form.verify_days,
            second_fen=content.wish_form.second_yuan * 100,
            year_most=content.wish_form.year_most,
            claims_most=content.wish_form.claims_most,
            claims_unknown=content.wish_form.claims_unknown,
            organisation_claims_most=content.wish_form.organisation_claims_most,
            remind_days=content.wish_form.remind_days,
            days=content.wish_form.days,
            forbidden=content.wish_form.forbidden,
            hardships=tuple(content.wish_form.hardships.items()),
            reasons=tuple(content.wish_form.reasons.items()),
            company=frozenset(content.wish_form.company),
            most_fen_of={kind: yuan * 100 for kind, yuan in content.wish_form.most_yuan_of.items()},
            sharing=SharingRules(
                above_fen=content.wish_form.share_above_yuan * 100,
                sharers_most=content.wish_form.sharers_most,
                open_most=content.wish_form.shares_most,
            ),
        ),
        lesson_template=_notice_template(settings.lesson_template),
        answer_template=_notice_template(settings.answer_template),
        staff_template=_notice_template(settings.staff_template),
    )
