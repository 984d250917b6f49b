"""All parts on real stores, with a little content and a clock that stands until it is moved."""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from urllib.parse import unquote

import aiohttp
import pytest

from app.wiring import staff_stores, visitor_stores
from bot.keeping import take
from domain.bookings import Rules as BookingRules
from domain.calendar import QuietHours
from domain.lessons import Lesson, LessonState, Series
from domain.questions import KnowledgeEntry
from domain.regions import Region, RegionLevel
from domain.wish_life import STAGES
from services.context import Facts, Services, WishRules
from services.lessons.live import LiveLessons
from services.questions.live import LiveKnowledge
from services.safeguarding.screen import Screen
from services.safeguarding.second_look import SecondLook
from services.wishes.live_campaigns import LiveCampaigns
from services.wishes.live_figures import LiveFigures
from services.wishes.wall import LiveWall
from storage.alerts import AlertStore
from storage.campaigns import CampaignStore
from storage.consents import ConsentStore
from storage.encryption import FieldVault, Seal, open_vault
from storage.events import EventStore
from storage.forgotten import ForgottenStore
from storage.knowledge import KnowledgeStore
from storage.lessons import LessonStore
from storage.messages import Inbox, MessageStore
from storage.mongo import Database, Document
from storage.notes import NoteStore
from storage.outbox import Outbox
from storage.people import PeopleStore
from storage.pushes import PushStore
from storage.questions import QuestionStore
from storage.redis import Patience, Redis, open_redis
from storage.regions import RegionStore
from storage.tokens import RedisTokenStore
from storage.turns import TurnStore
from storage.wall import WallStore
from storage.wish_figures import WishFigureStore
from storage.wishes import WishStore
from wechat.client import WeChatClient
from wechat.messages import NewsReply, NoReply, Reply, TextReply, parse

APP, GH, HER = "wx0000000000000001", "gh_000000000001", "openid-of-hers"
MASTER = bytes(range(96))
NOWHERE_REDIS = "redis://127.0.0.1:1/0"

RULES = WishRules(
    kinds=(("clothes", "衣服鞋子"), ("study", "学习用品"), ("books", "书")),
    most_fen=300_00,
    verify_days=7,
    second_fen=200_00,
    year_most=2,
    claims_most=3,
    claims_unknown=1,
    organisation_claims_most=200,
    remind_days=2,
    days={**dict.fromkeys(map(str, STAGES), 5), "published": 30, "claimed": 10, "escalated": 3}
    | {"wall": 20, "volunteers": 5, "words": 2, "answer": 2},
    forbidden={"cash": ("现金", "红包"), "medicine": ("药",)},
    hardships=(("left-behind", "父母在外打工"), ("other", "别的困难")),
    reasons=(("unclear", "没写清楚要什么"), ("no-phone", "家里没有手机"), ("other", "别的原因")),
)
BOOKING = BookingRules((("family", "婚姻家庭辅导"), ("mind", "心理咨询")))
SERIES = (Series("square-dance", "舞前三分钟", "跳舞前听", 1), Series("family-education", "家庭教育", "带孩子", 2))
REGIONS = (
    Region("370000", "山东省", RegionLevel.PROVINCE, "370000/"),
    Region("370800", "济宁市", RegionLevel.CITY, "370000/370800/"),
    Region("370881", "曲阜市", RegionLevel.COUNTY, "370000/370800/370881/"),
    Region("370883", "邹城市", RegionLevel.COUNTY, "370000/370800/370883/"),
    Region("370881100", "吴村镇", RegionLevel.TOWNSHIP, "370000/370800/370881/370881100/"),
    Region("370881100201", "峪口村", RegionLevel.VILLAGE, "370000/370800/370881/370881100/370881100201/"),
)
ENTRIES = (
    KnowledgeEntry(
        "homework-001",
        "学习",
        "孩子写作业磨蹭怎么办",
        "先定一个固定的时间。",
        ("娃做作业拖拉怎么办", "写作业慢吞吞的怎么管", "孩子作业写到半夜"),
    ),
    KnowledgeEntry(
        "phone-001",
        "手机",
        "孩子玩手机上瘾怎么办",
        "先商量每天玩多久。",
        ("娃天天抱着手机", "沉迷手机游戏怎么管", "不给手机就哭"),
    ),
    KnowledgeEntry(
        "eat-001", "饮食", "孩子挑食怎么办", "不追着喂。", ("娃不爱吃青菜", "吃饭挑三拣四", "孩子偏食怎么改")
    ),
)


def _lesson(slug: str, title: str, series: str, order: int) -> Lesson:
    return Lesson(
        id=f"lesson-{slug}",
        slug=slug,
        title=title,
        series=series,
        order=order,
        digest="几分钟就懂",
        body="正文",
        minutes=3,
        quiz=(),
        sources=(),
        state=LessonState.PUBLISHED,
        version=1,
    )


LESSONS = (
    _lesson("warm-up", "跳舞前先热身", "square-dance", 1),
    _lesson("shoes", "选双合脚的鞋", "square-dance", 2),
    _lesson("listen", "听孩子把话说完", "family-education", 1),
)


