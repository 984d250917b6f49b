"""The account's menu: what the platform lets through, what a move does, what differs."""

import pytest

from domain.menus import (
    Button,
    Conditional,
    Menu,
    at_platform,
    differences,
    domains,
    from_body,
    moved,
    problems,
    to_body,
)

KEYS = {"menu:help": "帮助", "menu:me": "我的"}
HELP = Button("怎么用", "click", "menu:help")
PAGE = Button("看课", "view", "/h5/lessons")
GROUP = Button("微课堂", below=(HELP, PAGE))


@pytest.mark.parametrize(
    ("button", "found"),
    [
        (HELP, {}),
        (PAGE, {}),
        (Button("五个汉字吧", "click", "menu:help"), {}),
        (Button("这六个汉字了", "click", "menu:help"), {"name.0": "too_long"}),
        (Button("", "click", "menu:help"), {"name.0": "missing"}),
        (Button("看", "click", "menu:nothing"), {"kind.0": "unknown"}),
        (Button("看", ""), {"kind.0": "missing"}),
        (Button("看", "view", ""), {"value.0": "missing"}),
        (Button("看", "view", "javascript:alert(1)"), {"value.0": "no_address"}),
        (Button("看", "view", "//elsewhere.example/"), {"value.0": "no_address"}),
        (Button("看", "view", "https://a.example/ b"), {"value.0": "no_address"}),
        (Button("看", "view", "https://a.example/" + "字" * 340), {"value.0": "too_long"}),
        (Button("看", "miniprogram", "/h5/lessons"), {"app.0": "missing", "page.0": "missing"}),
        (Button("看", "article_id", ""), {"value.0": "missing"}),
        (Button("扫", "scancode_push"), {}),
        (Button("组", below=(Button("字" * 20, "view", "/a"),)), {}),
        (Button("组", below=(Button("字" * 21, "view", "/a"),)), {"name.0-0": "too_long"}),
        (Button("组", below=(PAGE,) * 6), {"buttons": "too_many"}),
    ],
)
def test_each_limit_of_the_platform_is_told_beside_its_field(button: Button, found: dict[str, str]) -> None:
    assert problems((button,), keys=KEYS) == found


def test_a_menu_has_one_to_three_buttons() -> None:
    assert problems((), keys=KEYS) == {"buttons": "missing"}
    assert problems((HELP,) * 4, keys=KEYS) == {"buttons": "too_many"}


def test_a_menu_is_kept_and_read_again_as_it_was() -> None:
    menu = Menu((GROUP, HELP), (Conditional(101, "家长", (PAGE,)),))
    assert from_body(to_body(menu)) == menu


def test_our_own_pages_get_our_address_at_the_platform_and_others_stay() -> None:
    assert at_platform(PAGE, "https://x.example")["url"] == "https://x.example/h5/lessons"
    other = Button("看", "view", "https://y.example/")
    assert at_platform(other, "https://x.example")["url"] == "https://y.example/"
    assert at_platform(GROUP, "https://x.example")["sub_button"][0] == {
        "type": "click",
        "name": "怎么用",
        "key": "menu:help",
    }


def test_buttons_are_added_moved_and_removed_and_a_wrong_place_changes_nothing() -> None:
    both = (GROUP, HELP)
    assert moved(both, "down", "0") == moved(both, "up", "1") == (HELP, GROUP)
    assert moved(both, "up", "0") == both
    assert moved(both, "down", "1") == both
    assert moved(both, "remove", "0") == (HELP,)
    assert moved(both, "up", "0-1")[0].below == (PAGE, HELP)
    assert len(moved(both, "add", "")) == 3
    assert len(moved((HELP,) * 3, "add", "")) == 3
    assert len(moved(both, "add", "0")[0].below) == 3
    for place in ("9", "x", "0-9", "0-x", "-1"):
        assert moved(both, "remove", place) == both


def test_the_first_button_below_another_takes_over_what_that_did() -> None:
    (grown,) = moved((HELP,), "add", "0")
    assert grown.kind == ""
    assert grown.below[0] == HELP


def test_removing_the_last_button_below_leaves_one_that_can_be_filled_in() -> None:
    (left,) = moved((Button("组", below=(PAGE,)),), "remove", "0-0")
    assert (left.below, left.kind) == ((), "click")


def test_domains_of_menus_for_tags_are_counted_ours_as_one() -> None:
    links = ("/a", "/b", "https://x.example/1", "https://y.example/")
    tagged = Menu((HELP,), (Conditional(1, "家长", tuple(Button("看", "view", each) for each in links)),))
    assert domains(tagged, ours="https://z.example") == {"x.example", "y.example", "z.example"}
    assert domains(Menu((PAGE,)), ours="https://z.example") == set()


def told(live: Menu | None, draft: Menu) -> list[tuple[str, str]]:
    return [(each.what, each.name) for each in differences(live, draft)]


def test_what_differs_is_told_button_by_button() -> None:
    live = Menu((GROUP, HELP))
    assert told(live, live) == []
    assert told(live, Menu((GROUP,))) == [("removed", "怎么用")]
    assert told(Menu((PAGE,)), Menu((PAGE, HELP))) == [("added", "怎么用")]
    assert told(Menu((PAGE, HELP)), Menu((HELP, PAGE))) == [("moved", "")]
    renamed = Button("求助", "click", "menu:help")
    assert told(Menu((HELP,)), Menu((renamed,))) == [("renamed", "求助")]
    assert told(Menu((HELP,)), Menu((Button("怎么用", "click", "menu:me"),))) == [("changed", "怎么用")]
    assert told(None, Menu((HELP,))) == [("added", "怎么用")]


def test_menus_for_tags_that_come_and_go_are_told() -> None:
    tagged = Menu((HELP,), (Conditional(101, "家长", (PAGE,)),))
    assert told(Menu((HELP,)), tagged) == [("tag_added", "家长")]
    assert told(tagged, Menu((HELP,))) == [("tag_removed", "家长")]
    other = Menu((HELP,), (Conditional(101, "家长", (PAGE, HELP)),))
    (found,) = differences(tagged, other)
    assert (found.what, found.tag) == ("added", "家长")
