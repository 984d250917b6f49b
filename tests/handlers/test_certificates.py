"""Certificates as files, and 爱心记录 in the chat."""

import io
from collections.abc import AsyncIterator

import pytest
from PIL import Image

from services.content.certificate_picture import Shown, certificate_picture
from services.context import Services
from services.wishes import families
from tests.handlers.walking import Walker, walking
from tests.joined import Phone
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
    assert (await walker.ask("GET", f"/h5/certificates/AAAAAAAAAA.{kind}")).status == 404


async def test_a_donor_reads_her_own_record_of_love_and_nobody_elses(services: Services) -> None:
    code = await came_true(services)
    said = await Phone(services, "openid-donor").says("爱心记录")
    assert "一共圆了 1 个心愿" in said
    assert f"/h5/certificates/{code}" in said
    other = await Phone(services, "openid-somebody").says("爱心记录")
    assert code not in other
    assert "心愿墙" in other
