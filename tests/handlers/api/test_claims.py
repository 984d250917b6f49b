"""Wishes taken up from the mini-program: one person each, whoever asks and from whichever door."""

import asyncio
from collections import Counter

from domain.wishes import WishState
from services.checking.asking import ask
from services.wishes import steps
from services.wishes.giving import claim
from tests.handlers.api.conftest import Visitors
from tests.handlers.conftest import Platform
from tests.joined import Clock
from tests.rig import Rig
from tests.services.wishes.lives import OFFICER, Lives
from wording import wish_life as say

KEY = "key-of-a-claim-1"
WISHES = 50


async def test_a_wish_is_taken_up_prepared_and_handed_over(visitor: Visitors, rig: Rig, clock: Clock) -> None:
    wish = await Lives(rig.services).published()
    donor, other = await visitor(), await visitor()
    made = await donor.call("POST", "/me/claims", {"code": wish.code}, Idempotency_Key=KEY)
    assert (made.status, made.body["state"], made.body["text"]) == (201, "claimed", "一个新书包")
    again = await donor.call("POST", "/me/claims", {"code": wish.code}, Idempotency_Key=KEY)
    assert again.body == made.body
    late = await other.call("POST", "/me/claims", {"code": wish.code}, Idempotency_Key=KEY)
    assert (late.status, late.body["code"]) == (409, "wish_taken")
    assert (await donor.call("GET", "/me/claims")).body["claims"] == [made.body]
    assert (await other.call("GET", "/me/claims")).body["claims"] == []
    address = f"/me/claims/{wish.id}"
    assert (await other.call("GET", address)).status == 404
    assert (await other.call("POST", f"{address}/release", If_Match=made.etag)).status == 404
    assert (await donor.call("POST", f"{address}/prepare")).status == 428
    clock.move(seconds=1)
    ready = await donor.call("POST", f"{address}/prepare", If_Match=made.etag)
    assert (ready.status, ready.body["state"]) == (200, "prepared")
    assert (await donor.call("POST", f"{address}/release", If_Match=made.etag)).status == 412
    brought = await donor.call("POST", f"{address}/hand_over", If_Match=ready.etag)
    assert brought.body["state"] == "delivered"
    assert "王" not in str(brought.body)


async def test_the_family_says_that_it_came(visitor: Visitors, rig: Rig) -> None:
    phone = await visitor()
    form = {"child_name": "王小明", "age": 8, "region": "370881100201", "kind": "study", "text": "一个新书包"}
    form |= {"cost_fen": 8000, "consent": "child_wish.v3"}
    made = (await phone.call("POST", "/me/wishes", form, Idempotency_Key=KEY)).body
    lives = Lives(rig.services)
    wish = await lives.approved(made["id"])
    assert wish.state is WishState.APPROVED  # its words wait for the platform
    for check in (await rig.services.checks.of([wish.id]))[wish.id]:
        await ask(rig.services, check.id, check.version)
    wish = await steps.go_on(rig.services, wish)
    await claim(rig.services, wish.code, by=await lives.somebody("donor"))
    await steps.decide(rig.services, wish.id, "deliver", by=OFFICER)
    seen = await phone.call("GET", f"/me/wishes/{wish.id}")
    told = await phone.call("POST", f"/me/wishes/{wish.id}/confirm", If_Match=seen.etag)
    assert (told.status, told.body["state"]) == (200, "confirmed")
    stranger = await visitor()
    assert (await stranger.call("POST", f"/me/wishes/{wish.id}/confirm", If_Match=seen.etag)).status == 404


async def test_a_second_wish_at_a_time_takes_a_phone_number(visitor: Visitors, rig: Rig) -> None:
    lives = Lives(rig.services)
    first, second = [(await lives.published()).code for _ in range(2)]
    donor = await visitor()
    assert (await donor.call("POST", "/me/claims", {"code": first}, Idempotency_Key=f"{KEY}-1")).status == 201
    refused = await donor.call("POST", "/me/claims", {"code": second}, Idempotency_Key=f"{KEY}-2")
    assert (refused.status, refused.body["code"]) == (409, "phone_first")
    assert (await donor.call("PUT", "/me/phone", {"code": donor.code("phone")})).status == 200
    made = await donor.call("POST", "/me/claims", {"code": second}, Idempotency_Key=f"{KEY}-3")
    assert made.status == 201
    assert (await donor.call("DELETE", "/me/phone")).status == 200
    assert len((await donor.call("GET", "/me/claims")).body["claims"]) == 2


async def test_of_two_hundred_at_both_doors_one_gets_each_of_fifty_wishes(visitor: Visitors, rig: Rig) -> None:
    lives = Lives(rig.services)
    codes = [(await lives.published()).code for _ in range(WISHES)]
    phones = [await visitor() for _ in range(2 * WISHES)]
    account = Platform(phones[0].base, phones[0].http, rig.clock)

    async def by_api(number: int) -> str:
        answer = await phones[number].call("POST", "/me/claims", {"code": codes[number % WISHES]}, Idempotency_Key=KEY)
        return "hers" if answer.status == 201 else str(answer.body["detail"])

    async def in_chat(number: int) -> str:
        tap = f"<bizmsgmenuid>w:take:{codes[number % WISHES]}</bizmsgmenuid>"
        body = f"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{say.CLAIM}]]></Content>{tap}"
        answer = await account.pushes(body, openid=f"openid-donor-{number}")
        return "hers" if say.CLAIMED[:12] in answer.clear else answer.clear

    told = await asyncio.gather(*(way(number) for number in range(2 * WISHES) for way in (by_api, in_chat)))
    assert Counter(each == "hers" for each in told) == {True: WISHES, False: 3 * WISHES}
    assert all("这个心愿刚被别人认领了" in each for each in told if each != "hers")
    assert await rig.services.db["events"].count_documents({"kind": "claimed"}) == WISHES
    held = await rig.services.db["wishes"].find({"state": WishState.CLAIMED}).to_list(None)
    assert sorted(each["code"] for each in held) == sorted(codes)
    assert len({each["claim_slot"] for each in held}) == WISHES