_SAMPLE: dict[str, list[Document]] = {}  # rows by collection


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        """Forward."""
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def join(
    db: Database, redis: Redis, *, vault: FieldVault, http: aiohttp.ClientSession, clock: Clock, screen: Screen
) -> Services:
    """The parts, as app/wiring.py joins them."""
    patience, seal, events = Patience(), Seal([MASTER]), EventStore(db)

    async def wake(row: str) -> None:
        del row

    return Services(
        facts=Facts(
            oa_app=APP,
            oa_kind="service",
            mini_app="",
            public_url="https://xinqiao.example",
            city_path="370000/370800/",
            quiet_hours=QuietHours(time(21), time(8)),
            hotlines=(("110", "公安"), ("120", "急救"), ("12338", "妇女维权热线")),
            institution="济宁市妇联",
            wish=RULES,
            booking=BOOKING,
        ),
        now=clock,
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
        lessons=LessonStore(db),
        live_lessons=LiveLessons(LessonStore(db)),
        wishes=WishStore(db, events),
        wall=WallStore(db),
        live_wall=LiveWall(WallStore(db), RegionStore(db), CampaignStore(db), clock, RULES.kinds),
        live_campaigns=LiveCampaigns(CampaignStore(db), clock, frozenset(dict(RULES.kinds))),
        live_figures=LiveFigures(WishFigureStore(db), ForgottenStore(db), clock, RULES.kinds, RULES.company),
        consents=ConsentStore(db),
        knowledge=KnowledgeStore(db),
        questions=QuestionStore(db),
        answers=LiveKnowledge(KnowledgeStore(db), clock),
        screen=SecondLook(screen),
        alerts=AlertStore(db, redis, patience, vault, seal),
        pushes=PushStore(db),
        **staff_stores(db, redis, patience, vault, seal),
        **visitor_stores(db),
        wechat=_unreachable_platform(redis, http, clock),
        mini=None,
        wake=wake,
    )


def _unreachable_platform(redis: Redis, http: aiohttp.ClientSession, clock: Clock) -> WeChatClient:
    return WeChatClient(
        app_id=APP,
        app_secret="none",
        api_base="http://127.0.0.1:1",
        kind="service",
        tokens=RedisTokenStore(redis, clock),
        http=http,
        now=clock,
        sleep=asyncio.sleep,
    )


@pytest.fixture(scope="session")
def screen() -> Screen:
    return Screen.load(Path(__file__).parents[1] / "content" / "safeguarding")


@pytest.fixture
async def services(database: Database, redis: Redis, clock: Clock, screen: Screen) -> AsyncIterator[Services]:
    """The bot's parts, with two series, three lessons, three entries and a village."""
    async with open_vault(database, [MASTER]) as vault, aiohttp.ClientSession() as http:
        joined = join(database, redis, vault=vault, http=http, clock=clock, screen=screen)
        await _put_sample(joined)
        await joined.live_lessons.refresh()
        await joined.answers.refresh()
        yield joined


async def _put_sample(joined: Services) -> None:
    """As the product writes it the first time, and as it lay then for every later test: it is half of what a test takes."""
    if _SAMPLE:
        await asyncio.gather(*(joined.db[name].insert_many(rows) for name, rows in _SAMPLE.items()))
        return
    await joined.regions.put(REGIONS)
    for series in SERIES:
        await joined.lessons.put_series(series)
    for lesson in LESSONS:
        await joined.lessons.insert(lesson)
    await joined.knowledge.put(ENTRIES, now=joined.now())
    for name in ("regions", "series", "lessons", "knowledge"):
        _SAMPLE[name] = await joined.db[name].find().to_list(None)


@pytest.fixture
async def services_without_redis(services: Services, clock: Clock, screen: Screen) -> AsyncIterator[Services]:
    """The same with nothing where Redis should answer."""
    async with open_redis(NOWHERE_REDIS) as redis, aiohttp.ClientSession() as http:
        joined = join(services.db, redis, vault=services.vault, http=http, clock=clock, screen=screen)
        await joined.live_lessons.refresh()
        await joined.answers.refresh()
        yield joined


class Phone:
    """One woman's phone: what she sends goes through the parser into the bot."""

    numbers = itertools.count(1)

    def __init__(self, services: Services, openid: str = HER) -> None:
        self.services = services
        self.openid = openid

    async def says(
        self, text: str, *, tap: str = "", number: int | None = None, services: Services | None = None
    ) -> str:
        """Send words (or a tap with an id); the words of the reply, taps as plain words."""
        tapped = f"<bizmsgmenuid>{tap}</bizmsgmenuid>" if tap else ""
        body = f"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{text}]]></Content>{tapped}"
        return words(await self.sends(body, number=number, services=services))

    async def event(self, kind: str, key: str = "") -> str:
        """Cause an event; the words of the reply."""
        body = f"<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[{kind}]]></Event><EventKey><![CDATA[{key}]]></EventKey>"
        return words(await self.sends(body))

    async def sends(self, body: str, *, number: int | None = None, services: Services | None = None) -> Reply:
        """Send anything; the reply itself."""
        number = number or next(self.numbers)
        xml = (
            f"<xml><ToUserName><![CDATA[{GH}]]></ToUserName><FromUserName><![CDATA[{self.openid}]]></FromUserName>"
            f"<CreateTime>{1_700_000_000 + number}</CreateTime>{body}<MsgId>{number}</MsgId></xml>"
        )
        return await take(services or self.services, parse(xml.encode()), app=APP)


def words(reply: Reply) -> str:
    """What she reads."""
    if isinstance(reply, NewsReply):
        return f"[{reply.title}]({reply.url})"
    if isinstance(reply, NoReply):
        return ""
    assert isinstance(reply, TextReply)
    return re.sub(r"<a [^>]*>(.*?)</a>", r"\1", unquote(reply.text))


@pytest.fixture
def phone(services: Services) -> Phone:
    return Phone(services)
