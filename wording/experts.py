"""What people read of their questions, and what experts read at work on them."""

from collections.abc import Mapping
from typing import Any

from wording.thread_pictures import PROBLEMS as PICTURE_PROBLEMS

ANSWERED = "老师回您了（编号 {receipt}）：\n{text}\n\n还想说，回复“{more}”。"
ADD_WORD = "补充"
DID_IT_HELP = "帮到您了吗？{yes}　{no}"
HELPED = "有用"
NOT_HELPED = "没解决"
THANKS = "好的，帮到您就好。有事再来问。"
REOPENED = "好的，已经告诉老师，请老师再看看（编号 {receipt}）。想补充，回复“{more}”。"
SAID_ALREADY = "您已经说过了，我记着。"
NOTHING_TO_SAY = "您还没有老师回过的提问。想问事直接发给我，要找老师回复“人工”。"
NEUTRAL = "您有一条新回复。方便的时候点“{see}”看。"
NEUTRAL_NOTICE = "您有一条新回复"
SEE = "看回复"
FOLLOW_UP = "上回您问的（编号 {receipt}），过了一个星期，好些了吗？{yes}　{no}"
FOLLOW_UP_NEUTRAL = "想起您来，问一声好。有事随时发给我。"
RECEIPT = "编号 {receipt}：{state}"
NO_ANSWER_YET = "老师还没有回。回了会告诉您。"
TEACHER = "老师：{text}"
HER = "您：{text}"
HIDDEN = "（这一条太长，没有列全）"
ERASED = "内容已经删除了。"
NO_SUCH = "没有找到这个编号。请对一对数字，少一个、错一个都查不到。"
ADD_TITLE = "补充提问"
ADD_ASK = "想补充什么，一次写清楚。（只有工作人员和老师能看到）"
ADD_ASK_TO = "想补充什么，一次写清楚，加到编号 {receipt} 里。（只有工作人员和老师能看到）"
COME_BACK = "老师再回了，把编号发来就能看。"
GOES_ON_UNNAMED = "半小时里回复“{more}”，就加在这里，一样不留名。老师回过的，回复“有用”或“没解决”。"
TOO_MANY_RECEIPTS = "查错的次数太多，先歇一会儿。对一对编号，过一个小时再查。"
ADDED = "好的，已经加到编号 {receipt} 里，老师看得到。"
ASK_UNNAMED_TITLE = "匿名提问"
ASK_UNNAMED = "老师不会知道您是谁。想问什么，一次写清楚：孩子多大、出了什么事、您最担心什么。"
ASKED_UNNAMED = "{asked}\n没有留您的名字。换一台手机，把编号发给公众号，也能看回复。编号收好。"

CALL_URGENT = "有 1 个急的提问等您回，{due}。请打开工作台：{address}"
CALL_LATE = "有提问过了时间还没有人回，请您看一看：{address}"
CALL_WAITING = "您有 {many} 个提问等着回，最早的{due}：{address}"
DUE_AT = "{day} {at} 到期"
DUE_PAST = "已经过了时间"

URGENT, USUAL = "急", "一般"
LATE = "过时间了"
UNNAMED = "没留名"
PARENT = "家长"
ENDED = {"answered": "回过的", "closed": "办结的"}
MINE, ALL_WAITING = "我的", "全部等着的"
STATES = {
    "open": "等人接",
    "assigned": "等着回",
    "answered": "回过了",
    "closed": "办结了",
    "merged": "并到别处了",
}
TONES = {"open": "waiting", "assigned": "waiting", "answered": "done", "closed": "stopped", "merged": "stopped"}
QUESTION, TOPIC, HOW_URGENT, DUE, OWNER = "提问", "关于", "急不急", "最晚", "谁负责"
NO_TOPIC = "还没分类"
NONE_SO = "这样筛下来没有。看看“全部等着的”。"
NONE_MINE = "没有等您回的提问。分给您、转给您、请您出主意的，都会出现在这里。"

