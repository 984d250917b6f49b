"""The media library by the API for programs of staff."""

import io

import pytest
from PIL import Image

from domain.staff import StaffRole
from services.context import Services
from tests.handlers.api.conftest import Programs

KEY = "key-of-a-test-1"
ADDRESS = "/pictures?title=%E6%B5%81%E7%A8%8B%E5%9B%BE&alt=%E5%9B%9B%E6%AD%A5"


def drawn(color: str = "#336699") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), color).save(out, "PNG")
    return out.getvalue()


async def test_a_picture_is_put_in_once_listed_put_away_and_taken_out(program: Programs, services: Services) -> None:
    her = await program(StaffRole.EDITOR)
    png = {"Content_Type": "image/png", "Idempotency_Key": KEY}
    made = await her.call("POST", ADDRESS, drawn(), **png)
    assert (made.status, made.etag, made.body["title"], made.body["reach"]) == (201, '"v1"', "流程图", "waiting")
    again = await her.call("POST", ADDRESS, drawn(), **png)
    assert again.body == made.body
    other = await her.call("POST", ADDRESS + "x", drawn(), **png)
    assert other.body["problem"] == "reused"
    assert await services.db["pictures"].count_documents({}) == 1

    address = f"/pictures/{made.body['id']}"
    assert (await her.call("GET", address)).body == made.body
    assert (await her.call("POST", f"{address}/archive")).status == 428
    away = await her.call("POST", f"{address}/archive", If_Match=made.etag)
    assert (away.status, away.body["state"]) == (200, "archived")
    assert (await her.call("POST", f"{address}/restore", If_Match=made.etag)).status == 412
    assert (await her.call("GET", "/pictures")).body["pictures"] == []
    assert len((await her.call("GET", "/pictures?state=archived")).body["pictures"]) == 1
    assert (await her.call("POST", f"{address}/restore", If_Match=away.etag)).body["state"] == "kept"
    assert len((await her.call("GET", "/pictures?title=%E6%B5%81")).body["pictures"]) == 1


async def test_the_library_is_read_in_parts(program: Programs) -> None:
    her = await program(StaffRole.EDITOR)
    for number, color in enumerate(("#111111", "#777777", "#eeeeee")):
        png = {"Content_Type": "image/png", "Idempotency_Key": f"{KEY}{number}"}
        assert (await her.call("POST", ADDRESS, drawn(color), **png)).status == 201
    first = (await her.call("GET", "/pictures?limit=2")).body
    rest = (await her.call("GET", f"/pictures?limit=2&after={first['next']}")).body
    assert len({each["id"] for each in first["pictures"] + rest["pictures"]}) == 3
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ((ADDRESS, "text/html", drawn()), 415),
        ((ADDRESS, "image/png", b"<svg/>"), 400),
        (("/pictures", "image/png", drawn()), 400),
        (("/pictures?title=a&alt=", "image/png", drawn()), 400),
    ],
)
async def test_what_cannot_be_taken_is_refused(
    program: Programs, services: Services, asked: tuple[str, str, bytes], status: int
) -> None:
    her, (address, kind, body) = await program(StaffRole.EDITOR), asked
    assert (await her.call("POST", address, body, Content_Type=kind, Idempotency_Key=KEY)).status == status
    assert await services.db["pictures"].count_documents({}) == 0


async def test_who_may_not_change_the_account_changes_no_picture(program: Programs) -> None:
    png = {"Content_Type": "image/png", "Idempotency_Key": KEY}
    officer = await program(StaffRole.VILLAGE_OFFICER)
    assert (await officer.call("POST", ADDRESS, drawn(), **png)).status == 403
    assert (await officer.call("GET", "/pictures")).status == 403
    assert (await (await program(StaffRole.CITY, login="li")).call("POST", ADDRESS, drawn(), **png)).status == 403
