"""What staff read of the account's menu, keyword replies and codes to scan."""

PARTS = (
    ("menu", "/console/account/menu", "菜单"),
    ("keywords", "/console/account/keywords", "关键词"),
    ("scenes", "/console/account/scenes", "二维码"),
    ("media", "/console/media", "素材库"),
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
    "domains": "给标签单独做的菜单，合起来最多用三个网站的网址。请少用几个，再放行。",
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
SAVE_AGAIN = "有人先改过了别的关键词。再按一次存草稿，就把您写的加进去。"
RELEASED_MENU = "放行了。正在发给微信，一般一分钟里大家就看到新菜单。"
RELEASED_RULES = "放行了。几秒钟里就按新的关键词回答。"
RULE_REMOVED = "去掉了“{name}”"
SCENE_SAVED = "存好了“{name}”"
SAVE_MENU_AGAIN = "有人先改过了，您写的都还在下面。再按一次存草稿，就用您写的换掉现在的。"
NOT_YOUR_OWN = "您写过这一版，要请另一位同事放行。"
NOT_READY = "有几处还没填好，填好才能放行。"
TAGS_AWAY = "现在问不到微信那边有哪些标签。请过一会儿再刷新。"


def difference(what: str, *, name: str, before: str, tag: str) -> str:
    """One difference in words."""
    words = DIFFERENCES[what].format(name=name or NO_NAME, before=before or NO_NAME, tag=tag)
    return f"{words}{FOR_TAG.format(tag=tag)}" if tag and not what.startswith("tag_") else words


DAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
EVERY_DAY = "每天"
ALWAYS = "一直"
SPAN_FROM, SPAN_UNTIL, SPAN_BOTH = "{first} 起", "到 {last} 为止", "{first} 到 {last}"
HOURS = "{start} 到 {end}"
RULE_PROBLEMS = {
    "missing": "这里还没填。",
    "too_long": "太长了，请短一些。",
    "too_short": "“句子里有就算”的词，至少要两个字。",
    "invalid": "这样写不行，请换一种写法。",
    "out_of_range": "请看看前后的顺序，或者换一个数。",
    "unknown": "这一课没有发布，请重新选。",
    "both": "文字、小课和图片只能选一样。",
    "reserved": "这个词公众号自己要用（比如帮助、微课堂、取消，还有数字），不能拿来做关键词。请换一个。",
    "too_many": "关键词太多了，请先去掉几条不用的。",
}
RULE_DIFFERENCES = {
    "added": "多了“{name}”",
    "removed": "去掉了“{name}”",
    "changed": "“{name}”改了",
    "switched_on": "“{name}”打开了",
    "switched_off": "“{name}”关上了",
}
MEANT = {
    "danger": "先发求助的卡片（{said}），并且告诉管求助的同事。关键词不会抢在前面。",
    "sticker": "当作表情，请她打字。",
    "way": "“{said}”是填表时用的词。没在填表，就告诉她没有可{said}的。",
    "dialogue": "开始“{said}”。",
    "command": "当作“{said}”来回答。",
    "keyword": "按关键词“{said}”回答。",
    "answer": "知识库里有，直接回答：{said}",
    "suggest": "知识库里有几个相近的，列出来让她选：",
    "small_talk": "当作闲话，应一声，不去找答案。",
    "short": "没听懂，请她换个说法。",
    "expert": "知识库里没有，转给工作人员回答。",
}
TRIED_NOTHING = "先写一句话，再点“试一试”。"


def window(days: tuple[int, ...], hours: tuple[str, str], span: tuple[str, str]) -> str:
    """When a rule answers."""
    parts = []
    if span[0] or span[1]:
        form = SPAN_BOTH if all(span) else SPAN_FROM if span[0] else SPAN_UNTIL
        parts.append(form.format(first=span[0], last=span[1]))
    if days or hours[0]:
        parts.append("、".join(DAYS[day - 1] for day in sorted(days)) if days else EVERY_DAY)
    if hours[0]:
        parts.append(HOURS.format(start=hours[0], end=hours[1]))
    return "，".join(parts) or ALWAYS


SCENES = "二维码"
SCENE_NAME = "名字"
SCENE_KIND = "哪一种"
SCENE_SCANS = "扫过"
SCENE_FOLLOWS = "扫了才关注"
SCENE_MADE = "什么时候做的"
SCENE_KEYWORD = "扫了答哪个关键词"
SCENE_NAMED = "名字里有"
BY_SCENE_KIND = "按哪一种看"
TIMES = "人次"
NO_CODE_YET = "码还没有做好"
NO_SCENES = "还没有二维码。点“做一个”，起个名字，印出来挂上，就能看到有多少人扫。"
NO_SCENES_SO = "没有这样的二维码。换个写法试试。"
SCENE_KINDS = {"campaign": "活动", "site": "站点", "officer": "工作人员"}
SCANNED = "您扫的是“{name}”的码。"
SCENE_PROBLEMS = {
    "missing": "这里还没填。",
    "too_long": "太长了，请短一些。",
    "unknown": "公众号还不会答这个。小课要先发布，关键词要先放行。",
    "both": "小课和关键词只能选一样。",
}
CODE_REASONS = {
    "used_up": "微信没有给码。可能是十万个永久的码用完了，也可能是微信不认这一个。请找管理员。",
    "not_granted": "这个公众号没有“带参数的二维码”的权限。请在公众号后台看看“接口权限”，要认证过的服务号才有。",
    "quota": "今天做码的次数用完了。明天再来点一次。",
    "away": "现在连不上微信。请过一会儿再点一次。",
}
SAVE_SCENE_AGAIN = "有人先改过了这个码。再按一次保存，就用您写的换掉现在的。"
