"""Files, drafts and publishing."""

import pytest

SERVICE, MINI = "wx0000000000000001", "wx0000000000000003"
PNG, JPEG = b"\x89PNG\r\n\x1a\n" + bytes(64), b"\xff\xd8\xff" + bytes(64)
AMR, MP4 = b"#!AMR\n" + bytes(64), bytes(4) + b"ftypmp42" + bytes(64)
MEGABYTE = 1 << 20
UPLOAD, KEEP = "/cgi-bin/media/upload", "/cgi-bin/material/add_material"


@pytest.mark.parametrize(
    ("path", "kind", "body", "errcode"),
    [
        (UPLOAD, "image", PNG, 0),
        (UPLOAD, "voice", AMR, 0),
        (UPLOAD, "video", MP4, 0),
        (UPLOAD, "thumb", JPEG, 0),
        (UPLOAD, "odd", PNG, 40004),
        (UPLOAD, "image", b"text", 40005),
        (UPLOAD, "thumb", PNG, 40005),
        (UPLOAD, "image", b"BM" + bytes(9), 40005),
        (KEEP, "image", b"BM" + bytes(9), 0),
        (UPLOAD, "image", PNG + bytes(10 * MEGABYTE), 40009),
        (UPLOAD, "voice", AMR + bytes(2 * MEGABYTE), 40010),
        (UPLOAD, "thumb", JPEG + bytes(65_536), 40012),
        (UPLOAD, "image", b"", 41005),
    ],
)
async def test_each_limit_of_a_file(simulator, path, kind, body, errcode):
    assert (await simulator.upload(path, body, type=kind)).get("errcode", 0) == errcode


async def test_a_body_without_a_file_is_refused(simulator):
    assert (await simulator.call(UPLOAD, {"media": "x"}, type="image"))["errcode"] == 41005


async def test_a_mini_program_keeps_pictures_only(simulator):
    assert (await simulator.upload(UPLOAD, AMR, app_id=MINI, type="voice"))["errcode"] == 40004


async def test_a_file_belongs_to_its_account(simulator):
    media_id = (await simulator.upload(UPLOAD, PNG, type="image"))["media_id"]
    assert (await simulator.ask("/cgi-bin/media/get", MINI, media_id=media_id))["errcode"] == 40007


async def test_a_temporary_file_is_gone_after_three_days_and_a_permanent_one_is_not(simulator):
    openid = await simulator.follower()
    lent = (await simulator.upload(UPLOAD, PNG, type="image"))["media_id"]
    kept = (await simulator.upload(KEEP, PNG, type="image"))["media_id"]
    await simulator.advance(3 * 86_400 - 60)
    simulator.tokens.clear()
    await simulator.act("text", openid, text="好")
    body = {"touser": openid, "msgtype": "image", "image": {"media_id": lent}}
    assert (await simulator.call("/cgi-bin/message/custom/send", body))["errcode"] == 0
    await simulator.advance(60)
    simulator.tokens.clear()
    assert (await simulator.ask("/cgi-bin/media/get", media_id=lent))["errcode"] == 40007
    assert (await simulator.call("/cgi-bin/message/custom/send", body))["errcode"] == 40007
    body["image"] = {"media_id": kept}
    assert (await simulator.call("/cgi-bin/message/custom/send", body))["errcode"] == 0


async def test_a_picture_is_no_voice(simulator):
    openid = await simulator.follower()
    media_id = (await simulator.upload(UPLOAD, AMR, name="a.amr", type="voice"))["media_id"]
    body = {"touser": openid, "msgtype": "image", "image": {"media_id": media_id}}
    assert (await simulator.call("/cgi-bin/message/custom/send", body))["errcode"] == 40007


async def test_uploads_of_a_day_are_counted(simulator, monkeypatch):
    await simulator.upload(UPLOAD, PNG, type="image")
    told = (await simulator.call("/cgi-bin/openapi/quota/get", {"cgi_path": UPLOAD}))["quota"]
    assert (told["daily_limit"], told["used"]) == (100_000, 1)
    monkeypatch.setattr("simulator.api.daily_limit", lambda _account, api: 2 if api.path == UPLOAD else 10_000)
    await simulator.upload(UPLOAD, PNG, type="image")
    assert (await simulator.upload(UPLOAD, PNG, type="image"))["errcode"] == 45009


async def test_a_video_is_told_by_its_address(simulator):
    media_id = (await simulator.upload(UPLOAD, MP4, type="video"))["media_id"]
    assert "video_url" in await simulator.ask("/cgi-bin/media/get", media_id=media_id)


async def test_a_permanent_video_needs_its_words(simulator):
    assert (await simulator.upload(KEEP, MP4, type="video"))["errcode"] == 40035
    words = '{"title": "一课", "introduction": ""}'
    assert "media_id" in await simulator.upload(KEEP, MP4, type="video", description=words)