KINDS = {"answer": "回复", "reply": "家长补充", "note": "内部备注", "opinion": "请同事出主意"}
WAYS = {
    "waiting": "还没发出去",
    "customer": "发到她的聊天里了",
    "subscribe": "用订阅通知告诉她了。她回公众号说一句话，就先看到这一条",
    "note": "她现在收不到消息。等她下次来，先给她看这一条",
    "neutral": "她的手机可能有别人看。只告诉她有新回复，她点开才看到内容",
    "unconfirmed": "发了，微信没说收没收到。没有再发一遍",
    "nothing": "她取消了关注，送不到。她再来，在“我的”里能看到",
}
REACH = {
    "customer": "现在发，会到她的聊天里。",
    "subscribe": "现在发，她会收到一条订阅通知，回公众号说一句话就看到。",
    "note": "她有两天没来了，微信不让主动发。您的回复会留着，她下次来先看到。",
    "nothing": "她取消了关注，现在什么都送不到。您的回复会留着，她再来能在“我的”里看到。",
}
REACH_NEUTRAL = "她的手机可能有别人看。只会告诉她“有一条新回复”，她点开才看到内容。"
HELD = "等到 {at} 发"
SENT = "回好了。怎么送到的，写在那一条下面。"
SENT_HELD = "写好了，{at} 发给她。没发以前，都能收回来改。"
STATE_HELD = "等上班再发"
HOLD = "现在是休息时间，等上班再发（{at}）"
HOLD_LOSES = "等到那时候，她就有两天没来了，微信不让主动发。不勾，现在就能发到。"
GOES_SOON = "回复十秒后发给她"
GIVEN = "转给同事了。她来回，不用您再管。"
HELD_BACK = "回复等上班再发"
SOON = "马上就发，现在还能收回"
TAKE_BACK = "先不发，收回来改"
HELPED_SAID = {"yes": "她说：有用", "no": "她说：没解决"}

EVENTS = {
    "question_given": "把提问分了出去",
    "question_late": "提醒过时间了，报给上一级",
    "question_late_again": "还没有人回，又提醒了一次",
    "question_read": "看了提问",
    "question_answered": "写了回复",
    "question_taken_back": "没发出去以前，收回了回复",
    "question_added": "补充了几句",
    "question_pictured": "发来一张图片",
    "question_transferred": "转给了同事",
    "question_urgent": "标成了急的",
    "question_usual": "改回了一般的",
    "question_topic": "改了关于什么",
    "question_topic_given": "改了关于什么，分给了同事",
    "question_unsorted": "撤销了刚改的",
    "question_closed": "办结了",
    "question_reopened": "重新打开了",
    "question_merged": "并到另一个提问里",
    "question_noted": "写了内部备注",
    "question_opinion": "请同事出主意",
    "question_person": "看了是谁问的",
    "question_helped": "说了有没有帮到",
}
EVENT_OTHER = "做了一步"

MAKE_URGENT, MAKE_USUAL = "标成急的", "改回一般的"
WHY = "为什么"
WHYS = {
    "danger": "人可能有危险",
    "mood": "情绪很不好，等不得",
    "health": "身体不舒服",
    "soon": "事情就在今明两天",
    "calm": "已经稳住了",
    "can_wait": "问清楚了，不急",
    "mistaken": "标错了",
    "other": "别的原因，写在下面",
}
WHY_OWN = "自己写，同事看得到，家长看不到"
WHY_WROTE = "写在内部备注里"
URGENT_HINT = "最晚的时间重新算：从现在起 {hours:g} 个工作小时，本来更早的不变。马上告诉负责的人。选“人可能有危险”，马上报给求助处置的同事；等不得的，自己先打 110。"
READ_BY_EXPERT = "老师读出来的"
USUAL_HINT = "排到一般的里面。答应过的最晚时间不往后推。"
MAKE_TOPIC = "改关于什么"
TOPIC_HAND = "分给懂这个、在岗、手上少的人"
TOPIC_HAND_HINT = "跟新来的提问一样分。不勾，还是现在的人负责。最晚的时间不变。"
TOPIC_SAVE = "改好"
URGENT_NOW, USUAL_NOW = "标成急的了", "改回一般的了"
TOPIC_NOW, TOPIC_GIVEN = "改成“{topic}”了", "改成“{topic}”了，分给了{name}"
TOPIC_KEPT = "改成“{topic}”了，还是现在的人负责"
TOPIC_WAS = "{before} → {topic}"


def told_more(data: Mapping[str, Any]) -> str:
    """What the story of a question says below an event, for why it is urgent and what it is about; empty for others."""
    if "why" in data:
        return WHY_WROTE if data["why"] == "other" else WHYS.get(data["why"], "")
    return TOPIC_WAS.format(before=data["before"] or NO_TOPIC, topic=data["topic"]) if "topic" in data else ""


PROBLEMS = {
    "picture": PICTURE_PROBLEMS,
    "text": {"missing": "先写几个字再发。", "too_long": "最多 450 个字，微信一条放不下更多。"},
    "to": {"unknown": "请选一位同事。"},
    "into": {"unknown": "没有找到这个编号。只能并到同一个人的、还没办结的提问里，没留名的不能并。"},
    "why": {"missing": "选一个原因，或者自己写，至少 4 个字。"},
    "topic": {"unknown": "请从单子里选一类。"},
    "reason": {"missing": "请写明为什么要看，至少 4 个字。"},
}
DAYS_PROBLEM = "日子写不对。开始不晚于结束，最多 31 天。"
