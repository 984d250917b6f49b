"""What is said around a case: to her, in words that give nothing away; to officers, without anybody's data; on its pages."""

from collections.abc import Iterable, Mapping

# What she types, and how numbers are written out.
CHOOSES = "暗号"
ANSWERS = "回信"
NUMERALS = "〇零一二三四五六七八九十百千"

# To her. Her phone may be looked at by others: nothing here names the matter.
NEUTRAL = "您上次问的有回音了。不急，方便的时候再看。"
LESSON = "今天的一课"
LESSON_DIGEST = "几分钟，有空时看。"
WORD_KEPT = "好，记下了。这条可以长按删掉。"
AFTER_LETTER = "看完可以长按删掉。要回，发“回信”空一格再写。"
ANSWER_KEPT = "好，收到了。这条可以长按删掉。"
NOT_NOW = "刚才没有记下，请等一分钟再发一次。"

# To officers, by the account.
CALLS = {
    "case": "有一件事急等您处理，请现在打开工作台：{address}",
    "handed": "同事转给您一件事急等处理，请现在打开工作台：{address}",
    "reminder": "有一件事到了约好的时间，请打开工作台：{address}",
    "answer": "您在跟的一件事有回音了，请打开工作台：{address}",
    "overdue": "您在跟的一件事里有一项逾期了，请打开工作台看一看：{address}",
    "overdue_below": "同事在跟的一件事里有一项逾期还没办，请打开工作台看一看，帮一帮她：{address}",
}

CALL_NOTICE = "有一件事等您处理"  # platform: twenty characters at most in a field of a notice

NOT_CALLED = "没有通知到人"
MISSED = {
    "unbound": "{name} 没有绑微信",
    "gone": "{name} 取消了关注",
    "window": "{name} 48 小时没有来过",
    "count": "{name} 那里 5 条微信用完了，要她再发一句话",
    "other": "{name} 那里微信没有发成",
}


