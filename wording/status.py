"""How the installation is, as staff read it: what was found, and what to do where it isn't well."""

from datetime import datetime

PARTS = {
    "platform": "微信接口",
    "mongodb": "资料库",
    "redis": "快存",
    "messages": "微信消息",
    "workers": "后台的活",
    "outbox": "排队的事",
    "followers": "关注名单",
    "audit": "操作记录",
}
SAYS = {
    ("platform", "good"): "微信接口正常。",
    ("platform", "silent"): "微信那边没有回答。",
    ("platform", "no_token"): "取不到令牌：微信不认现在的令牌。",
    ("platform", "not_granted"): "取不到令牌，或者没有权限：微信回了 {errcode}。",
    ("platform", "used_up"): "今天问微信的次数用完了。",
    ("platform", "refused"): "微信没有答应：它回了 {errcode}。",
    ("mongodb", "good"): "正常。",
    ("mongodb", "away"): "没有回答。",
    ("redis", "good"): "正常。",
    ("redis", "away"): "没有回答。",
    ("messages", "good"): "收得到。",
    ("workers", "good"): "有 {alive} 个进程在干活。",
    ("workers", "none"): "没有进程在干活。",
    ("outbox", "good"): "到时间的有 {waiting} 件，没有耽误的。",
    ("outbox", "late"): "有 {late} 件超过 5 分钟还没办。",
    ("followers", "good"): "和微信对过了。",
    ("followers", "old"): "两天多没有和微信对过了。",
    ("followers", "never"): "这几天还没有和微信对过。",
    ("audit", "good"): "该封的都封好了。",
    ("audit", "late"): "有 {days} 天的记录还没有封。",
}
UNKNOWN = "现在查不到。"
ADVICE = {
    ("platform", "silent"): "过几分钟再看。一直这样，请管服务器的同事看看网络。",
    ("platform", "no_token"): "请管服务器的同事核对 AppSecret。",
    ("platform", "not_granted"): "请管服务器的同事核对 AppSecret，看看公众号后台的 IP 白名单和接口权限。",
    ("platform", "used_up"): "过了夜里 12 点会恢复，不用做什么。",
    ("platform", "refused"): "请把这个数字告诉管服务器的同事。",
    ("mongodb", "away"): "请马上告诉管服务器的同事。这会儿收不了心愿。",
    ("redis", "away"): "请告诉管服务器的同事。看课、问问题还可以，填表不行。",
    ("workers", "none"): "推送和晚到的回答都停着。请管服务器的同事把 worker 开起来。",
    ("outbox", "late"): "先看上一行有没有进程在干活。有，等一会儿；没有，请管服务器的同事看看。",
    ("followers", "old"): "每天早上 4 点多会自己对。一直不对，请管服务器的同事看看。",
    ("followers", "never"): "刚装好的话，明天早上就有了。",
    ("audit", "late"): "请管服务器的同事看看 worker 有没有开着。",
}
ADVICE_UNKNOWN = "先把没有回答的那一样修好，再来看。"
CALLS = {"custom": "客服消息", "mass": "群发", "media": "传素材"}

NOW = "刚刚"
MINUTES = "{n} 分钟前"
HOURS = "{n} 小时前"
DAYS = "{n} 天前"
LAST = {
    "messages": "最近一次收到微信消息：{ago}。",
    "workers": "最近一次报平安：{ago}。",
    "followers": "上次：{ago}。",
}
NONE_YET = {"messages": "装好以后还没有收到过。"}


def last(part: str, at: datetime | None, now: datetime) -> str:
    """When the part was last heard of, or empty where nothing is to be said."""
    return LAST[part].format(ago=ago(at, now)) if at else NONE_YET.get(part, "")


def ago(at: datetime, now: datetime) -> str:
    """How long ago that was, roughly: 刚刚, 3 分钟前, 5 小时前, 2 天前."""
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return NOW
    if minutes < 60:
        return MINUTES.format(n=minutes)
    return HOURS.format(n=minutes // 60) if minutes < 48 * 60 else DAYS.format(n=minutes // (24 * 60))


def says(part: str, state: str) -> str:
    """What was found of a part, with gaps for its numbers."""
    return SAYS.get((part, state), UNKNOWN)


def advice(part: str, state: str) -> str:
    """What to do about it; nothing where all is well."""
    return "" if state == "good" else ADVICE.get((part, state), ADVICE_UNKNOWN)
