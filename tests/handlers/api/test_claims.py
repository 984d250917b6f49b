"""Wishes taken up from the mini-program: one person each, whoever asks and from whichever door."""

import asyncio
from collections import Counter

from domain.errors import WishTaken
from domain.wishes import WishState
from services.checking.asking import ask
from services.wishes import steps
from services.wishes.giving import claim
from tests.handlers.api.conftest import Visitors
from tests.joined import Clock
from tests.rig import Rig
from tests.services.wishes.lives import OFFICER, Lives

KEY = "key-of-a-claim-1"


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


async def test_of_many_at_both_doors_one_gets_each_wish(visitor: Visitors, rig: Rig) -> None:
    lives = Lives(rig.services)
    wishes = [await lives.published() for _ in range(4)]
    phones = [await visitor() for _ in range(6)]
    people = [await lives.somebody(f"donor-{number}") for number in range(6)]

    async def by_api(number: int, code: str) -> int:
        answer = await phones[number].call("POST", "/me/claims", {"code": code}, Idempotency_Key=f"{KEY}-{code}")
        return int(answer.status)

    async def in_chat(number: int, code: str) -> int:
        try:
            await claim(rig.services, code, by=people[number])
        except WishTaken:
            return 409
        return 201

    asked = [each for wish in wishes for n in range(6) for each in (by_api(n, wish.code), in_chat(n, wish.code))]
    told = Counter(await asyncio.gather(*asked))
    assert told[201] == len(wishes)
    assert set(told) == {201, 409}
    for wish in wishes:
        assert (await lives.now(wish)).state is WishState.CLAIMED
