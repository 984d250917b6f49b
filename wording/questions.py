"""What people read when they ask."""

TITLE = "提问"
INVITE = (
    "带孩子遇到什么难处，直接发给我就行，像跟邻居说话那样。比如：\n"
    "孩子写作业磨蹭怎么办\n"
    "老人太惯孩子怎么办\n\n"
    "我答不上的，会转给老师。\n不想让老师知道您是谁，回复“匿名提问”。"
)
USEFUL, UNSOLVED = "有用", "没解决"
DID_IT_HELP = "帮到您了吗？{yes}　{no}　想问老师：{human}"
WHOLE = '<a href="{address}">看全文</a>'
WHOLE_AND_PICTURE = '<a href="{address}">有图，点这里看</a>'
WHOLE_AND_SOUND = '<a href="{address}">可以听，约 {seconds} 秒</a>'
WHOLE_AND_BOTH = '<a href="{address}">有图，也可以听，约 {seconds} 秒</a>'
GLAD = "好的，帮到您就好。"
ASK_ON = "记下了。要请老师看，点“{human}”，写清楚孩子多大、出了什么事。"
SUGGEST = "您是不是想问："
SUGGEST_ON = "接着您刚才问的，您看是不是："
NOTHING_ON = "接着您刚才问的，我这里没有合适的回答。可以请老师看，您前后说的一起转过去："
BOTH_TO_TEACHER = "转给老师"
COUNTED = {2: "两", 3: "三"}
SEVERAL = "您问了{many}件事。"
TITLED = "【{question}】"
OTHERS = "您还问的，点一下就看："
ASK_TEACHER = "想问老师：{human}"
BELOW_CARD = "如果您问的是这件事，看这里："
NONE_OF_THESE = "都不是，转给老师"
HANDED_OVER = "这个我还答不好，已经转给老师了。\n编号 {receipt}。老师一般在 {hours} 个工作小时内回您，回复“我的”能看到，想补充回复“补充”。"
ASK_AGAIN = "请把想问的再发一次，我转给老师。"
NOT_NOW = "这会儿转不出去，请过几分钟再发一次。着急就打 12338。"
ASK_EXPERT = "想问什么，一次写清楚：孩子多大、出了什么事、您最担心什么。（只有工作人员和老师能看到）"
ASKED_EXPERT = "已收到，编号 {receipt}。\n老师一般在 {hours} 个工作小时内回您。"
ASKED_CALL = "着急的事打 {women}；正有危险打 110。"
OUT_OF_HOURS = "现在是休息时间，{opens}上班后回复您。"
STATES = {
    "open": "老师在看",
    "assigned": "老师在看",
    "answered": "已经回您了",
    "closed": "办完了",
    "merged": "并到您另一个提问里了",
}


def line(receipt: str, state: str) -> str:
    """One question under 我的."""
    return f"编号 {receipt}：{STATES[state]}"


# Categories whose titles say nothing about her who got the card. Those of violence, law, divorce, marriage, crisis, safety, puberty
# (beside sexual abuse), of the mother herself and of what the federation helps with are left out: a title such as 保护令怎么申请 would
# tell whoever reads along more than the card. A category of staff's own, of which nobody knows, is left out too.
EVERYDAY = frozenset(
    (
        "婴幼儿养育",
        "幼儿园与入学准备",
        "小学阶段",
        "初中与高中",
        "上学与同伴",
        "学习与阅读",
        "生活习惯与养育",
        "情绪与性格",
        "品行与规矩",
        "手机与网络",
        "隔代与留守",
    )
)
