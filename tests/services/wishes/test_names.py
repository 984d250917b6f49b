"""A child is one child and a wish shows what was looked at, however its name and words were typed."""

import pytest

from domain.errors import Invalid, SameChild
from domain.regions import Scope
from services.context import Services
from services.wishes.entering import enter
from services.wishes.families import corrected_fields
from services.wishes.look import child_of
from services.wishes.submit import key_of_child
from storage.encryption import family_of
from tests.bot.test_flows import WHOLE_WISH, says_all
from tests.joined import APP, HER, Phone
from tests.services.wishes.entries import KEY, sheet
from tests.services.wishes.lives import OFFICER, Lives

VILLAGE = "370881100201"


@pytest.mark.parametrize("name", ["李\u200b小明", "李小明\u202e", "李小明\ufe0f", "李⼩明", " 李 小明"])
async def test_a_child_has_one_open_wish_however_its_name_is_typed(services: Services, name: str) -> None:
    lives = Lives(services)
    wish = await lives.submitted(child=name)
    assert wish.child_masked == "李*明"
    facts = await services.vault.unseal(await services.wishes.sealed(wish.id, scope=Scope.system()))
    assert facts["name"] == "李小明"
    with pytest.raises(SameChild):
        await lives.submitted(child="李小明")
    with pytest.raises(SameChild):
        await enter(services, sheet(child_name="李小\u2060明"), by=OFFICER, key=KEY, seen=())


async def test_the_digest_of_an_ordinary_name_is_what_it_always_was(services: Services) -> None:
    assert await key_of_child(services, "李小明", VILLAGE) == await services.vault.digest("child", f"李小明:{VILLAGE}")


async def test_words_are_kept_as_they_are_shown_and_looked_at(services: Services) -> None:
    lives = Lives(services)
    wish = await lives.submitted(text="一个\u202e新书\u200b包\n\t带轮子")
    assert wish.text == "一个新书包 带轮子"
    (check,) = [each async for each in services.db["checks"].find({"about": wish.id})]
    assert (await services.vault.unseal(check["sealed"]))["text"] == wish.text
    assert family_of(wish.guardian_id)
    with pytest.raises(Invalid, match="unfit"):
        await lives.submitted(text="想要现\u200b金")
    for short in ("\u200b\u202e", "包\u200b"):
        with pytest.raises(Invalid, match="length"):
            await lives.submitted(text=short)
        with pytest.raises(Invalid, match=r"length|missing"):
            await lives.submitted(child=short)
    assert (await corrected_fields(services, wish.id, "书包", 80_00, scope=Scope.system()))["text"] == "书包"


async def test_the_chat_asks_again_for_a_name_of_which_nothing_is_seen(services: Services) -> None:
    phone = Phone(services)
    await says_all(phone, *WHOLE_WISH[:2])
    assert "2" in await phone.says("\u200b王\u202e")
    await says_all(phone, "王\u200b小明\u202e", *WHOLE_WISH[3:], "提交")
    person = await services.people.find(APP, HER)
    assert person
    (wish,) = await services.wishes.of_guardian(person.id)
    assert (await child_of(services, wish.id, reason="verify", by=OFFICER)).name == "王小明"
