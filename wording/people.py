"""The people behind the account: what staff read of them, and what they read when they set what they want."""

from collections.abc import Sequence
from datetime import time

from wording.chat import hour

CAPTION = "群众"
PERSON = "哪一位"
CALLED = "第 {number} 号"
STANDING = "关注"
WAYS = {"following": "在关注", "left": "没在关注", "quiet": "退订了"}
QUIET = "不收推送"
SUBSCRIBED = "收推送"
PUSHES = "推送"
SINCE = "第一次来"
HEARD = "最后写来"
TAGS = "标签"
BY_STANDING = "按关注看"
NOBODY = (
    "这里还没有群众。有人关注公众号，或者写来一句话，就会出现。"
    "还不知道她是哪里的，只有全市的同事看得到；扫过您这里的二维码，就算您这里的。"
)
NOBODY_SO = "没有这样的群众。换一个筛选看看。"
ROLES = {
    "guardian": "家长",
    "donor": "爱心人士",
    "volunteer": "志愿者",
    "expert": "专家",
    "lead_dancer": "领舞",
}
EVENTS = {
    "seen": "第一次来到公众号",
    "followed": "关注了公众号",
    "heard": "最后一次写来",
    "consented": "同意了用孩子的资料许心愿",
    "withdrew": "收回了同意",
    "wished": "许下了心愿",
    "asked": "提了一个问题",
    "called": "写了让人担心的话",
    "person_read": "看了她的情况",
    "joined": "把公众号和小程序里的她合成了一个人",
    "moved_over": "换了微信，原来的记录转到了这里",
    "role_given": "记上了一个身份",
    "role_taken": "去掉了一个身份",
    "region_chosen": "选了自己在哪里",
    "region_learned": "从心愿里知道了她在哪里",
    "topic_wanted": "又要收一类内容",
    "topic_muted": "不收一类内容了",
    "quiet_chosen": "选了不被打扰的时间",
    "pushes_stopped": "退订了",
    "pushes_wanted": "又订阅了",
    "authorization_taken_back": "在微信里收回了授权",
}
# What she reads in the chat.
MOVE_HOW = (
    "换了手机、微信号没换：不用办，登录就都在。\n"
    "换了微信号：请带身份证件去村里或社区的妇联，当面请工作人员点“换微信”，给您一个 8 位数字。"
    "然后在新微信里发“换微信”，后面写这个数字，心愿和提问就转过来了。"
)
MOVE_NO_CODE = "没有找到这个数字。它半小时内有效，只能用一次。请当面再要一个，照着发。"
MOVED_HERE = "转过来了。回复“我的”，看您的心愿和提问。旧微信从现在起看不到了。"
MOVED_AWAY = (
    "您的心愿和提问转到了另一个微信号，这里看不到了。是您自己办的，就不用管。"
    "不是您办的，请马上告诉村里的妇联，或者打 12338。"
)
# Her phone may be looked at by others: what she is told is neutral, and its words come when she asks for them.
SEE_TOLD = "看消息"
NEUTRAL = "您有一条新消息。不急，方便的时候点“{see}”看。"
TOLD_ON = "{month} 月 {day} 日：{text}"
EARLIER_TOLD = "更早的消息"
NOTHING_TOLD = "这里没有等您看的消息。"
ME_TOLD = "有消息等您看，点“{see}”。"
REGION_TITLE = "选地区"
ASK_COUNTY = "您住在哪个县市区？点一下，或者回复数字。"
ASK_TOWNSHIP = "哪个乡镇、街道？"
ASK_VILLAGE = "哪个村、社区？"
REGION_CHOSEN = "记下了，您在{place}。以后搬了家，回复“我的地区”再改。"
NO_PLACE = "还没选"
SETTINGS = "您的设置。想改哪个，点一下，或者回复数字。"
OPTION_REGION = "我的地区：{place}"
OPTION_STOP = "推送：开着，点这里停"
OPTION_START = "推送：停着，点这里再收"
PUSHES_ON = "好的，以后有新课会告诉您。还想改别的，点一下。"
PUSHES_OFF = "好的，不再给您推送了。还想改别的，点一下。"
TOPICS = "点一下就改。收的，有新课会告诉您；不收的，就不发。"
DONE = "好了，回到设置"
HOURS = "您想什么时候不被打扰？大家都休息的时间，本来就不发。"
HOURS_CHOSEN = "记下了。还想改别的，点一下。"
HOURS_AS_ALL = "跟大家一样"


def option_topics(unwanted: Sequence[str]) -> str:
    """What is pushed to her, in the list of her settings."""
    return f"收哪些内容：不收{'、'.join(unwanted)}" if unwanted else "收哪些内容：都收"


def topic(name: str, *, wanted: bool) -> str:
    """A topic with what she has said to it."""
    return f"{name}：收着，点一下不收" if wanted else f"{name}：不收，点一下再收"


def hours(quiet: tuple[time, time] | None) -> str:
    """Hours of her own, from and to."""
    return f"{hour(quiet[0])}到{hour(quiet[1])}" if quiet else HOURS_AS_ALL


def option_hours(quiet: tuple[time, time] | None) -> str:
    """When she is left alone, in the list of her settings."""
    return f"免打扰：{hours(quiet)}"


def me_settings(place: str, *, region: str, settings: str) -> str:
    """The end of 我的: where she lives, and the ways to change what she has chosen."""
    lead = f"您在{place}" if place else "还不知道您在哪里"
    return f"{lead}（回复“{region}”{'可以改' if place else '选一下'}）\n推送的内容和时间：回复“{settings}”"


BY_ITSELF = "每天自动"
SYNC_PARTS = {"list": "正在看名单", "facts": "正在问每个人的情况"}
SYNC_STATES = {"running": "正在做", "done": "做完了", "stopped": "停下了", "refused": "微信不让"}
SYNC_TAGS = {"running": "running", "done": "published", "stopped": "withdrawn", "refused": "withdrawn"}
EVENT_OTHER = "做了一步"
HERSELF = "她"


def called(person_id: str) -> str:
    """How staff speak of somebody whose name nobody holds: by the end of her id."""
    return CALLED.format(number=person_id[-6:].upper())
