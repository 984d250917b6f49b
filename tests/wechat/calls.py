"""Every call of the client, with arguments that the platform takes."""

import copy
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from simulator.control import CODES
from tests.simulator.conftest import MINI, PICTURE, THUMB
from wechat.client import CheckScene, DraftArticle, MassText, MiniProgram, WeChatClient
from wechat.replies import NewsReply
from wechat.tokens import Tokens

Call = Callable[[WeChatClient, Any], Awaitable[object]]
TEMPLATE = "TEMPLATE"
BUTTONS = [{"type": "click", "name": "微课堂", "key": "menu:lessons"}]
FILE = {"filename": "图.png", "content_type": "image/png"}


class Given:
    """What a call needs that the platform already has."""

    def __init__(
        self, *, her: str, another: str, media_id: str, thumb: str, msg_id: str, tag_id: int, mini: Any
    ) -> None:
        self.her = her
        self.another = another
        self.media_id = media_id
        self.thumb = thumb
        self.msg_id = msg_id
        self.tag_id = tag_id
        self.mini: MiniProgram
        self.user: str
        self.mini, self.user, self.code = mini


def _article(given: Given) -> DraftArticle:
    return DraftArticle("一课", "<p>正文</p>", given.thumb)


CALLS: Mapping[str, Call] = {
    "send_text": lambda client, given: client.send_text(given.her, "您好"),
    "send_news": lambda client, given: client.send_news(
        given.her, NewsReply("一课", "几分钟", "https://xinqiao.example/1", "https://xinqiao.example/1.png")
    ),
    "send_image": lambda client, given: client.send_image(given.her, given.media_id),
    "send_menu": lambda client, given: client.send_menu(given.her, head="满意吗", choices=[("101", "满意")]),
    "typing": lambda client, given: client.typing(given.her),
    "send_subscription": lambda client, given: client.send_subscription(
        given.her, TEMPLATE, "https://xinqiao.example/", {"thing1": "新课"}
    ),
    "mass_send": lambda client, given: client.mass_send(
        [given.her, given.another], MassText("大家好"), client_msg_id="push-1"
    ),
    "mass_send_all": lambda client, _given: client.mass_send_all(MassText("大家好"), client_msg_id="push-2"),
    "mass_status": lambda client, given: client.mass_status(given.msg_id),
    "mass_preview": lambda client, given: client.mass_preview(given.her, MassText("大家好")),
    "upload_media": lambda client, _given: client.upload_media("image", PICTURE, **FILE),
    "add_material": lambda client, _given: client.add_material("image", PICTURE, **FILE),
    "upload_article_image": lambda client, _given: client.upload_article_image(PICTURE, **FILE),
    "download_media": lambda client, given: client.download_media(given.media_id),
    "add_draft": lambda client, given: client.add_draft([_article(given)]),
    "create_menu": lambda client, _given: client.create_menu(BUTTONS),
    "get_menu": lambda client, _given: client.get_menu(),
    "add_conditional_menu": lambda client, given: client.add_conditional_menu(BUTTONS, tag_id=given.tag_id),
    "delete_conditional_menu": lambda client, _given: client.delete_conditional_menu("208379533"),
    "menu_of": lambda client, given: client.menu_of(given.her),
    "delete_menu": lambda client, _given: client.delete_menu(),
    "create_qr": lambda client, _given: client.create_qr("login_1", expire_seconds=600),
    "create_permanent_qr": lambda client, _given: client.create_permanent_qr("site_1"),
    "quota": lambda client, _given: client.quota("/cgi-bin/message/custom/send"),
    "server_addresses": lambda client, _given: client.server_addresses(),
    "user": lambda client, given: client.user(given.her),
    "users": lambda client, given: client.users([given.her, given.another]),
    "followers": lambda client, _given: client.followers(),
    "create_tag": lambda client, _given: client.create_tag("广场舞"),
    "tags": lambda client, _given: client.tags(),
    "delete_tag": lambda client, given: client.delete_tag(given.tag_id),
    "tag_people": lambda client, given: client.tag_people(given.tag_id, [given.her]),
    "code_session": lambda _client, given: given.mini.code_session(given.code("login")),
    "phone_number": lambda _client, given: given.mini.phone_number(given.code("phone")),
    "check_text": lambda _client, given: given.mini.check_text(given.user, "想要一个书包", scene=CheckScene.FORUM),
    "check_picture": lambda _client, given: given.mini.check_picture(
        given.user, "https://xinqiao.example/1.jpg", scene=CheckScene.FORUM
    ),
    "untag_people": lambda client, given: client.untag_people(given.tag_id, [given.her]),
}
# What would happen twice: never made again once it may have taken effect.
NEVER_REPEATED = frozenset(
    {
        *("send_text", "send_news", "send_image", "send_menu", "typing", "send_subscription", "mass_preview"),
        *("add_material", "add_draft", "create_tag", "add_conditional_menu"),
        *("code_session", "phone_number", "check_picture"),
    }
)
KEYED = frozenset({"mass_send", "mass_send_all"})


async def prepare(simulator: Any, client: WeChatClient, her: str) -> Given:
    """Make what the calls need."""
    another = await simulator.follower()
    for _ in range(8):
        await simulator.act("subscribe", her, template_id=TEMPLATE)
    picture = await client.upload_media("image", PICTURE, **FILE)
    thumb = await client.add_material("image", THUMB, **FILE)
    job = await client.mass_send([her, another], MassText("早上好"), client_msg_id="push-0")
    tag = await client.create_tag("志愿者")
    await client.create_menu(BUTTONS)
    await simulator.settled()
    mini = await _mini_program(simulator, client)
    return Given(
        her=her,
        another=another,
        media_id=picture.media_id,
        thumb=thumb.media_id,
        msg_id=job.msg_id,
        tag_id=tag.id,
        mini=mini,
    )


async def _mini_program(simulator: Any, client: WeChatClient) -> tuple[MiniProgram, str, Callable[[str], str]]:
    """The same installation's mini-program, who uses it, and what gives codes of hers."""
    mini = MiniProgram.__new__(MiniProgram)
    vars(mini).update(vars(copy.copy(client)))
    mini.app_id, mini.kind = MINI, "mini"
    mini._tokens = Tokens(
        app_id=MINI, store=client._tokens._store, fetch=mini._fetch_token, now=client._now, sleep=client._sleep
    )
    await mini.server_addresses()
    account = simulator.platform.accounts[MINI]
    follower = account.followers[simulator.platform.add_person("").openids[MINI]]
    await simulator.act("login", follower.openid, MINI)  # whoever hasn't been there lately can't be asked about
    return mini, follower.openid, lambda kind: CODES[kind](simulator.platform, account, follower)
