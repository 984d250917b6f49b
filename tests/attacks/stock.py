"""Two counties with one of everything each, people of every role who belong to the first, and forms that are in order."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from PIL import Image

from bot.words import is_reserved
from domain.cases import Case
from domain.ids import new_id
from domain.keywords import Rule
from domain.knowledge import EntryFields
from domain.lessons import LessonState
from domain.people import Person
from domain.pushes import Channel
from domain.questions import Question
from domain.regions import Region, RegionLevel, Scope
from domain.safeguarding import Danger
from domain.scenes import Scene, SceneKind
from domain.staff import Appointment, StaffMember, StaffRole
from domain.wish_pictures import PictureKind
from domain.wish_voices import WishVoice
from domain.wishes import Wish
from handlers.base import DEVICE_COOKIE, SESSION_COOKIE
from services import pushes
from services.account import keywords, menus, pictures, scenes
from services.cases import letters
from services.checking.blocking import appeal, block
from services.checking.submitting import submit_text
from services.context import Services
from services.knowledge import recordings, writing
from services.questions.ask import hand_over
from services.questions.hers import add_to
from services.staff import Browser, make_token, new_device
from services.staff.handover import key_of, what_moves
from services.staff.invitations import link_again
from services.staff.opening import open_session
from services.wishes import voices
from services.wishes.pictures import Drawn, keep, new_picture
from storage.alerts import Alert
from storage.case_entries import CaseEntry
from storage.handovers import Handed, Handover
from storage.mongo import Session, in_transaction
from storage.scoped import placed
from storage.staff import AccountState, StaffAccount
from tests.attacks.booked import booked, booked_form
from tests.attacks.carried import carried, carried_form
from tests.attacks.giving import giving
from tests.bot.test_flows import WHOLE_WISH
from tests.handlers.walking import Walker
from tests.joined import Phone
from tests.services.account.test_menus import TWO
from tests.sounds import mp3

CITY, HERE, THERE = "370000/370800/", "370000/370800/370881/", "370000/370800/370883/"
MARK, COUNTED = "别处记", 98765  # in everything of the other county: words, and what is counted
GROWS = {
    "audit",
    "staff_sessions",
    "staff_tokens",
    "staff_guards",
    "visits",
    "sign_in_tries",
    "api_answers",
    "sign_in_codes",
}
MORE_REGIONS = (
    Region("370881101", "姚村镇", RegionLevel.TOWNSHIP, f"{HERE}370881101/"),
    Region("370881101201", "陈寨村", RegionLevel.VILLAGE, f"{HERE}370881101/370881101201/"),
    Region("370883100", "太平镇", RegionLevel.TOWNSHIP, f"{THERE}370883100/"),
    Region("370883100201", "横河村", RegionLevel.VILLAGE, f"{THERE}370883100/370883100201/"),
)
LESSON = {
    "title": "换掉的题目",
    "digest": "先一起看一眼，再开始。",
    "body": "换掉的正文",
    "series": "family-education",
    "order": "7",
    "minutes": "3",
    "slug": "no-rush",
    "sources": "《家庭教育促进法》第十七条",
    "quiz0_question": "先做什么？",
    "quiz0_option0": "催他",
    "quiz0_option1": "一起看一眼",
    "quiz0_answer": "1",
    "quiz0_why": "看清楚有几样，心里就有数。",
}

ENTRY = {"category": "睡觉", "question": "换掉的问题"}

OF_CASE = {
    "at": "2026-12-01T09:00:00+08:00",
    "outcome": "reached",
    "steps": "safe_now",
    "partner": "police",
    "given": "called",
    "value_called": "换掉",
}


@dataclass(frozen=True)
class Place:
    """
    What lies in a county: the id of each kind of thing, what a hand-over of its colleague ticks off, and the receipt of
    a second question by the same person.
    """

    path: str
    ids: Mapping[str, str]
    ticks: tuple[str, ...]
    receipt: str


async def account_of(
    services: Services, login: str, roles: tuple[StaffRole, ...], path: str, *, name: str = "王芳"
) -> StaffAccount:
    """An account without a password, which costs no hash."""
    account = StaffAccount(new_id(), login, name, path, tuple(Appointment(role, path) for role in roles))
    await services.staff.insert(account, now=services.now())
    return account


async def seat(walker: Walker, services: Services, login: str, role: StaffRole, path: str = HERE) -> Walker:
    """The walker as somebody of this role in this place."""
    account = await account_of(services, login, (role,), path)
    opened = await open_session(services, account, Browser(device=new_device()), way="password")
    return replace(walker, cookies=f"{SESSION_COOKIE}={opened.token}; {DEVICE_COOKIE}={opened.device}")


async def bearer(services: Services, login: str) -> dict[str, str]:
    """The headers of a program of hers."""
    _, secret = await make_token(services, login=login, name="报表")
    return {"Authorization": f"Bearer {secret}", "If-Match": '"v1"'}


async def place(services: Services, phone: Phone, path: str, *, name: str, login: str, county: str) -> Place:
    """One of everything that belongs to a place."""
    words = [county if each == "曲阜" else each for each in WHOLE_WISH]
    for said in (*words[:-8], name, *words[-7:-2], f"{name}一个新书包", words[-1], "提交"):
        await phone.says(said)
    (wish,) = await services.wishes.page(scope=Scope.of(path))
    follower = await _follower(services, login, name, path)
    asker = Person(id=follower, identities=(), region_path=path)
    question, twin = [
        await hand_over(services, by=asker, text=name, suggested=(), key=f"{login}{key}", now=services.now())
        for key in ("", ".twin")
    ]
    alert = _alert(services, login, name, path)
    await services.alerts.raise_alert(alert)
    staff = await account_of(services, login, (StaffRole.COUNTY,), path, name=name)
    deputy = await account_of(services, f"{login}.deputy", (StaffRole.EXPERT,), path, name=name)
    held = replace(deputy.appointments[0], role=StaffRole.COUNTY, deputy_for=staff.id)
    await services.staff.change(deputy, {"appointments": (*deputy.appointments, held)}, now=services.now())
    officer = await account_of(services, f"{login}.officer", (StaffRole.SAFEGUARDING_OFFICER,), path, name=name)
    boss = StaffMember("boss", "boss", "王芳", (Appointment(StaffRole.ADMINISTRATOR, CITY),), CITY)
    await link_again(services, staff.id, by=boss)
    made = Scene(new_id(), SceneKind.SITE, name, path.split("/")[-2], "", words=name, lesson="warm-up", version=0)
    scene = await scenes.write(services, made, by=boss, answers=is_reserved)
    handover = await _handover(services, staff, deputy, name)
    ids = {"wish": wish.id, "question": question.id, "alert": alert.id, "staff": staff.id, "deputy": deputy.id}
    ids["officer"] = officer.id
    ids |= await _case(services, login, path)
    ids |= {"scene": scene.id, "handover": handover.id, "region": path.split("/")[-2]}
    ids |= await _checked(services, asker, name, path)
    ids |= await carried(services, wish, name, login)
    ids |= await giving(services, wish, name, login)
    ids["person"] = follower
    ids |= await booked(services, asker, name, deputy)
    ids["wish_picture"] = await _picture(services, wish)
    ids["wish_voice"] = await _voice(services, wish)
    ids["question_picture"] = await _sent(services, question, asker)
    _, things = await what_moves(services, staff.id, by=boss)
    return Place(path, ids, tuple(key_of(each) for each in things), twin.receipt)


async def _checked(services: Services, her: Person, name: str, path: str) -> dict[str, str]:
    """A text that waits for a look, and somebody else who may not publish for a while."""
    another = replace(her, id=f"{her.id}-2")
    checks = []
    for person in (her, another):

        async def write(session: Session, person: Person = person) -> str:
            common = {"about": person.id, "field": "text", "region_path": path, "person": person}
            return (await submit_text(services, text=name, session=session, **common)).id

        checks.append(await in_transaction(services.db, write))
    boss = StaffMember("boss", "boss", "王芳", (Appointment(StaffRole.ADMINISTRATOR, CITY),), CITY)
    blocked = await block(services, checks[1], by=boss, reason="other", days=7)
    await appeal(services, another, name)
    return {"check": checks[0], "block": blocked.id}


async def _picture(services: Services, wish: Wish) -> str:
    """What the village saw at home."""
    drawn = io.BytesIO()
    Image.new("RGB", (32, 24), "pink").save(drawn, "JPEG")
    made = new_picture(services, wish, PictureKind.VISIT, key=new_id(), by="boss")
    kept = await keep(services, made, Drawn(drawn.getvalue(), 32, 24), scope=Scope.system(), under=None)
    return kept.id


async def _voice(services: Services, wish: Wish) -> str:
    """What she said of it."""
    key = await services.wish_voices.key_of(wish.id)
    made = WishVoice(new_id(), key, wish.guardian_id, services.now(), seconds=3, size=7)
    await voices.keep(services, made, b"an MP3.")
    return made.id


async def _sent(services: Services, question: Question, asker: Person) -> str:
    """A picture for the expert who has the question."""
    drawn = io.BytesIO()
    Image.new("RGB", (32, 24), "pink").save(drawn, "JPEG")
    await add_to(services, question, "", by=asker, key=(made := new_id()), content=drawn.getvalue())
    return made


async def _follower(services: Services, login: str, name: str, path: str) -> str:
    seen = await services.people.ensure(services.facts.oa_app, f"o-follows-{login}", now=services.now())
    await services.db["people"].update_one({"_id": seen.id}, {"$set": {"tags": [name], **placed(path)}})
    return seen.id


def _alert(services: Services, login: str, name: str, path: str) -> Alert:
    facts: dict[str, Any] = {"app": "a", "openid": f"o-{login}", "person_id": f"p-{login}", "danger": "violence"}
    now = services.now()
    return Alert(id=new_id(), key=login, matched=(name,), text=name, region_path=path, at=now, **facts)


async def _case(services: Services, login: str, path: str) -> dict[str, str]:
    """A case of somebody who has chosen a word, referred to the police, who haven't answered."""
    now = services.now()
    case = Case(new_id(), f"p-{login}", "a", f"o-{login}", Danger.DOMESTIC_VIOLENCE, path, now, now)

    referral = CaseEntry(new_id(), case.id, "referral", "police", "boss", now, {"called": "换掉"}, due_at=now)

    async def write(session: Session) -> None:
        await services.cases.insert(case, session=session)
        await services.case_entries.add(referral, session=session)

    await in_transaction(services.db, write)
    await letters.choose_word(services, app=case.app, openid=case.openid, word="石榴")
    return {"case": case.id, "referral": referral.id}


