"""Followers, tags and the blacklist."""

SERVICE, MINI = "wx0000000000000001", "wx0000000000000003"


async def make_tag(simulator, name="家长"):
    return (await simulator.call("/cgi-bin/tags/create", {"tag": {"name": name}}))["tag"]["id"]


async def put_on(simulator, tag_id, *openids):
    body = {"openid_list": list(openids), "tagid": tag_id}
    return (await simulator.call("/cgi-bin/tags/members/batchtagging", body))["errcode"]


async def test_what_is_told_of_a_follower_has_no_name(simulator):
    openid = await simulator.follower()
    found = await simulator.ask("/cgi-bin/user/info", openid=openid)
    assert (found["subscribe"], found["nickname"], found["headimgurl"]) == (1, "", "")
    assert found["unionid"].startswith("o6")


async def test_nothing_is_told_of_one_who_left(simulator):
    openid = await simulator.follower()
    await simulator.act("unfollow", openid)
    assert await simulator.ask("/cgi-bin/user/info", openid=openid) == {"subscribe": 0, "openid": openid}


async def test_an_openid_belongs_to_one_account_a_unionid_to_all(simulator):
    made = await simulator.post("/control/people", {"name": "小红"})
    assert made["openids"][SERVICE] != made["openids"][MINI]
    assert (await simulator.ask("/cgi-bin/user/info", openid=made["openids"][MINI]))["errcode"] == 40003


async def test_batchget_takes_a_hundred(simulator):
    openid = await simulator.follower()
    asked = {"user_list": [{"openid": openid, "lang": "zh_CN"}] * 100}
    found = await simulator.call("/cgi-bin/user/info/batchget", asked)
    assert len(found["user_info_list"]) == 100
    asked["user_list"].append({"openid": openid})
    assert (await simulator.call("/cgi-bin/user/info/batchget", asked))["errcode"] == 40032


async def test_followers_come_ten_thousand_at_a_time(simulator):
    await simulator.post("/control/followers", {"app_id": SERVICE, "count": 10_001, "deliver": False})
    first = await simulator.ask("/cgi-bin/user/get")
    assert (first["total"], first["count"], len(first["data"]["openid"])) == (10_001, 10_000, 10_000)
    second = await simulator.ask("/cgi-bin/user/get", next_openid=first["next_openid"])
    assert second["count"] == 1
    last = await simulator.ask("/cgi-bin/user/get", next_openid=second["next_openid"])
    assert last == {"total": 10_001, "count": 0, "next_openid": ""}
    assert len({*first["data"]["openid"], *second["data"]["openid"]}) == 10_001


async def test_a_remark_is_kept(simulator):
    openid = await simulator.follower()
    body = {"openid": openid, "remark": "王阿姨"}
    assert (await simulator.call("/cgi-bin/user/info/updateremark", body))["errcode"] == 0
    assert (await simulator.ask("/cgi-bin/user/info", openid=openid))["remark"] == "王阿姨"
    body["remark"] = "长" * 31
    assert (await simulator.call("/cgi-bin/user/info/updateremark", body))["errcode"] == 40035


async def test_a_tag_is_put_on_counted_listed_and_taken_off(simulator):
    openid, tag_id = await simulator.follower(), await make_tag(simulator)
    assert await put_on(simulator, tag_id, openid) == 0
    assert (await simulator.ask("/cgi-bin/tags/get"))["tags"] == [{"id": tag_id, "name": "家长", "count": 1}]
    assert (await simulator.call("/cgi-bin/user/tag/get", {"tagid": tag_id}))["data"]["openid"] == [openid]
    assert (await simulator.call("/cgi-bin/tags/getidlist", {"openid": openid}))["tagid_list"] == [tag_id]
    body = {"openid_list": [openid], "tagid": tag_id}
    assert (await simulator.call("/cgi-bin/tags/members/batchuntagging", body))["errcode"] == 0
    assert (await simulator.call("/cgi-bin/tags/getidlist", {"openid": openid}))["tagid_list"] == []


async def test_a_bad_tag_name_is_refused(simulator):
    await make_tag(simulator)
    names = {"家长": 45157, "": 45157, "字" * 11: 45158}
    for name, errcode in names.items():
        assert (await simulator.call("/cgi-bin/tags/create", {"tag": {"name": name}}))["errcode"] == errcode


async def test_an_account_has_a_hundred_tags_and_a_person_twenty(simulator):
    openid = await simulator.follower()
    ids = [await make_tag(simulator, f"t{number}") for number in range(100)]
    assert (await simulator.call("/cgi-bin/tags/create", {"tag": {"name": "more"}}))["errcode"] == 45056
    assert [await put_on(simulator, each, openid) for each in ids[:21]] == [0] * 20 + [45059]


async def test_wrong_tags_and_people_are_refused(simulator):
    openid, tag_id = await simulator.follower(), await make_tag(simulator)
    elsewhere = (await simulator.get("/control/people", openid=openid, app_id=SERVICE))["people"][0]["openids"][MINI]
    assert await put_on(simulator, 12345, openid) == 45159
    assert await put_on(simulator, 2, openid) == 45058
    assert await put_on(simulator, tag_id, "nobody") == 40003
    assert await put_on(simulator, tag_id, elsewhere) == 49003
    assert await put_on(simulator, tag_id) == 40031
    assert await put_on(simulator, tag_id, *[openid] * 51) == 40032


async def test_a_deleted_tag_leaves_everyone(simulator):
    openid, tag_id = await simulator.follower(), await make_tag(simulator)
    await put_on(simulator, tag_id, openid)
    assert (await simulator.call("/cgi-bin/tags/delete", {"tag": {"id": tag_id}}))["errcode"] == 0
    assert (await simulator.call("/cgi-bin/tags/getidlist", {"openid": openid}))["tagid_list"] == []
    assert await make_tag(simulator) != tag_id


async def test_who_is_on_the_blacklist_gets_nothing(simulator):
    openid = await simulator.follower()
    block = "/cgi-bin/tags/members/batchblacklist"
    assert (await simulator.call(block, {"openid_list": [openid]}))["errcode"] == 0
    assert (await simulator.call("/cgi-bin/tags/members/getblacklist", {}))["data"]["openid"] == [openid]
    assert await simulator.write(openid) == 43019
    assert (await simulator.call(block, {"openid_list": [openid] * 21}))["errcode"] == 40032
    await simulator.call("/cgi-bin/tags/members/batchunblacklist", {"openid_list": [openid]})
    assert await simulator.write(openid) == 0
