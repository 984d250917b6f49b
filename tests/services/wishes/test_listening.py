"""What staff write about a wish raises an alert where it tells of danger, once, for the family's officers."""

from dataclasses import replace

from domain.people import PAPER
from domain.regions import Scope
from services.context import Services
from services.wishes import steps, stories
from services.wishes.entering import correct_for, enter
from storage.alerts import Alert
from tests.services.wishes.entries import KEY, sheet
from tests.services.wishes.lives import COUNTY, OFFICER, TOWNSHIP, VISIT, Lives
from tests.services.wishes.test_stories import came_true

HIT = "爸爸天天打孩子，身上都是伤"


async def alerts(services: Services) -> list[Alert]:
    found = await services.alerts.page(scope=Scope.system())
    return [await services.alerts.get(each.id, scope=Scope.system()) for each in found]


async def test_notes_of_a_visit(lives: Lives, services: Services) -> None:
    wish = await lives.submitted()
    await steps.verify(services, wish.id, replace(VISIT, notes=HIT), by=OFFICER)
    (alert,) = await alerts(services)
    assert HIT in alert.text
    assert alert.openid == "openid-guardian"


async def test_words_of_a_return_and_a_story(lives: Lives, services: Services) -> None:
    wish = await lives.submitted()
    await steps.decide(services, wish.id, "return_checked", by=TOWNSHIP, why="other", words=HIT)
    told = await came_true(lives, services)
    await stories.write(
        services, told.id, f"一个孩子想要新书包。{HIT}。好心人挑了蓝色的，孩子背上它去上学了。", by=COUNTY, seen=0
    )
    assert len(await alerts(services)) == 2


async def test_a_sheet_and_its_correction_each_once(services: Services) -> None:
    for _ in range(2):
        wish = await enter(services, sheet(text=HIT), by=OFFICER, key=KEY, seen=())
    (alert,) = await alerts(services)
    assert (alert.app, alert.openid) == (PAPER, wish.guardian_id)
    await steps.decide(services, wish.id, "return_checked", by=TOWNSHIP, why="unclear")
    await correct_for(services, wish.id, by=OFFICER, text=f"{HIT}，想要书包", cost_fen=90_00)
    assert len(await alerts(services)) == 2


async def test_ordinary_notes_call_nobody(lives: Lives, services: Services) -> None:
    await lives.verified()
    assert await alerts(services) == []