async def _handover(services: Services, staff: StaffAccount, deputy: StaffAccount, name: str) -> Handover:
    left = await account_of(services, f"{staff.login}.left", (StaffRole.EXPERT,), staff.region_path, name=name)
    gone = await services.staff.change(left, {"state": AccountState.LEFT, "appointments": ()}, now=services.now())
    things = (Handed("lesson", new_id(), name),)
    made = Handover(new_id(), gone.id, deputy.id, staff.region_path, "boss", services.now(), things)

    async def write(session: Session) -> None:
        await services.handovers.insert(made, session=session)

    await in_transaction(services.db, write)
    return made


async def both_places(services: Services, phone: Phone) -> tuple[Place, Place]:
    """Hers, and the other one, in whose every word MARK stands."""
    await services.regions.put(MORE_REGIONS)
    hers = await place(services, phone, HERE, name="这里记", login="here", county="曲阜")
    other = Phone(services, "openid-of-somebody-there")
    theirs = await place(services, other, THERE, name=MARK, login="there", county="邹城")
    for code in ("370883", "370883100", "370883100201"):
        await services.db["regions"].update_one({"_id": code}, {"$set": {"name": MARK}})
    day = {"scene": theirs.ids["scene"], "day": "2026-11-23", "scans": COUNTED, "follows": COUNTED}
    await services.db["scene_days"].insert_one({"_id": "there", **day})
    await services.db["wishes"].update_one({"_id": theirs.ids["wish"]}, {"$set": {"cost_fen": COUNTED * 100}})
    return hers, theirs


