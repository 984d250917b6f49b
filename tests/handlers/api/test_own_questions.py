"""What somebody asks from the mini-program: answered, asked on, met in danger, handed to staff."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.regions import Scope
from services.knowledge import recordings
from services.mini.sign_in import ACCESS, REFRESH
from tests.handlers.api.conftest import Visitors
from tests.handlers.api.test_own_things import DANGER, KEY
from tests.joined import Clock
from tests.rig import MINI_APP, Rig
from tests.services.account.test_pictures import put
from tests.services.knowledge.test_releasing import SLEEP, WRITER, let_out
from tests.sounds import mp3
from wording.safeguarding import CARDS


@pytest.mark.parametrize(
    ("text", "tier", "first"),
    [
        ("孩子写作业磨蹭怎么办", "answer", "homework-001"),
        ("嗯", "short", None),
        ("明天飞机票多少钱一张", "expert", None),
    ],
)
async def test_a_question_is_answered_as_in_the_chat(
    visitor: Visitors, text: str, tier: str, first: str | None
) -> None:
    phone = await visitor(signed_in=False)
    answer = await phone.call("POST", "/answers", {"text": text})
    assert (answer.status, answer.body["tier"]) == (200, tier)
    assert (answer.body["entries"][0]["id"] if answer.body["entries"] else None) == first


async def test_each_question_of_a_message_has_its_own_answer(visitor: Visitors) -> None:
    phone = await visitor(signed_in=False)
    answer = (await phone.call("POST", "/answers", {"text": "娃做作业拖拉怎么办？娃天天抱着手机怎么办"})).body
    assert [each["text"] for each in answer["parts"]] == ["娃做作业拖拉怎么办？", "娃天天抱着手机怎么办"]
    assert [each["entries"][0]["id"] for each in answer["parts"]] == ["homework-001", "phone-001"]
    alone = (await phone.call("POST", "/answers", {"text": "娃做作业拖拉怎么办"})).body
    assert (alone["parts"], alone["asked_on"], alone["asked"]) == ([], False, "娃做作业拖拉怎么办")


async def test_who_has_signed_in_asks_on_for_ten_minutes(visitor: Visitors, rig: Rig) -> None:
    phone, stranger = await visitor(), await visitor(signed_in=False)
    for each in (phone, stranger):
        await each.call("POST", "/answers", {"text": "娃做作业拖拉怎么办"})
    answers = [(await phone.call("POST", "/answers", {"text": "试过了，还是不行"})).body for _ in range(2)]
    assert answers[0] == answers[1]
    assert (answers[0]["asked_on"], answers[0]["asked"]) == (True, "娃做作业拖拉怎么办\n试过了，还是不行")
    assert "homework-001" not in [each["id"] for each in answers[0]["entries"]]
    assert (await stranger.call("POST", "/answers", {"text": "试过了，还是不行"})).body["asked_on"] is False
    redis = rig.services.turns._redis
    [key] = [each async for each in redis.scan_iter(match="asked:*")]
    assert 0 < await redis.ttl(key) <= 600
    stored = await redis.get(key)
    assert stored is not None
    assert "作业" not in stored.decode("utf-8", "replace")
    await redis.delete(key)
    assert (await phone.call("POST", "/answers", {"text": "试过了，还是不行"})).body["asked_on"] is False


async def test_what_was_written_in_danger_is_not_remembered(visitor: Visitors, rig: Rig) -> None:
    phone = await visitor()
    assert (await phone.call("POST", "/answers", {"text": DANGER})).body["asked"] == ""
    assert not [each async for each in rig.services.turns._redis.scan_iter(match="asked:*")]


async def test_an_answer_names_its_page_its_picture_and_its_recording(visitor: Visitors, rig: Rig) -> None:
    services = rig.services
    picture = await put(services, alt="一碗青菜")
    sound = await recordings.add(services, by=WRITER, content=mp3(12), title="哄睡")
    entry = await let_out(services, replace(SLEEP, picture=picture.id, audio=sound.id, audio_text="关灯。"))
    phone = await visitor(signed_in=False)
    for entries in (
        (await phone.call("POST", "/answers", {"text": SLEEP.question})).body["entries"],
        (await phone.call("GET", f"/search?q={SLEEP.question}")).body["answers"],
    ):
        assert entries[0]["page"].endswith(f"/h5/answers/{entry.id}")
        assert entries[0]["picture"] == {
            "address": f"{entries[0]['page']}/picture.jpg",
            "alt": "一碗青菜",
            "width": 64,
            "height": 48,
        }
        heard = {"address": f"{entries[0]['page']}/sound", "seconds": 12, "text": "关灯。"}
        assert entries[0]["sound"] == heard
    others = (await phone.call("POST", "/answers", {"text": "孩子写作业磨蹭怎么办"})).body["entries"]
    assert (others[0]["picture"], others[0]["sound"]) == (None, None)


async def test_danger_comes_first_with_its_alert_once_an_hour(visitor: Visitors, rig: Rig, clock: Clock) -> None:
    phone = await visitor()
    for _ in range(2):
        answer = await phone.call("POST", "/answers", {"text": DANGER})
        assert answer.body["tier"] == "danger"
        assert answer.body["words"].startswith("现在危险，先打 110")
    (alert,) = await rig.services.alerts.page(scope=Scope.system(), most=5)
    alert = await rig.services.alerts.get(alert.id, scope=Scope.system())
    assert (alert.app, alert.openid, alert.text) == (MINI_APP, phone.openid, DANGER)
    handed = await phone.call("POST", "/me/questions", {"text": DANGER}, Idempotency_Key=KEY)
    assert handed.status == 201
    assert "110" in handed.body["danger"]
    clock.move(hours=1)
    await phone.call("POST", "/answers", {"text": DANGER})
    assert len(await rig.services.alerts.page(scope=Scope.system(), most=5)) == 2


async def test_danger_is_met_with_a_card_for_whoever_asks(visitor: Visitors) -> None:
    phone = await visitor(signed_in=False)
    for phone.token in ("", "xqa_too-old"):
        answer = await phone.call("POST", "/answers", {"text": "我不想活了"})
        assert (answer.status, answer.body["tier"]) == (200, "danger")
        assert answer.body["words"][:8] == CARDS["self_harm"][:8]
        assert answer.body["signed_in"] is False


async def test_danger_with_an_old_token_still_names_her_while_her_sign_in_holds(
    visitor: Visitors, rig: Rig, clock: Clock
) -> None:
    phone, other = await visitor(), await visitor()
    assert (await phone.call("POST", "/answers", {"text": DANGER})).body["signed_in"] is True
    for late in (ACCESS, timedelta(days=3), REFRESH - timedelta(days=4)):
        clock.move(seconds=late.total_seconds())
        for each in (phone, other):
            answer = await each.call("POST", "/answers", {"text": DANGER})
            assert (answer.status, answer.body["tier"], answer.body["signed_in"]) == (200, "danger", False)
            assert (await each.call("GET", "/me")).status == 401
    alerts = await rig.services.alerts.page(scope=Scope.system(), most=9)
    assert sorted(each.openid for each in alerts) == sorted([phone.openid, other.openid] * 3)
    her = await rig.services.people.find(MINI_APP, phone.openid)
    assert her is not None
    kept = await rig.services.db["person_tokens"].find({"person": her.id}).to_list(None)
    assert {each["expires_at"] for each in kept} == {min(each["opens_until"] for each in kept) - ACCESS + REFRESH}


async def test_danger_with_a_token_of_a_sign_in_that_has_ended_names_nobody(
    visitor: Visitors, rig: Rig, clock: Clock
) -> None:
    out, stolen, late = await visitor(), await visitor(), await visitor()
    await out.call("DELETE", "/session")
    for _ in range(2):
        await stolen.call("POST", "/session/refresh", {"refresh_token": stolen.refresh})
    clock.move(seconds=REFRESH.total_seconds())
    for phone in (out, stolen, late):
        assert (await phone.call("POST", "/answers", {"text": DANGER})).body["tier"] == "danger"
    late.token = late.refresh
    assert (await late.call("POST", "/answers", {"text": DANGER})).body["signed_in"] is False
    assert {each.openid for each in await rig.services.alerts.page(scope=Scope.system(), most=9)} == {""}


async def test_a_question_is_handed_to_staff_once_and_only_its_asker_reads_it(visitor: Visitors, rig: Rig) -> None:
    phone, other = await visitor(), await visitor()
    asked = {"text": "孩子半夜惊醒说胡话，要紧吗", "suggested": ["eat-001", "made-up"]}
    made = await phone.call("POST", "/me/questions", asked, Idempotency_Key=KEY)
    again = await phone.call("POST", "/me/questions", asked, Idempotency_Key=KEY)
    assert (made.status, made.body, again.body["id"]) == (201, again.body, made.body["id"])
    assert made.body["danger"] is None
    (listed,) = (await phone.call("GET", "/me/questions")).body["questions"]
    read = (await phone.call("GET", f"/me/questions/{listed['id']}")).body
    assert read == listed | {"text": asked["text"], "said": []}
    assert (await other.call("GET", f"/me/questions/{listed['id']}")).status == 404
    question, _ = await rig.services.questions.get(listed["id"], scope=Scope.system())
    assert question.suggested == ("eat-001",)
    reused = await phone.call("POST", "/me/questions", {"text": "换一个问题"}, Idempotency_Key=KEY)
    assert (reused.status, reused.body["problem"]) == (400, "reused")