COLLEAGUE = "同事"
NUMBERS = "求助的数字"
TOGETHER = "合计"
FALSE_ONES = "其中误报"
FEWER = "少于 {fewest}"
TITLE = "求助个案"
STATES = {
    "opened": "等人接",
    "acknowledged": "有人接了",
    "in_contact": "联系上了",
    "followed_up": "跟进中",
    "closing": "等第二个人同意结案",
    "closed": "已结案",
    "reopened": "又来求助，等人接",
    "false_alarm": "误报",
}
LEVELS = {1: "关注", 2: "紧急", 3: "最紧急"}
CALLED = {"township": "乡镇", "county": "县（市、区）", "city": "市"}
MOVES = {
    "acknowledge": "我来接",
    "hand_back": "放回去，请别人接",
    "reach": "联系上了",
    "follow_up": "进入跟进",
    "propose_closing": "提出结案",
    "keep_open": "还不能结，接着跟",
    "close": "同意结案",
    "reopen": "重新打开",
}
OUTCOMES = {
    "reached": "说上话了",
    "no_answer": "没人接",
    "silent": "接了，不出声",
    "abusive": "被骂、被威胁",
    "somebody_else": "别人接的",
}
WAYS = {"phone": "打电话", "visit": "上门", "account": "公众号", "colleague": "请同事去"}
REPORTED_TO = {"police": "公安", "civil_affairs": "民政", "education": "教育部门"}
REASONS = {"cover": "顶班", "supervise": "督办", "second_look": "复核", "complaint": "处理投诉"}
RECEIPT = {"number": "回执号", "taker": "谁接的", "text": "说了什么"}
REACH = {
    "now": "现在发得到",
    "next_visit": "要等她下次来说话才看得到",
    "never": "账号联系不上她了，请用别的办法",
}
ENTRIES = {
    "note": "记录",
    "contact": "联系",
    "referral": "转给",
    "report": "强制报告",
    "letter": "给她的信",
    "hello": "发了一句平常话",
    "answer": "她的回信",
    "reason": "来看的原因",
    "receipt": "回执",
}
STORY = {
    "case_opened": "来了求助",
    "case_raised": "她又来求助，级别升了",
    "case_raised_in_closing": "提出结案后她又来求助，结案先不算，级别升了",
    "case_reopened_by_her": "结案后她又来求助",
    "case_escalated": "没人接，往上一级叫人",
    "case_called_again": "还没人接，又叫了一次",
    "case_not_called": "没有通知到人",
    "case_called": "这回通知到了",
    "case_reminded": "到了约好的时间，提醒了",
    "case_overdue": "有一项逾期了，提醒了",
    "case_overdue_again": "逾期的还没办，又提醒了，也告诉了上一级",
    "case_text_read": "看了她写的话",
    "case_reason_given": "说了原因，进来看",
    "case_acknowledged": "接了",
    "case_handed_back": "放回去了",
    "case_handed_to": "转给同事了",
    "case_reached": "联系上了",
    "case_followed_up": "进入跟进",
    "case_closing_proposed": "提出结案",
    "case_kept_open": "没同意结案",
    "case_closed": "同意结案",
    "case_reopened": "重新打开",
    "case_false_alarm": "标为误报",
    "case_ticked": "勾了该做的事",
    "case_minor": "标明涉及未成年人",
    "case_adult": "答了没有不满 18 岁的人",
    "case_planned": "约了下次联系",
    "case_note": "写了记录",
    "case_contact": "联系了她",
    "case_referral": "转给了别的部门",
    "case_receipt": "对方回执到了",
    "case_receipt_corrected": "改了回执",
    "case_report": "做了强制报告",
    "case_letter": "给她写了信",
    "case_hello": "发了一句平常话",
    "case_told_her": "平常话发出去了",
    "case_letter_read": "她说了暗号，看了信",
    "case_answer": "她回信了",
}
PROBLEMS = {
    "text": "请写上内容，最多 500 字。",
    "word": "她还没有选暗号，信发不出去。可以先发一句平常话，或者打电话。",
    "outcome": "请选联系的结果。",
    "way": "请选怎么联系的。",
    "partner": "请选转给谁。",
    "given": "请至少勾一项，并写上内容。",
    "at": "请选今天以后、一年以内的时间。",
    "reason": "请选一个原因。",
    "wording": "这句话太长，请只留让人误会的那一段。",
    "to": "请选报告给谁。",
    "number": "回执号太长，请不超过 60 个字。",
    "taker": "“谁接的”太长，请不超过 60 个字。",
    "colleague": "请选转给哪位同事。名单里没有她，就放回去，请别人接。",
    "closing": "先答有没有不满 18 岁的人。有的，先做强制报告，才能提出结案。",
}
_BELOW = "记下了，在下面“记下的”里。"
DONE = {
    "note": _BELOW,
    "contact": _BELOW,
    "report": _BELOW,
    "receipt": _BELOW,
    "referral": "转出去的记下了。到日子还没回音，“记下的”里会标出来。",
    "letter": "信留好了。她说出暗号，才看得到。",
    "hello": "这句平常话马上发给她。",
    "plan": "约好了，到时提醒您。",
    "tick": "勾了的记下了。",
    "hand": "转给她了，已经叫她。她接之前，这件事还在等人：到时没人点，就再往上叫。",
}
PROBLEM = "有一项没填好，请看一看再交。"
SYSTEM = "系统"
HER = "她"
CASE = "什么事"
OWNER = "谁在跟"
LAST = "最后写来"
DUE = "最晚"
LATE = "已经晚了"
OVERDUE = "逾期"
ARE_OVERDUE = "逾期的"
NONE_OVERDUE = "没有逾期的。"
WAITS_FOR = {
    "report": "强制报告逾期：最晚 {due} 要报告，现在还没有记下。请马上打 110 报告，不用等证据，也不用监护人同意。报告了，在“强制报告”里记下。",
    "report_receipt": "回执逾期：报告给{name}的，最晚 {due} 要有回执。请打电话问，拿到了，在“记下的”里点“回执到了”。",
    "referral": "回音逾期：转给{name}的，最晚 {due} 要有回音。请打电话催，有了回音，在“记下的”里点“回执到了”。",
}
OPEN = "还没结的"
ENDED = "结了的"
NONE_OPEN = "没有要跟的个案。有人写了让人担心的话，就会出现在这里。"
NONE_AT_ALL = "还没有个案。有人写了让人担心的话，就会出现在这里。"
PARTS = (
    ("cases", "/console/cases", "个案"),
    ("messages", "/console/alerts", "收到的话"),
    ("numbers", "/console/cases/numbers", "数字"),
)
DETAILS = {**OUTCOMES, **REPORTED_TO, **REASONS}
SMALL = "少于 {fewest}"


def missed(found: Iterable[tuple[str, str]], names: Mapping[str, str]) -> str:
    """Whom the account couldn't tell of a case, and why: colleagues' ids with a word of `MISSED`."""
    return f"{NOT_CALLED}：{'，'.join(MISSED[why].format(name=names.get(each, COLLEAGUE)) for each, why in found)}"
