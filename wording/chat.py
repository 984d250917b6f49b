"""What the account says in a chat, apart from the domains' own words."""

from datetime import date, time

WELCOME = (
    "您来啦，欢迎。这里是{institution}的“心桥”。\n\n"
    "点一下，或者回复下面的字：\n"
    "{lessons}：几分钟一课，跳舞前也能放着听\n"
    "{wish}：给孩子许个小心愿\n"
    "{questions}：带孩子遇到难处，直接问"
)
WELCOME_CALL = "遇到欺负、受了委屈，打 {women}。正有危险，打 110。"
SCANNED = "扫到啦。"
SCANNED_MORE = "还想看看别的，回复“{help}”。"
HELP = (
    "回复下面的字就行，也可以直接把问题发给我：\n"
    "{lessons}　看几分钟的小课\n"
    "{wish}　给孩子许个小心愿\n"
    "{questions}　问带孩子的事\n"
    "{me}　看我的心愿和提问\n"
    "{human}　找工作人员\n"
    "填到一半：{back} 改上一个，{cancel} 不填了\n"
    "推送：{stop} 不再收课，{start} 再收\n\n"
    "{call}"
)
HELP_CALL = "妇女维权热线 {women}。正有危险打 110。"
GREETING = "您好。想看小课回复“微课堂”，带孩子有难处直接问我就行。"
THANKS = "不客气。有事随时来找我。"
HEARD = "我在呢，有事随时发给我。"
NOT_UNDERSTOOD = "这句我没听懂。换个说法试试，或者回复“帮助”看看我会什么。"
TOO_FAST = "您发得有点快，我有些跟不上。请等一分钟再发。"
TRY_LATER = "这会儿有点忙，没能办成。请过几分钟再发一次。"
NO_DIALOGUE_NOW = "现在填不了，我这边记不住您写的。请过几分钟再回复“{word}”。看课、问问题还可以。"
LOST_THREAD = "刚才那一句没存上。请再发一次。"
PICTURE = "图片收到了，可我还看不懂图。请用几个字告诉我您想问什么。"
VOICE = "语音我还听不了。请打字发给我，用手机的语音转文字也行。"
VIDEO = "视频我还看不了。请打字告诉我您想问什么。"
PLACE = "位置收到了。要找附近的人帮忙，请打 12338 或回复“人工”。"
PLACE_LINES = "本地的电话：\n{lines}"
LINK = "这个链接我打不开。请把想问的打字告诉我。要您转账、要验证码的链接别点。"
STICKER = "表情收到啦。有想问的，打字告诉我就行。"
ANYTHING_ELSE = "这个我还看不懂。请打字告诉我。"
NOTHING_TO_CANCEL = "现在没有要取消的。"
NOTHING_TO_GO_BACK = "现在没有上一步。"
NOTHING_TO_GO_ON = "现在没有填到一半的。想许心愿回复“微心愿”，想问事直接发给我。"
DANGER_MENU = "正有危险，先打 110。不方便说话，发短信到 12110。受了伤打 120。\n妇女维权热线 {women}，心里难受打 12356。"

STICKER_TEXTS = (
    "[收到不支持的消息类型，暂无法显示]",
    "【收到不支持的消息类型，暂无法显示】",
)  # the platform's own words for one

STOPPED = "好的，不再给您推送小课了。想看随时回复“微课堂”。以后想再收，回复“订阅”。"
STARTED = "好的，以后有新课会告诉您。{quiet}不想收了回复“退订”。"
QUIET = "{start}到{end}不打扰。"

NEAR_DAYS = ("今天", "明天", "后天")
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
FAR_DAY = "{month} 月 {day} 日"

ME_NOTHING = "您还没有心愿，也没有提过问题。想给孩子许个心愿，回复“微心愿”；想问带孩子的事，直接发给我。"
ME_WISHES = "您的心愿："
ME_QUESTIONS = "您的提问："
ME_PUSHES_OFF = "小课推送：已停（回复“订阅”再收）"
ME_PUSHES_ON = "小课推送：开着（回复“退订”就停）"
ME_CONSENTS, ME_DATA = "我的授权", "我的数据"
ME_NOT_NOW = "您的记录这会儿查不到，都好好存着。请过几分钟再看。"

PICTURE_COMES = "图片这就发给您，请稍等一下。"
PICTURE_NOT_NOW = "您要的图片现在发不出来。请过一会儿再发一次那个词。"
PICTURE_MISSED = "您要的图片刚才没能发出去。请把那个词再发一次。"
PICTURE_ELSEWHERE = "这个要看图，图在公众号里。请到公众号里发“{word}”。"

LATE_LEAD = "刚才您问的，我想好了：\n"


def or_reply(text: str) -> str:
    """The way out that stands under a prompt."""
    return f"\n（{text}）"


def started(start: time, end: time) -> str:
    """What she reads when she wants lessons again; the hours without pushes, where there are any."""
    quiet = QUIET.format(start=hour(start), end=hour(end)) if start != end else ""
    return STARTED.format(quiet=quiet)


def hour(at: time) -> str:
    """A time of day as people say it: 早上 8 点, 下午 2 点 30 分."""
    part = "早上" if at.hour < 12 else "下午" if at.hour < 18 else "晚上"
    minutes = f" {at.minute} 分" if at.minute else ""
    return f"{part} {at.hour - 12 if at.hour > 12 else at.hour} 点{minutes}"


def day(which: date, today: date) -> str:
    """A day to come as people say it: 今天, 明天, 后天, 周一 within the week, 10 月 8 日."""
    days = (which - today).days
    if days < len(NEAR_DAYS):
        return NEAR_DAYS[days]
    return WEEKDAYS[which.weekday()] if days < len(WEEKDAYS) else FAR_DAY.format(month=which.month, day=which.day)