async def for_everybody(services: Services) -> dict[str, str]:
    """One of everything that belongs to no place: the id of each kind."""
    editor = StaffMember("editor", "editor", "王芳", (Appointment(StaffRole.EDITOR, CITY),), CITY)
    menu = await menus.save(services, TWO, seen=0, by=editor)
    rule = Rule(new_id(), ("入学",), reply="看通知")
    draft = await keywords.put(services, rule, seen=0, by=editor, reserved=is_reserved)
    push = await pushes.create(
        services, lesson_slug="shoes", audience="all", channel=Channel.AUTO, by="walk", waits=True
    )
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "pink").save(drawn, "PNG")
    picture = await pictures.add(services, by=editor, content=drawn.getvalue(), title="山楂", alt="一筐山楂")
    recording = await recordings.add(services, by=editor, content=mp3(20), title="山楂怎么摘")
    which = {"_id": "lesson-listen"}
    await services.db["lessons"].update_one(which, {"$set": {"state": LessonState.DRAFT}})
    fields = EntryFields(category="睡觉", question="孩子不肯睡觉怎么办", answer="每天同一个时间关灯。")
    entry = await writing.save(services, new_id(), fields, seen=0, by=editor)
    return {
        "entry": entry.id,
        "menu": menu.id,
        "rule": rule.id,
        "keywords": draft.id,
        "push": push.id,
        "lesson": "lesson-listen",
        "picture": picture.id,
        "recording": recording.id,
    }


