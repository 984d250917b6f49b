"""What staff read in the console, where code chooses the words; a page's own words stand in its template."""

from wording import wish_life

NEAR_DAYS = {0: "今天", 1: "昨天", -1: "明天"}
DAY_AND_TIME = "{month} 月 {day} 日 {time}"
LONG_AGO = "{year} 年 {month} 月 {day} 日"

NAV = {
    "home": "今天",
    "alerts": "求助",
    "questions": "提问",
    "wishes": "心愿",
    "people": "群众",
    "lessons": "微课",
    "knowledge": "问答",
    "pushes": "推送",
    "account": "公众号",
    "settings": "设置",
    "staff": "同事",
    "regions": "区划",
    "audit": "记录",
    "status": "运行情况",
}

LESSON_STATES = {"draft": "草稿", "published": "已发布", "withdrawn": "已收起"}
PUSH_STATES = {
    "waiting": "等人放行",
    "building": "正在列名单",
    "running": "正在发",
    "paused": "暂停了",
    "stopped": "停下了",
    "done": "发完了",
}
PUSH_WAITS = {
    "quiet": "夜里不打扰，{until} 接着发",
    "quota": "今天能发的次数用完了，{until} 接着发",
    "busy": "微信那边忙，稍后接着发",
    "content": "微信没有收下这篇内容。请看看内容，改好再继续",
}
CHANNELS = {"auto": "自动选", "customer": "客服消息", "mass": "群发", "subscribe": "订阅通知"}
UNREACHABLE = {
    "window": "很久没有来过，现在发不过去",
    "count": "这几天发给她的次数用完了",
    "not_following": "已经取消关注",
    "refused": "不愿意收",
    "blocked": "屏蔽了",
    "inactive": "很久没用过小程序",
    "unknown": "名单上没有这个人",
    "danger": "刚刚求助过，先不打扰",
    "opted_out": "回复过“退订”",
    "topic": "不收这类内容",
    "quota": "这个月的次数用完了",
    "month": "本月已收满 4 次",
    "filtered": "微信没有放行",
    "no_grant": "没有点过订阅",
}
OTHER = "别的原因"
DANGERS = {
    "self_harm": "轻生、自伤",
    "domestic_violence": "家庭暴力",
    "sexual_abuse": "性侵害",
    "child_abuse": "伤害孩子",
    "other": "别的危险",
}
AUDIENCE_ALL = "全部关注的人"
AUDIENCE_TAG = "标签“{tag}”"
AUDIENCE_LIST = "一份名单"

EVENTS = {
    "submitted": "许下了心愿",
    "withdrawn": "收回了",
    **wish_life.EVENTS,
    "child_read": "看了孩子的名字",
    "code_given": "当面给了换微信的数字",
    "picture_added": "传了一张照片",
    "picture_read": "看了一张照片",
    "voice_added": "发来一段语音",
    "voice_read": "听了一段语音",
    "picture_removed": "拿掉了一张照片",
    "written": "写了第一稿",
    "rewritten": "改了内容",
    "published": "发布了",
    "cover_given": "换了封面",
    "entry_begun": "写了第一稿",
    "entry_written": "改了草稿",
    "entry_taken_up": "用旧版作了新草稿",
    "entry_dropped": "放弃了草稿",
    "entry_released": "审过并发布了",
    "entry_archived": "收起来了",
    "entry_restored": "放回来了",
    "undone": "撤销了上一步",
    "alert_released": "撤销了，没有接",
    "cover_drawn": "用回按题目画的封面",
}
EVENT_OTHER = "做了一步"
ACTOR_SYSTEM = "系统"
ACTOR_PERSON = "家长"

SIGN_IN_WRONG = "用户名或密码不对，请再看一眼。"
SIGN_IN_WAIT = "试得太勤了。请过 {minutes} 分钟再试，或者请管理员帮您换个密码。"
LESSON_CHANGED = "有人先改过了这一课。再按一次保存，就用您写的换掉现在的。"
LESSON_PUBLISHED_EDIT = "这一课已经发布，改它要有发布权限。可以请发布的同事先收起来。"


def audience(text: str) -> str:
    """Who a push is for."""
    if text == "all":
        return AUDIENCE_ALL
    if text.startswith("tag:"):
        return AUDIENCE_TAG.format(tag=text.removeprefix("tag:"))
    return AUDIENCE_LIST
