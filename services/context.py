"""The parts that everything else is given. app/wiring.py fills them; nothing else is global."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from domain.bookings import Rules as BookingRules
from domain.calendar import Calendar, QuietHours
from domain.sharing import SharingRules
from domain.tickets import Promise
from services.account.live import LiveKeywords, LivePictures
from services.lessons.live import LiveLessons
from services.questions.live import LiveKnowledge
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
from storage.encryption import FieldVault, Seal
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
from storage.mongo import Database
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
from storage.redis import Patience, Redis
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
from storage.turns import TurnStore
from storage.versions import VersionStore
from storage.visits import VisitStore
from storage.volunteers import VolunteerStore
from storage.wall import WallStore
from storage.wish_days import WishDayStore
from storage.wish_pictures import WishPictureStore
from storage.wish_stories import WishStoryStore
from storage.wish_voices import WishVoiceStore
from storage.wishes import WishStore
from wechat.client import MiniProgram, WeChatClient

AccountKind = Literal["service", "subscription"]


@dataclass(frozen=True, slots=True)
class WishRules:
    """
    What a micro-wish can be as (id, words) pairs, what it may cost, and within how many days the village looks.

    Above `second_fen` two people approve. `year_most` wishes a child and year, `claims_most` open ones a donor whose phone number
    we know, `claims_unknown` any other, `organisation_claims_most` an organisation. `days` are working days a state
    and a wait of domain/forgotten.py, `remind_days` how many of them before the end one is reminded. `forbidden` are kinds of things
    that nobody grants, with their words; `hardships` and `reasons` are what staff choose from. The kinds in `company` ask for
    time in place of a thing: they have no price. `most_fen_of` has the ceiling of kinds that have one of their own. `sharing` says
    which ones several may bring together.
    """

    kinds: tuple[tuple[str, str], ...]
    most_fen: int
    verify_days: int
    second_fen: int
    year_most: int
    claims_most: int
    claims_unknown: int
    organisation_claims_most: int
    remind_days: int
    days: Mapping[str, int]
    forbidden: Mapping[str, tuple[str, ...]]
    hardships: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]
    company: frozenset[str] = frozenset()
    most_fen_of: Mapping[str, int] = field(default_factory=dict)
    sharing: SharingRules = field(default_factory=SharingRules)

    def ceiling(self, kind: str) -> int:
        """What a wish of this kind may cost, in fen; 0 where it asks for time."""
        return 0 if kind in self.company else self.most_fen_of.get(kind, self.most_fen)


@dataclass(frozen=True, slots=True)
class NoticeTemplate:
    """A template of notices, of lessons, of answers or to colleagues: its id, and what stands in each of its fields."""

    id: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What services need to know of the installation. `public_url` has no slash at its end; apps are app ids;
    `two_people` says that what goes to everyone takes a second person to release it. `quiet_fixed` says that the operator
    set the quiet hours, so that staff can't; `hotlines` are the country's, as (number, name).
    """

    oa_app: str
    oa_kind: AccountKind
    mini_app: str
    public_url: str
    city_path: str
    quiet_hours: QuietHours
    hotlines: tuple[tuple[str, str], ...]
    institution: str
    wish: WishRules
    two_people: bool = True
    lesson_template: NoticeTemplate | None = None
    quiet_fixed: bool = False
    calendar: Calendar = field(default_factory=Calendar)
    promise: Promise = field(default_factory=Promise)
    answer_template: NoticeTemplate | None = None
    staff_template: NoticeTemplate | None = None
    booking: BookingRules = field(default_factory=BookingRules)


@dataclass(frozen=True, slots=True)
class Services:
    """
    Every part, opened and joined. `now` gives aware UTC; `mini` is None without a mini-program. `wake` tells
    the workers that a row of the outbox is there; it never raises, since a sweep finds what it missed.
    """

    facts: Facts
    now: Callable[[], datetime]
    db: Database
    redis: Redis
    patience: Patience
    seal: Seal
    vault: FieldVault
    people: PeopleStore
    events: EventStore
    outbox: Outbox
    turns: TurnStore
    inbox: Inbox
    messages: MessageStore
    notes: NoteStore
    regions: RegionStore
    lessons: LessonStore
    live_lessons: LiveLessons
    wishes: WishStore
    wall: WallStore
    live_wall: LiveWall
    live_figures: LiveFigures
    consents: ConsentStore
    parcels: ParcelStore
    points: PointStore
    lots: LotStore
    budgets: BudgetStore
    wish_days: WishDayStore
    wish_stories: WishStoryStore
    forgotten: ForgottenStore
    organisations: OrganisationStore
    gift_batches: GiftBatchStore
    campaigns: CampaignStore
    live_campaigns: LiveCampaigns
    bookings: BookingStore
    booking_places: MeetingPlaceStore
    booking_hours: HoursStore
    booking_waits: WaitStore
    volunteers: VolunteerStore
    sharing: SharingStore
    knowledge: KnowledgeStore
    feedback: FeedbackStore
    questions: QuestionStore
    tickets: TicketStore
    threads: ThreadStore
    experts: ExpertStore
    answers: LiveKnowledge
    screen: SecondLook
    alerts: AlertStore
    cases: CaseStore
    case_entries: CaseEntryStore
    safe_words: SafeWordStore
    false_alarms: FalseAlarmStore
    pushes: PushStore
    staff: StaffStore
    factors: SecondFactorStore
    sign_in_codes: SignInCodeStore
    bindings: WeChatBindingStore
    audit: AuditStore
    menus: VersionStore
    keywords: VersionStore
    live_keywords: LiveKeywords
    scenes: SceneStore
    pictures: PictureStore
    live_pictures: LivePictures
    recordings: RecordingStore
    invitations: InvitationStore
    staff_imports: StaffImportStore
    wish_imports: StaffImportStore
    entry_imports: StaffImportStore
    handovers: HandoverStore
    region_changes: RegionChangeStore
    visits: VisitStore
    staff_tokens: StaffTokenStore
    api_answers: ApiAnswerStore
    person_sessions: PersonSessionStore
    phones: PhoneStore
    files: FileStore
    wish_pictures: WishPictureStore
    wish_voices: WishVoiceStore
    thread_pictures: ThreadPictureStore
    call_rates: CallRates
    checks: CheckStore
    blocks: BlockStore
    setting_store: SettingStore
    settings: LiveSettings
    wechat: WeChatClient
    mini: MiniProgram | None
    wake: Callable[[str], Awaitable[None]]
