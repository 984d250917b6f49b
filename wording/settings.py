"""What staff read of the settings: hotlines, quiet hours, texts, days off."""

from collections.abc import Mapping
from typing import Any

PARTS = (
    ("hotlines", "/console/settings/hotlines", "热线"),
    ("quiet", "/console/settings/quiet", "免打扰"),
    ("texts", "/console/settings/texts", "常用语"),
    ("calendar", "/console/settings/calendar", "假日与工作时间"),
)
TO_FILL = ("minors_officer", "server_place")  # what was delivered can't know it
DELIVERED = "原来的"
BY_SYSTEM = "系统"
SAVED = "存好了"
RESTORED = "恢复好了"
SOMEBODY_FIRST = "有人先改过了，您写的都还在下面。再按一次保存，就用您写的换掉现在的。"

TEXTS: Mapping[str, tuple[str, str]] = {
    "welcome": ("关注后的欢迎语", "有人刚关注公众号时说。后面总会带上 12338 和 110。"),
    "greeting": ("打招呼", "有人说“你好”“在吗”时说。"),
    "thanks": ("道谢", "有人说“谢谢”时说。"),
    "heard": ("应一声", "有人只说“嗯”“好的”，或者只发一个表情时说。"),
    "not_understood": ("没听懂", "一句话太短、看不明白时说。"),
    "asked_expert": ("转人工以后", "有人回复“人工”、写好问题以后说。后面总会带上 12338 和 110。"),
    "handed_over": ("答不上、转给老师", "知识库里没有答案，转给老师时说。"),
    "out_of_hours": ("休息时间", "不上班的时候转给老师，接在上面两句的后面说。"),
    "wish_submitted": ("心愿收到了", "家长提交微心愿以后说。"),
    "minors_officer": ("谁管孩子的个人信息", "写在监护人同意书里：名字、电话。按规定要有专人负责，请换成真的。"),
    "server_place": ("孩子的信息存在哪里", "写在监护人同意书里“存在”两个字后面，比如“济宁市政务云的服务器上”。"),
}
GAPS: Mapping[str, str] = {
    "institution": "贵单位的名字",
    "lessons": "“微课堂”，点得动",
    "wish": "“微心愿”，点得动",
    "questions": "“家教问答”，点得动",
    "receipt": "编号",
    "hours": "几个工作小时内回复",
    "opens": "什么时候上班，比如“明天早上 8 点 30 分”",
    "days": "几天内上门",
}
EXAMPLES: Mapping[str, str] = {
    "lessons": "微课堂",
    "wish": "微心愿",
    "questions": "家教问答",
    "receipt": "2611 2400 1234",
}
TEXT_PROBLEMS = {
    "missing": "这里还没填。想用原来的，点“恢复默认”。",
    "too_long": "太长了，请短一些。",
    "invalid": "里面有看不见的符号，请重新打一遍。",
    "unknown_gap": "大括号里只能写下面列出的那几个，大括号要成对。",
    "gap_missing": "少了编号。请写上 {receipt}，她要凭编号来查。",
    "unknown": "没有这一句了。",
}
LINE_PROBLEMS = {
    "missing": "这里还没填。",
    "too_long": "太长了，请短一些。",
    "invalid": "号码只写数字和短横线，3 到 20 位，头尾是数字，比如 0537-2212338。",
    "state": "这是国家的号码，卡片上已经有了，不用再加。",
    "repeated": "这个号码上面写过了。",
    "too_many": "最多 6 条。请先去掉不用的。",
    "too_many_danger": "求助卡片上最多放 3 条。请去掉几个勾。",
}
QUIET_PROBLEMS = {
    "invalid": "请写几点几分，比如 21:00。",
    "same": "开始和结束不能一样。整天都发，就选“不设”。",
    "by_operator": "由运维设定，这里改不了。",
}
CALENDAR_PROBLEMS = {
    "invalid": "日期和钟点都要填全。日期比如 2026-10-01，钟点比如 08:30。",
    "out_of_range": "请看看前后的顺序。一段假最多 32 天，下午要在上午后面。",
    "both": "这一天已经写在放假里了。请改一处。",
    "too_long": "名字最多 20 个字。",
    "too_many": "最多 40 行。请去掉过去的。",
}
ABOUT_HOTLINES = "本地热线 {count} 条：{names}"
ABOUT_NO_LINES = "没有本地热线"
ABOUT_WOMEN = "12338 写的时间：{hours}"
ABOUT_QUIET = "{start} 到 {end} 不发"
ABOUT_NO_QUIET = "不设"
ABOUT_TEXTS = "改了：{names}"
ABOUT_NO_TEXTS = "都用原来的话"
ABOUT_CALENDAR = "上午 {morning}，下午 {afternoon}；放假 {off} 段，调休上班 {made_up} 天"


def about(part: str, body: Mapping[str, Any]) -> str:
    """What a saved version says, in one line."""
    if not body:
        return DELIVERED
    return {"hotlines": _hotlines, "quiet": _quiet, "texts": _texts, "calendar": _calendar}[part](body)


def _hotlines(body: Mapping[str, Any]) -> str:
    names = "、".join(f"{each['name']} {each['number']}" for each in body["lines"])
    said = ABOUT_HOTLINES.format(count=len(body["lines"]), names=names) if names else ABOUT_NO_LINES
    hours = body["women_hours"]
    return f"{said}；{ABOUT_WOMEN.format(hours=hours)}" if hours else said


def _quiet(body: Mapping[str, Any]) -> str:
    return ABOUT_QUIET.format(start=body["start"], end=body["end"]) if body["on"] else ABOUT_NO_QUIET


def _texts(body: Mapping[str, Any]) -> str:
    names = "、".join(TEXTS[name][0] for name in body["texts"] if name in TEXTS)
    return ABOUT_TEXTS.format(names=names) if names else ABOUT_NO_TEXTS


def _calendar(body: Mapping[str, Any]) -> str:
    return ABOUT_CALENDAR.format(
        morning="–".join(body["morning"]),
        afternoon="–".join(body["afternoon"]),
        off=len(body["off"]),
        made_up=len(body["made_up"]),
    )