async def test_permanent_files_are_counted_and_limited(simulator, monkeypatch):
    monkeypatch.setattr("simulator.media.MOST_OTHERS", 1)
    assert "media_id" in await simulator.upload(KEEP, AMR, type="voice")
    assert (await simulator.upload(KEEP, AMR, type="voice"))["errcode"] == 45001
    assert (await simulator.ask("/cgi-bin/material/get_materialcount"))["voice_count"] == 1


async def test_pictures_of_articles_are_small(simulator):
    path = "/cgi-bin/media/uploadimg"
    assert "url" in await simulator.upload(path, PNG)
    assert (await simulator.upload(path, PNG + bytes(MEGABYTE)))["errcode"] == 40009
    assert (await simulator.upload(path, AMR))["errcode"] == 40005


async def article(simulator, **changed):
    thumb = await simulator.upload(KEEP, JPEG, type="image")
    return {"title": "一课", "content": "<p>正文</p>", "thumb_media_id": thumb["media_id"], **changed}


async def add(simulator, *articles):
    return await simulator.call("/cgi-bin/draft/add", {"articles": list(articles)})


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [
        ({}, 0),
        ({"title": ""}, 45003),
        ({"title": "字" * 33}, 45003),
        ({"author": "字" * 17}, 45110),
        ({"digest": "字" * 129}, 45004),
        ({"content": ""}, 44004),
        ({"content": "字" * 20_000}, 45002),
        ({"content_source_url": "u" * 1025}, 45005),
        ({"thumb_media_id": "none"}, 40007),
        ({"article_type": "odd"}, 40035),
    ],
)
async def test_each_limit_of_an_article(simulator, changed, errcode):
    assert (await add(simulator, await article(simulator, **changed))).get("errcode", 0) == errcode


async def test_a_draft_has_eight_articles(simulator):
    one = await article(simulator)
    assert (await add(simulator, *[one] * 9))["errcode"] == 45008
    assert (await add(simulator))["errcode"] == 44003


async def test_scripts_and_foreign_pictures_are_taken_out(simulator):
    content = '<p onclick="x()">正文</p><script>x()</script><img src="https://example.org/a.png">'
    media_id = (await add(simulator, await article(simulator, content=content)))["media_id"]
    kept = (await simulator.call("/cgi-bin/draft/get", {"media_id": media_id}))["news_item"][0]
    assert (kept["content"], kept["digest"]) == ("<p>正文</p>", "正文")


async def test_a_draft_is_changed_listed_counted_and_deleted(simulator):
    media_id = (await add(simulator, await article(simulator)))["media_id"]
    body = {"media_id": media_id, "index": 0, "articles": await article(simulator, title="另一课")}
    assert (await simulator.call("/cgi-bin/draft/update", body))["errcode"] == 0
    assert (await simulator.call("/cgi-bin/draft/update", {**body, "index": 1}))["errcode"] == 40035
    listed = await simulator.call("/cgi-bin/draft/batchget", {"offset": 0, "count": 20})
    assert listed["item"][0]["content"]["news_item"][0]["title"] == "另一课"
    assert (await simulator.call("/cgi-bin/draft/batchget", {"offset": 0, "count": 21}))["errcode"] == 40035
    assert (await simulator.call("/cgi-bin/draft/delete", {"media_id": media_id}))["errcode"] == 0
    assert (await simulator.ask("/cgi-bin/draft/count"))["total_count"] == 0


async def test_publishing_ends_with_its_event_and_tells_no_follower(simulator, server):
    openid = await simulator.follower()
    media_id = (await add(simulator, await article(simulator)))["media_id"]
    made = await simulator.call("/cgi-bin/freepublish/submit", {"media_id": media_id})
    assert (await simulator.call("/cgi-bin/freepublish/get", {"publish_id": made["publish_id"]}))["publish_status"] == 1
    await simulator.settled()
    found = await simulator.call("/cgi-bin/freepublish/get", {"publish_id": made["publish_id"]})
    assert found["publish_status"] == 0
    assert b"PUBLISHJOBFINISH" in server.pushes[-1][1]
    assert await simulator.chat(openid) == []
    page = {"article_id": found["article_id"]}
    assert (await simulator.call("/cgi-bin/freepublish/getarticle", page))["news_item"][0]["title"] == "一课"
    assert (await simulator.call("/cgi-bin/freepublish/delete", page))["errcode"] == 0
    assert (await simulator.call("/cgi-bin/freepublish/getarticle", page))["errcode"] == 40007
    assert (await simulator.call("/cgi-bin/freepublish/submit", {"media_id": media_id}))["errcode"] == 40007
