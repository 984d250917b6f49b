"""A picture that goes with an answer: chosen, versioned, told of in the chat, and kept while it is in use."""

from dataclasses import replace

import pytest

from domain.errors import Invalid
from domain.ids import new_id
from domain.knowledge import differences
from domain.pictures import Picture
from services.account import pictures
from services.context import Services
from services.knowledge import releasing, writing
from services.knowledge.sheets import cells_of, fields_of
from services.knowledge.shown import shown_with, titled, to_choose
from storage.mongo import open_mongo
from storage.pictures import PictureStore
from tests.joined import Phone
from tests.services.account.test_pictures import EDITOR as LIBRARIAN
from tests.services.account.test_pictures import drawn, put
from tests.services.knowledge.test_releasing import OTHER, SLEEP, WRITER, let_out


async def away(services: Services, picture: Picture) -> Picture:
    return await pictures.archive(services, picture.id, by=LIBRARIAN, version=picture.version)


async def test_a_picture_is_chosen_versioned_and_told_of_in_the_chat(services: Services, phone: Phone) -> None:
    first, second = await put(services, title="小床"), await put(services, content=drawn(color="#ffffff"), title="夜灯")
    short = replace(SLEEP, page="")
    entry = await let_out(services, replace(short, picture=first.id))
    said = await phone.says(SLEEP.question)
    assert "有图，点这里看" in said
    live = services.answers.entry(entry.id)
    assert live is not None
    assert live.picture == first.id
    await let_out(services, replace(short, picture=second.id), entry.id)
    newest, before = [each.fields for each in await services.knowledge.releases(entry.id)]
    (changed,) = differences(*await titled(services, before, newest))
    assert (changed.field, {(each.sign, each.text) for each in changed.lines}) == (
        "picture",
        {("-", "小床"), ("+", "夜灯")},
    )
    taken = await writing.take_up(services, entry.id, 1, seen=(await services.knowledge.get(entry.id)).seq, by=WRITER)
    assert taken.newest.picture == first.id
    assert fields_of(cells_of(taken)) == taken.newest
    without = await let_out(services, short, entry.id)
    assert without.fields.picture == ""
    assert "有图" not in await phone.says(SLEEP.question)


async def test_what_is_away_or_unknown_is_not_taken_and_what_is_in_use_is_not_put_away(services: Services) -> None:
    picture = await put(services)
    entry = await writing.save(services, new_id(), replace(SLEEP, picture=picture.id), seen=0, by=WRITER)
    assert (await pictures.uses(services))[picture.id] == ["问答“孩子不肯睡觉怎么办”"]
    for stage in ("draft", "released", "another draft"):
        with pytest.raises(Invalid) as refused:
            await away(services, picture)
        assert refused.value.problem == "in_use", stage
        if stage == "draft":
            entry = await releasing.release(services, entry.id, seen=entry.seq, by=OTHER)
        elif stage == "released":
            entry = await writing.save(services, entry.id, SLEEP, seen=entry.seq, by=WRITER)
    await releasing.release(services, entry.id, seen=entry.seq, by=OTHER)
    assert (await away(services, picture)).state == "archived"
    for wrong in (picture.id, new_id()):
        with pytest.raises(Invalid) as refused:
            await writing.save(services, new_id(), replace(SLEEP, picture=wrong), seen=0, by=WRITER)
        assert (refused.value.field, refused.value.problem) == ("picture", "unknown")
    assert picture.id in await to_choose(services, replace(SLEEP, picture=picture.id))
    assert picture.id not in await to_choose(services, SLEEP)


async def test_an_answer_is_shown_without_its_picture_while_that_cannot_be_looked_up(services: Services) -> None:
    entry = replace(SLEEP, picture=(await put(services)).id).live("a")
    assert list(await shown_with(services, [entry])) == [entry.picture]
    async with open_mongo("mongodb://127.0.0.1:1/?replicaSet=none", "none") as nowhere:
        assert await shown_with(replace(services, pictures=PictureStore(nowhere)), [entry]) == {}