PRICE = {"yuan": "80", "cost_fen": "8000", "child_reason": "visit"}


def form(target: Place, *, move: str = "") -> dict[str, Any]:
    """A form in which each field that any page reads is in order; `target` is the place that its fields name."""
    code = target.ids["region"]
    below = {"move": f"{code}101", "merge": f"{code}101201"}
    return {
        **LESSON,
        **ENTRY,
        "version": "1",
        "turn": "1",  # her wish names the child, so its text waits to be looked at
        "way": "home",
        "hardship": "other",
        "consent_seen": "on",
        "why": "other",
        "public_text": "一个新书包",
        **(carried_form(target.ids) | booked_form(target.ids)),
        "seen": "1",
        "drawn": "1",
        "do": "give",
        "move": move or "publish",
        "sure": "1",
        "text": "一双三十五码的运动鞋，跑步的时候不磨脚，下雨天也能穿，颜色浅一点的就好",
        **PRICE,
        "decision": "refuse",
        "refusal": "cash",
        "meet_at": "public",
        "days": "7",
        "answer": "lift",
        **dict.fromkeys(("name", "words", "reply"), "换掉"),
        "match": "exact",
        "priority": "50",
        "on": "1",
        "kind": "site",
        "region": code,
        "lesson": "",
        "keyword": "",
        "place": below.get(move, code),
        "parent": below.get(move, code),
        "into": below.get(move, code),
        "role": "expert",
        "roles": "expert",
        "number": "0",
        "login": "here.deputy",
        "code": f"{code}100202",
        "first": "2026-11-24",
        "last": "2026-11-26",
        "successor": "here.deputy",
        "handover": new_id(),
        "day": "2026-11-24",
        "reason": "cover",
        **{each: new_id() for each in ("change", "message", "push", "entry")},
        "to": "all",
        "channel": "auto",
        "name.0": "换掉",
        "kind.0": "click menu:help",
        "value.0": "",
        "ticks": target.ticks,
        **OF_CASE,
    }


async def digest(services: Services, *, without: set[str] = GROWS) -> dict[str, str]:
    """What lies in each collection, as the server digests it."""
    found = await services.db.command("dbHash")
    return {name: value for name, value in found["collections"].items() if name not in without}


def tells_of_it(text: str) -> bool:
    """Whether anything of the other county stands in an answer."""
    return MARK in text or str(COUNTED) in text or f"{COUNTED:,}" in text


def fresh_key() -> str:
    """An Idempotency-Key that nobody has used."""
    return hashlib.sha256(new_id().encode()).hexdigest()[:40]


_SO = (
    "question",
    "alert",
    "scene",
    "handover",
    "case",
    "check",
    "block",
    "wish_picture",
    "wish_voice",
    "organisation",
    "campaign",
)
_ALSO = ("booking", "booking_place", "volunteer", "lot", "budget", "recording", "picture", "menu")
KEPT_IN = {each: f"{each}s" for each in _SO + _ALSO} | {"wish": "wishes", "point": "collection_points"}
KEPT_IN |= {"day": "wish_days", "batch": "gift_batches", "person": "people", "keywords": "keywords", "push": "pushes"}
