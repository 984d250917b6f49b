"""What people read when they book an hour with a counsellor, and what staff read at work on it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
TITLE = "预约"
WAIT_LABEL = "都不合适，排队等"
WAIT_ALONE = "排队等"
SKIP = "不写"

ASK_SERVICE = "想约哪一种？一次 {minutes} 分钟，不收钱，只有您和老师两个人。"
ASK_PLACE = "到哪里谈？"
ASK_TIME = "选一个时间。选好给您留 {minutes} 分钟。"
ASK_TIME_FULL = "这里现在约满了。可以排队：空出时间，先问您。"
ASK_CALLED = "老师怎么称呼您？不用真名，写个称呼就行。不想写，回复“不写”。"
ASK_ABOUT = "想谈什么，写几句就行，只有老师看得到。不想写，回复“不写”。"
ASK_CONFIRM = "{at}，{place}。约这个吗？"
ASK_CONFIRM_WAIT = "{place}空出时间就问您，有 {hours} 个小时可以回。排上吗？"
YES, NO = "好的", "不约了"
NOT_BOOKED = "好的，没有约。想约再回复“预约”。"
NOT_OPEN = "预约还没有开。想找老师，回复“人工”；急的话打 12338。"
TAKEN = "这个时间刚被别人约走了，麻烦您另选一个。"
GONE = "给您留的时间过了，别人可以约了。想再约，回复“预约”。"
ALREADY = "这一项您已经约好了一次。想看、想取消，回复“我的预约”。"
STAFF_BOOK = "前两回约好了没见到您，可能是有事走不开。下一回请工作人员帮您约：回复“人工”，说想约就行。"
BOOKED = "约好了：{at}，{place}\n{address}\n{way}到了说预约号 {receipt} 就行，不用说名字。\n来不了，回复“我的预约”取消，时间留给别人。"
WAITS = "排上了。{place}空出时间就发消息问您。\n不等了，回复“我的预约”。"
MINE_NONE = "您没有约着的。想约，回复“预约”。"
MINE = "您约的："
MINE_LINE = "{at}，{place}，预约号 {receipt}　{change}"
MINE_OFFER = "{at}，{place}：给您留到 {until}　{take}　{leave}"
MINE_WAIT = "{place}：在排队　{leave}"
CANCEL, TAKE, REFUSE, LEAVE = "取消这次", "要这个时间", "不要", "不等了"
CANCELLED = "取消了，时间留给别人了。想再约，回复“预约”。"
LEFT = "好的，不等了。想约再回复“预约”。"
NO_SUCH = "没有这一次，或者已经过了。回复“我的预约”看看。"
MINE_WORD = "我的预约"

# What is sent unasked may be read on a shared phone: nothing says what it is about.
REMIND_DAY = "提醒您：明天 {time} 有一个约。要看要改，回复“我的预约”。"
REMIND_HOURS = "提醒您：今天 {time} 有一个约。要看要改，回复“我的预约”。"
OFFERED = "您等的时间有了：{at}。给您留到 {until}。要还是不要，回复“我的预约”。"
OFFER_OVER = "给您留的时间过了，先问下一位了。还想等，回复“预约”。"
CALLED_OFF = "对不起，{at} 那个约，我们这边来不了，给您添麻烦了。{times}另约一个，回复“预约”。"
OTHER_TIMES = "还空着的：{times}。"
MOVED = "{was} 那个约，改到 {at}。不合适，回复“我的预约”。"
BOOKED_FOR_HER = "给您约好了：{at}。在哪里、怎么走，回复“我的预约”。"

STATES = {
    "held": "等她确认",
    "booked": "约好了",
    "came": "来过了",
    "missed": "没来",
    "cancelled": "她取消了",
    "called_off": "我们取消了",
    "moved": "改了时间",
    "lapsed": "没有确认",
}
TO_HER = STATES | {"held": "等您确认", "came": "去过了", "missed": "没去成", "cancelled": "您取消了"}
IN_LINE = "在排队"
TONES = {
    "held": "waiting",
    "booked": "waiting",
    "came": "done",
    "missed": "late",
    "cancelled": "stopped",
    "called_off": "stopped",
    "moved": "stopped",
    "lapsed": "stopped",
}
STEPS = {"came": "来了", "missed": "没来", "call_off": "我们取消"}
HIDDEN = "少于 {small}"
PROBLEMS = {
    "name": {"missing": "写上地方叫什么", "too_long": "名字短一些，30 个字以内"},
    "address": {"missing": "写上地址", "too_long": "地址短一些，80 个字以内"},
    "way": {"too_long": "短一些，200 个字以内"},
    "region": {"unknown": "选一个您管的地方"},
    "time": {
        "unknown": "这个时间不开了，另选一个",
        "taken": "这个时间刚被约走，另选一个",
        "booked": "她已经另约了一次",
        "missing": "选一个时间",
    },
    "note": {"too_long": "短一些，2000 个字以内"},
    "services": {"unknown": "没有这一项，重新选", "missing": "至少选一项"},
    "rows": {
        "invalid": "有一行的时间没填全：从几点到几点都要填",
        "out_of_range": "有一行的结束不比开始晚，改一下",
        "unknown": "有一行没选地方，或者地方已经关了",
        "too_many": "行太多了，去掉几行",
    },
}
CHANGED = "有人先改过了。看一眼现在的样子，再改。"
TOO_EARLY = "还没到时间，过了约定的时间再记。没来的，等 15 分钟再记。"


def when(at: datetime) -> str:
    """A time as people say it: 12 月 1 日（周二）09:00."""
    local = at.astimezone(CHINA)
    return f"{month_day(local)}（{WEEKDAYS[local.weekday()]}）{local:%H:%M}"


def month_day(day: date) -> str:
    """12 月 1 日."""
    return f"{day.month} 月 {day.day} 日"


def clock(at: datetime) -> str:
    """The time of day."""
    return f"{at.astimezone(CHINA):%H:%M}"
