"""What staff read of the account's menu, keyword replies and codes to scan."""

PARTS = (
    ("menu", "/console/account/menu", "菜单"),
    ("keywords", "/console/account/keywords", "关键词"),
    ("scenes", "/console/account/scenes", "二维码"),
)
MENU_KINDS = {
    "view": "打开网页",
    "miniprogram": "打开小程序",
    "article_id": "打开发布过的文章",
    "media_id": "发一份永久素材",
    "scancode_push": "打开扫一扫",
    "pic_photo_or_album": "拍照或者选图片",
    "location_select": "选一个位置",
}
IN_CHAT = "在聊天里回答“{word}”"
STATES = {"draft": "草稿", "released": "已放行", "earlier": "以前的"}
REACH = {"waiting": "等发布", "taken": "已发布", "refused": "微信没有收下"}
REASONS = {
    "not_granted": "这个公众号没有自定义菜单的权限。请在公众号后台看看“接口权限”。没有菜单，大家回复文字也能用。",
    "unbound_app": "菜单里的小程序还没有和公众号关联。请先在公众号后台关联，再点“再发一次”。",
    "gone_tag": "有一个标签在公众号后台已经删掉了。请去掉给它的菜单，再放行一次。",
    "gone_number": "有一篇文章或素材的编号不对，或者已经删掉了。请换一个，再放行一次。",
    "domain": "有一个网址微信不让用。请换成 https 开头的网址，再放行一次。",
    "other": "微信没有说清为什么。请把菜单再看一遍，再点“再发一次”；还不行，请找管理员。",
}
FIELD_PROBLEMS = {
    "missing": "这里还没填。",
    "too_long": "太长了，请短一些。",
    "unknown": "聊天里没有这一项了，请重新选。",
    "no_address": "请写 https:// 开头的网址，或者 / 开头的本站网址。",
    "too_many": "最多三个按钮，每个下面最多五个。",
}
DIFFERENCES = {
    "added": "多了“{name}”",
    "removed": "少了“{name}”",
    "renamed": "“{before}”改名叫“{name}”",
    "changed": "“{name}”点了以后做的事变了",
    "moved": "按钮的先后变了",
    "tag_added": "给标签“{tag}”的人单独做了菜单",
    "tag_removed": "不再给标签“{tag}”的人单独做菜单",
}
FOR_TAG = "（标签“{tag}”）"
NO_NAME = "没有名字的按钮"
BY_SYSTEM = "系统"

SOMEBODY_FIRST = "有人先改过了。下面是现在的样子，请看看再接着改。"
NOT_YOUR_OWN = "您写过这一版，要请另一位同事放行。"
NOT_READY = "有几处还没填好，填好才能放行。"
TAGS_AWAY = "现在问不到微信那边有哪些标签。请过一会儿再刷新。"


def difference(what: str, *, name: str, before: str, tag: str) -> str:
    """One difference in words."""
    words = DIFFERENCES[what].format(name=name or NO_NAME, before=before or NO_NAME, tag=tag)
    return f"{words}{FOR_TAG.format(tag=tag)}" if tag and not what.startswith("tag_") else words
