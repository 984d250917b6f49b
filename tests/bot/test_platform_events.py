"""What the platform tells of a person's own decisions: she leaves, takes back what she showed, or closes her account."""

import pytest

from domain.errors import NotFound
from domain.people import PersonRole
from domain.regions import Scope
from services.context import Services
from services.people.choosing import live_in, want_topic
from services.people.joining import arrive
from services.people.roles import become
from tests.bot.test_flows import WHOLE_WISH, says_all
from tests.joined import APP, HER, Phone


def event(kind: str, *, info: str = "", openid: str = HER, unionid: str = "u") -> str:
    return (
        f"<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[{kind}]]></Event><OpenID><![CDATA[{openid}]]></OpenID>"
        f"<UnionID><![CDATA[{unionid}]]></UnionID><AppID><![CDATA[{APP}]]></AppID>"
        f"<RevokeInfo><![CDATA[{info}]]></RevokeInfo>"
    )


async def her(services: Services) -> dict:
    return await services.db["people"].find_one({"identities.openid": HER, "merged_into": None})


async def test_what_she_takes_back_goes_and_the_rest_stays(phone: Phone, services: Services) -> None:
    await phone.says("我的")
    await services.db["people"].update_one({"identities.openid": HER}, {"$set": {"nickname": "小红", "avatar": "x"}})
    await phone.sends(event("user_authorization_revoke", info="201,206"), number=71)
    assert (await her(services))["nickname"] == "小红", "an address is none of what we hold"
    for _ in range(2):
        await phone.sends(event("user_authorization_revoke", info="201,205"), number=72)
    found = await her(services)
    assert not {"nickname", "avatar"} & found.keys()
    assert found["unionids"] == ["u"], "the event tells her unionid as well"
    kinds = [each["kind"] async for each in services.db["events"].find({"about": found["_id"]})]
    assert kinds == ["authorization_taken_back"] * 2


async def test_what_she_changed_at_the_platform_is_out_of_date_and_goes(phone: Phone, services: Services) -> None:
    await phone.says("我的")
    await services.db["people"].update_one({"identities.openid": HER}, {"$set": {"nickname": "小红"}})
    await phone.sends(event("user_info_modified", info="205"))
    assert "nickname" not in await her(services)


async def test_an_event_about_somebody_unknown_makes_nobody(phone: Phone, services: Services) -> None:
    await phone.sends(event("user_authorization_revoke", info="205", openid="stranger"))
    await phone.sends(event("user_authorization_cancellation", openid="stranger"))
    assert await services.people.find(APP, "stranger") is None


async def test_leaving_ends_pushes_and_takes_chat_and_profile_but_not_what_she_consented_to(
    phone: Phone, services: Services
) -> None:
    await phone.event("subscribe")
    await says_all(phone, *WHOLE_WISH, "提交", "设置", "2", "1", "好了，回到设置", "3", "2")
    await become(services, (await her(services))["_id"], PersonRole.DONOR, by="s1", now=services.now())
    await services.db["people"].update_one({"identities.openid": HER}, {"$set": {"tags": ["x"], "nickname": "小红"}})
    before = await her(services)
    assert {"muted", "quiet", "nickname"} <= before.keys()
    await phone.event("unsubscribe")
    left = await her(services)
    assert (left["tags"], left["region_path"], left["identities"][0]["following"]) == ([], "", False)
    assert not {"muted", "quiet", "nickname", "region"} & left.keys()
    assert left["roles"] == before["roles"]
    assert await services.db["messages"].count_documents({"openid": HER}) == 0
    (wish,) = await services.wishes.of_guardian(left["_id"])
    assert (await services.vault.unseal(await services.wishes.sealed(wish.id, scope=Scope.system())))[
        "name"
    ] == "王小明"
    assert len(await services.consents.of(left["_id"])) == 1


async def test_what_she_set_for_herself_stays_where_she_still_uses_the_mini_program(
    phone: Phone, services: Services
) -> None:
    await phone.event("subscribe")
    for app, openid in ((APP, HER), ("wxmini", "m")):
        person = await arrive(services, app=app, openid=openid, unionid="u", now=services.now())
    await live_in(services, person, "370881100201", now=services.now())
    await want_topic(services, person, "square-dance", wanted=False, now=services.now())
    await services.db["people"].update_one({"_id": person.id}, {"$set": {"tags": ["x"], "nickname": "小红"}})
    await phone.event("unsubscribe")
    left = await her(services)
    assert (left["region"], left["muted"]) == ("370881100201", ["square-dance"])
    assert left["region_path"] in left["within"]
    assert (left["tags"], left["identities"][0]["following"]) == ([], False)
    assert not {"nickname", "tags_both"} & left.keys(), "what the account alone told goes"
    assert "windows" not in left["identities"][0]


async def test_a_closed_account_takes_the_keys_of_every_record_that_was_hers(phone: Phone, services: Services) -> None:
    mini = await arrive(services, app="wxmini", openid="m", unionid="u", now=services.now())
    sealed = await services.vault.seal(f"family:{mini.id}", {"name": "王小明"})
    await phone.says("我的")
    await arrive(services, app=APP, openid=HER, unionid="u", now=services.now())
    assert await services.vault.unseal(sealed)
    await phone.sends(event("user_authorization_cancellation"))
    with pytest.raises(NotFound):
        await services.vault.unseal(sealed)
