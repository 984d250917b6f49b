"""What a family writes may name the child: such words lie masked, and sealed as they were written."""

from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.staff import StaffRole
from domain.wishes import MASK, WishState
from services.context import Services
from services.plain import squeeze
from services.privacy.erasing import erase_person
from services.privacy.her_data import gather
from services.privacy.yearly import report
from services.wishes import families, steps
from services.wishes.gate import concerns
from services.wishes.look import child_of
from services.wishes.own import own, own_wish
from services.wishes.written import masked, names_of
from storage.outbox import Work
from tests.services.wishes.lives import COUNTY, OFFICER, TOWNSHIP, VISIT, Lives, member
from worker.tasks import TASKS

CHILD, PHONE = "欧阳栖梧", "13812345678"
SAID = f"{CHILD}想要书包，电话{PHONE}"
SHOWN = f"{MASK}想要书包，电话{MASK}"
AUDITOR = member(StaffRole.DATA_OFFICER, "370000/370800/", "auditor")


async def lying(services: Services) -> str:
    """All that lies in the database, as it lies there."""
    names = await services.db.list_collection_names(filter={"type": "collection"})
    found = [str(each) for name in names for each in await services.db[name].find().to_list(None)]
    return "".join(found)


async def test_a_name_or_number_in_a_wish_lies_nowhere_in_clear_and_is_read_by_who_may_read_the_child(
    lives: Lives, services: Services
) -> None:
    wish = await lives.submitted(text=SAID, child=CHILD)
    assert (wish.state, wish.text, wish.concerns) == (WishState.SUBMITTED, SHOWN, ("name", "phone", "known"))
    await steps.decide(services, wish.id, "return_submitted", by=TOWNSHIP, why="unclear")  # she is told
    stored = await lying(services)
    for each in (CHILD, "栖梧", PHONE):
        assert each not in stored
        assert str(each.encode())[2:-1] not in stored
    hers = await lives.somebody("guardian")
    assert (await own_wish(services, hers, wish.id)).text == SAID
    assert [each.text for each in await own(services, hers)] == [SAID]
    assert SAID in repr(await gather(services, hers.id))
    assert (await child_of(services, wish.id, reason="verify", by=OFFICER)).written == SAID
    assert "child_read" in await lives.story(wish)
    await erase_person(services, hers.id, how="chat", now=services.now())
    left = await services.db["wishes"].find_one({"_id": wish.id})
    assert left is not None
    assert ("written" in left, left["text"]) == (False, "")


async def test_a_wish_that_names_nobody_lies_there_as_it_was_written(lives: Lives, services: Services) -> None:
    wish = await lives.submitted(text="一双35码的运动鞋")
    assert (wish.text, wish.written, wish.concerns) == ("一双35码的运动鞋", b"", ())
    assert (await child_of(services, wish.id, reason="verify", by=OFFICER)).written == ""


async def test_a_correction_is_masked_by_what_is_known_of_the_child_and_then_by_nothing(
    lives: Lives, services: Services
) -> None:
    wish = await lives.submitted(child=CHILD)
    hers = await lives.somebody("guardian")
    for text, shown, state in (
        ("栖 梧的新书包", f"{MASK}的新书包", WishState.SUBMITTED),
        ("一个红书包", "一个红书包", WishState.CHECKED),
    ):
        now = await lives.now(wish)
        await steps.decide(services, wish.id, f"return_{now.state}", by=TOWNSHIP, why="unclear")
        after = await families.correct(services, wish.id, by=hers, text=text, cost_fen=8000)
        assert (after.text, after.state, bool(after.written)) == (shown, state, shown != text)
        assert (await own_wish(services, hers, wish.id)).text == text


async def test_what_is_masked_does_not_go_up_on_the_wall(lives: Lives, services: Services) -> None:
    wish = await lives.submitted(text=SAID, child=CHILD)
    await steps.decide(services, wish.id, "check", by=TOWNSHIP)
    await steps.verify(services, wish.id, VISIT, by=OFFICER)
    for text in (SHOWN, "栖梧的书包"):
        with pytest.raises(Invalid, match="identifying"):
            await steps.approve(services, wish.id, text, by=COUNTY)
    assert (await steps.approve(services, wish.id, "一个书包", by=COUNTY)).state is WishState.PUBLISHED


async def test_words_that_were_kept_before_are_masked_by_a_task_and_the_yearly_audit_counts_them(
    lives: Lives, services: Services
) -> None:
    wish, plain = await lives.submitted(child=CHILD), await lives.submitted(text="一双鞋")
    old = {"text": SAID, "concerns": ["name", "phone", "known"]}
    await services.db["wishes"].update_one({"_id": wish.id}, {"$set": old, "$unset": {"written": ""}})

    async def in_clear() -> tuple[int, bool | None]:
        found = await report(services, services.now().year, by=AUDITOR)
        return next((each.figure, each.well) for each in found.findings if each.what == "in_clear")

    assert await in_clear() == (1, False)
    await import_module("storage.migrations.0028_mask_words_of_wishes").up(services.db)
    (row,) = await services.db["outbox"].find({"task": "mask_words"}).to_list(None)
    for _ in range(2):
        await TASKS["mask_words"](services, Work(row["_id"], row["task"], row["args"], 1, 1))
    assert await in_clear() == (0, True)
    assert (await lives.now(wish)).text == SHOWN
    assert (await child_of(services, wish.id, reason="verify", by=OFFICER)).written == SAID
    assert (await lives.now(plain)).text == "一双鞋"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("栖梧想要书包", f"{MASK}想要书包"),
        ("给欧 阳 栖 梧买鞋", f"给{MASK}买鞋"),
        ("书包，打138 1234 5678", f"书包，打{MASK}"),
        ("身份证370881201501011234的孩子要鞋", f"身份证{MASK}的孩子要鞋"),
        ("一个书包", "一个书包"),
    ],
)
def test_only_what_leads_to_the_child_is_masked(text: str, shown: str) -> None:
    assert masked(text, names_of(CHILD)) == shown


@settings(max_examples=60)
@given(st.sampled_from([CHILD, "王小明", "阿卜杜拉·买买提"]), st.text(max_size=8), st.text(max_size=8))
def test_no_name_of_the_child_stands_in_what_is_masked(child: str, before: str, behind: str) -> None:
    shown = masked(f"{before}{child}{behind}", names_of(child))
    assert squeeze(child) not in squeeze(shown)
    assert concerns(shown, names_of(child)) == () or shown == MASK
