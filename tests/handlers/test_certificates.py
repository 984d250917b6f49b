"""Certificates as files, and 爱心记录 in the chat."""

import base64
import io
import re
from collections.abc import AsyncIterator

import pytest
from PIL import Image

from services.content.card_picture import Shown as OnCard
from services.content.card_picture import card_picture
from services.content.certificate_picture import Shown, certificate_picture
from services.context import Services
from services.privacy.erasing import erase_person
from services.wishes import families
from services.wishes.cards import cards
from tests.handlers.walking import Walker, walking
from tests.joined import APP, Clock, Phone
from tests.services.wishes.lives import Lives

SHOWN = Shown("一双运动鞋", (("类别", "衣服鞋子"),), "济宁市妇联", "https://xinqiao.example/h5/certificates/ABCDEFGH23")


@pytest.fixture
async def walker(services: Services) -> AsyncIterator[Walker]:
    async with walking(services) as found:
        yield found


async def came_true(services: Services) -> str:
    lives = Lives(services)
    wish = await lives.delivered()
    return (await families.act(services, wish.id, "confirm", by=await lives.somebody("guardian"))).certificate


@pytest.mark.parametrize("text", ["鞋", "一双 35 码的运动鞋", "画" * 60])
def test_the_picture_is_a_page_and_stays_the_same_for_the_same_words(text: str) -> None:
    shown = Shown(text, SHOWN.facts, SHOWN.institution, SHOWN.url)
    made = certificate_picture(shown)
    assert Image.open(io.BytesIO(made)).size == (1240, 1754)
    assert certificate_picture(shown) == made
    assert certificate_picture(shown, as_pdf=True).startswith(b"%PDF-")


@pytest.mark.parametrize(("kind", "mime"), [("png", "image/png"), ("pdf", "application/pdf")])
async def test_a_certificate_is_kept_as_a_picture_and_printed_by_whoever_has_its_code(
    services: Services, walker: Walker, kind: str, mime: str
) -> None:
    code = await came_true(services)
    async with walker.http.get(f"{walker.base}/h5/certificates/{code}.{kind}") as answer:
        content = await answer.read()
    assert (answer.status, answer.headers["Content-Type"]) == (200, mime)
    assert len(content) > 10_000
    assert answer.headers["Cache-Control"] == "no-cache"  # its words may be gone at any moment
    assert (await walker.ask("GET", f"/h5/certificates/AAAAAAAAAA.{kind}")).status == 404


async def test_a_donor_reads_her_own_record_of_love_and_nobody_elses(services: Services) -> None:
    code = await came_true(services)
    said = await Phone(services, "openid-donor").says("爱心记录")
    assert "一共圆了 1 个心愿" in said
    assert f"/h5/certificates/{code}" in said
    other = await Phone(services, "openid-somebody").says("爱心记录")
    assert code not in other
    assert "心愿墙" in other


def test_the_picture_of_a_card_is_a_page_and_stays_the_same_for_the_same_words() -> None:
    shown = OnCard(2026, 12, tuple((f"第 {number} 种", number) for number in range(1, 9)), "济宁市妇联")
    made = card_picture(shown)
    assert Image.open(io.BytesIO(made)).size == (1240, 1754)
    assert card_picture(shown) == made
    assert card_picture(shown, as_pdf=True).startswith(b"%PDF-")


async def test_a_donor_has_a_card_of_each_year_that_tells_of_no_child_and_not_of_her(
    services: Services, walker: Walker, clock: Clock
) -> None:
    await came_true(services)
    clock.move(days=60)
    lives = Lives(services)
    lives.number = 7
    wish = await lives.delivered()
    await families.act(services, wish.id, "confirm", by=await lives.somebody("guardian"))
    donor = Phone(services, "openid-donor")
    said = await donor.says("爱心记录")
    this, last = re.findall(r"/h5/cards/([\w-]+)", said)
    for year, token in ((2027, this), (2026, last)):
        page = await walker.ask("GET", f"/h5/cards/{token}")
        assert page.status == 200
        assert f"{year} 爱心年卡" in page.text
        assert ("到今天为止" in page.text) is (year == 2027)
        assert "王小" not in page.text
        async with walker.http.get(f"{walker.base}/h5/cards/{token}.png") as answer:
            assert (answer.status, answer.headers["Content-Type"]) == (200, "image/png")
    other = base64.urlsafe_b64encode(services.seal.close(b"another link of ours")).decode().rstrip("=")
    for token in ("A" * 60, other):
        assert (await walker.ask("GET", f"/h5/cards/{token}")).status == 404
    person = await services.people.find(APP, "openid-donor")
    assert person is not None
    assert [(each.year, each.wishes, each.is_over) for each in await cards(services, person)] == [
        (2027, 1, False),
        (2026, 1, True),
    ]
    await erase_person(services, person.id, how="chat", now=clock())
    assert (await walker.ask("GET", f"/h5/cards/{this}")).status == 404


async def test_who_has_brought_nothing_has_no_card(services: Services) -> None:
    assert "/h5/cards/" not in await Phone(services, "openid-somebody").says("爱心记录")
