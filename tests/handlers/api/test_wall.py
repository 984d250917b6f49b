"""The wall for programs and for everybody: what it shows, what it never shows, how it goes on."""

import orjson

from services.context import Services
from services.wishes import families
from tests.handlers.walking import walking
from tests.joined import Clock
from tests.services.wishes.lives import Lives

FIELDS = {"code", "text", "kind", "kind_name", "county", "county_name", "age_band", "cost_fen", "published_on"}


async def test_the_wall_shows_each_wish_once_in_line_and_nothing_of_the_child(services: Services, clock: Clock) -> None:
    lives = Lives(services)
    first = await lives.claimed(text="一个书包")
    codes = []
    for number in range(4):
        clock.move(minutes=1)
        codes.append((await lives.published(text=f"第{number}套画笔", yuan=60 if number % 2 else 30)).code)
    await families.act(services, first.id, "release", by=await lives.somebody("donor"))
    clock.move(minutes=1)
    async with walking(services) as walker:
        found, after = [], ""
        for _ in range(3):
            part = await walker.ask("GET", f"/api/v1/wishes?limit=2{after}")
            answer = orjson.loads(part.text)
            assert all(set(each) == FIELDS for each in answer["wishes"])
            found += [each["code"] for each in answer["wishes"]]
            after = f"&after={answer['next']}"
        assert answer["next"] is None
        assert found == [first.code, *codes]
        cheap = await walker.ask("GET", "/api/v1/wishes?price=50&county=370881&kind=study&age=6-8")
        assert [each["code"] for each in orjson.loads(cheap.text)["wishes"]] == codes[::2]
        same = await walker.ask("GET", "/api/v1/wishes?price=50", headers={"If-None-Match": cheap.headers["Etag"]})
        assert same.status in {200, 304}
        again = await walker.ask(
            "GET",
            "/api/v1/wishes?price=50&county=370881&kind=study&age=6-8",
            headers={"If-None-Match": cheap.headers["Etag"]},
        )
        assert (again.status, again.text) == (304, "")
        for wrong in ("kind=weapons", "county=999999", "price=7", "after=x", "limit=51", "nonsense=1"):
            assert (await walker.ask("GET", f"/api/v1/wishes?{wrong}")).status == 400, wrong
        assert (await walker.ask("GET", "/h5/wishes?kind=weapons")).status == 400
        page = await walker.ask("GET", "/h5/wishes?price=100")
        assert codes[1] in page.text
        assert codes[0] not in page.text
        whole = page.text + cheap.text
        assert not [each for each in ("王小", "峪口", "吴村", "王*") if each in whole]
