"""What people and staff read about a wish on its way."""

from collections.abc import Sequence
from typing import Final

from wording.sharing import EVENTS as SHARING_EVENTS

# To staff: a state, a move, whose turn it is, an event.
STATES = {
    "submitted": "等看文字",
    "checked": "等村里核实",
    "verified": "等县里审批",
    "approved": "等第二个人审批",
    "published": "在墙上等人认领",
    "claimed": "有人认领了",
    "prepared": "备好了，等送到",
    "delivered": "等家长确认",
    "disputed": "家长说没收到",
    "failed": "没有送成",
    "confirmed": "家里收到了",
    "closed": "圆满了",
    "returned": "退回家长改",
    "refused": "没有通过",
    "withdrawn": "家长撤回了",
    "expired": "家长没有回音",
    "cancelled": "办不成，结束了",
}
TONES = {
    **dict.fromkeys(("submitted", "checked", "verified", "approved", "published", "claimed", "prepared"), "wait"),
    **dict.fromkeys(("delivered", "disputed", "failed", "returned"), "wait"),
    **dict.fromkeys(("confirmed", "closed"), "done"),
    **dict.fromkeys(("refused", "withdrawn", "expired", "cancelled"), "rest"),
}
DESKS = {
    "guardian": "家长",
    "givers": "愿意帮忙的人",
    "donor": "认领的人",
    "village": "村（社区）",
    "township": "乡镇（街道）",
    "county": "县（市、区）",
    "city": "市",
    "system": "系统",
}
PARTIES = {
    "guardian": "家长",
    "donor": "认领的人",
    "giver": "愿意帮忙的人",
    "second": "第二位志愿者",
    "staff": "工作人员",
    "system": "系统",
}
MOVES = {
    "check": "文字可以，往下走",
    "verify": "上门核实",
    "approve": "审批",
    "publish": "第二个人审批",
    "return": "退回家长改",
    "refuse": "不通过",
    "correct": "家长改好",
    "withdraw": "家长撤回",
    "correct_for": "替家里改好",
    "withdraw_for": "替家里撤回",
    "expire": "没有回音",
    "claim": "认领",
    "cover": "由县里来办",
    "extend": "延期一次",
    "prepare": "备好",
    "release": "不认领了",
    "reassign": "收回，换人认领",
    "time_out": "到期没备好",
    "deliver": "记送达",
    "hand_over": "认领人送到",
    "fail": "没有送成",
    "confirm": "家长确认收到",
    "confirm_for": "替家庭确认",
    "dispute": "家长说没收到",
    "settle": "问清楚了，重新等确认",
    "republish": "重新放上墙",
    "cancel": "办不成，结束",
    "thank": "家长道谢",
    "accompany": "第二位志愿者加入",
    "step_back": "第二位志愿者退出",
    "arrange": "定见面的日子",
    "agree": "监护人同意见面",
    "disagree": "监护人不同意见面",
    "attest": "第二位志愿者证明见过面",
    "pause": "先停下来",
    "close": "结束",
}
EVENTS = {
    "entered": "替家里录下了心愿",
    "checked": "看过文字，可以往下走",
    "verified": "核实好了",
    "approved": "审批通过",
    "returned": "退回家长改",
    "corrected": "改好了，又提交了",
    "refused": "没有通过",
    "expired": "等了很久没有回音，结束了",
    "claimed": "认领了",
    "covered": "由县里来办",
    "extended": "延期了一次",
    "released": "不认领了，心愿排到最前面",
    "reassigned": "收回了认领，心愿排到最前面",
    "timed_out": "到期收回了认领，心愿排到最前面",
    "prepared": "备好了东西",
    "delivered": "送到了",
    "failed": "记下没有送成",
    "confirmed": "确认收到",
    "thanked": "写了感谢的话",
    "disputed": "说没有收到，或者不对",
    "settled": "问清楚了，再等家长确认",
    "republished": "重新放上了心愿墙",
    "cancelled": "结束了，办不成",
    "closed": "办完了",
    "accompanied": "以第二位志愿者加入了",
    "stepped_back": "退出了，等另一位",
    "arranged": "定了见面的日子",
    "agreed": "同意见面",
    "disagreed": "不同意见面",
    "attested": "证明见过面了",
    "paused": "先停下来，心愿排到最前面",
    **SHARING_EVENTS,
    "reminded": "提醒了一次",
    "escalated": "到期没办，请上一级来看",
    "forwarded": "排到了墙上最前面",
}
CONCERNS = {
    "id_number": "像身份证号",
    "phone": "像电话号码",
    "account": "像卡号、账号",
    "contact": "像微信号、支付宝",
    "school": "像学校、班级",
    "village": "像村子、小区",
    "address": "像住处",
    "plate": "像车牌号",
    "birth_date": "像生日",
    "name": "像人的名字",
    "known": "孩子的名字，或者住的地方",
}
WAYS = {"home": "上门看了", "school": "在学校见了", "phone": "打了电话"}
SAME_PERSON = "核实和审批要两个人来做。这一步请同事办。"

# To guardians and donors.
STEPS = (
    ("提交", ("submitted", "returned")),
    ("核实", ("checked",)),
    ("审批", ("verified", "approved")),
    ("上墙", ("published",)),
    ("认领", ("claimed", "prepared", "failed")),
    ("送到", ("delivered", "disputed")),
    ("收到", ("confirmed", "closed")),
)
TO_GUARDIAN = {
    "submitted": "收到了，正在看",
    "checked": "等村里核实",
    "verified": "核实好了，等县里审批",
    "approved": "县里在审批",
    "published": "等人认领",
    "claimed": "有人认领了",
    "prepared": "东西在备了",
    "delivered": "送到了，等您确认",
    "disputed": "您说没收到，县里在问",
    "failed": "没有送成，县里在想办法",
    "confirmed": "收到了",
    "closed": "圆满了",
    "returned": "要您改一下",
    "refused": "没有通过",
    "withdrawn": "您撤回了",
    "expired": "很久没有回音，先结束了",
    "cancelled": "没有办成，很抱歉",
}
TO_DONOR = {
    "claimed": "等您准备",
    "prepared": "备好了，等送到",
    "delivered": "送到了，等家里确认",
    "disputed": "县里在问收到没有",
    "failed": "没有送成，县里会找您",
    "confirmed": "家里收到了",
    "closed": "圆满了",
}
TOLD: Final[dict[tuple[str, str], str]] = {
    (
        "verified",
        "guardian",
    ): "您给孩子许的心愿“{text}”，村里核实好了。\n接下来县里审批，{day}前有消息。\n随时回复“我的”查看。",
    ("approved", "guardian"): "您给孩子许的心愿“{text}”，县里审批通过了。\n接下来等人认领。名字和住处不会公开。",
    (
        "returned",
        "guardian",
    ): "您给孩子许的心愿“{text}”，要改一下再走。\n原因：{why}\n请在 {day}前回复“改心愿”，改好就接着办。",
    ("refused", "guardian"): "您给孩子许的心愿“{text}”，这次没有通过。\n原因：{why}\n想问清楚，回复“人工”或打 12338。",
    ("expired", "guardian"): "您给孩子许的心愿“{text}”，等了很久没有改，先结束了。\n还想要，随时回复“微心愿”重新许。",
    ("claimed", "guardian"): "好消息：您给孩子许的心愿“{text}”有人认领了。\n准备好会告诉您，{day}前有消息。",
    ("covered", "guardian"): "您给孩子许的心愿“{text}”，妇联来准备。\n{day}前有消息。",
    ("prepared", "guardian"): "您给孩子许的心愿“{text}”，东西备好了。\n{day}前送到，请留意电话。",
    ("reassigned", "donor"): "您认领的心愿“{text}”，妇联另作安排了。\n原因：{why}\n谢谢您的心意。",
    ("timed_out", "donor"): "您认领的心愿“{text}”到期了，已经请别的好心人来接。\n谢谢您的心意。以后有空，随时再来。",
    (
        "delivered",
        "guardian",
    ): "您给孩子许的心愿“{text}”送到了。\n收到的话，回复“收到 {receipt}”。没收到，回复“我的”告诉我们。",
    ("delivered", "donor"): "您认领的心愿“{text}”送到了。等家里确认，就告诉您。",
    ("failed", "guardian"): "您给孩子许的心愿“{text}”这次没有送成。\n县里在想办法，{day}前告诉您。",
    ("failed", "donor"): "您认领的心愿“{text}”这次没有送成。\n原因：{why}\n县妇联会和您联系。",
    ("confirmed", "guardian"): "您给孩子许的心愿“{text}”，记好收到了。\n明年还可以再许。",
    ("confirmed", "donor"): "您认领的心愿“{text}”，家里收到了。谢谢您。\n这是您的爱心证书：{url}",
    ("settled", "guardian"): "心愿“{text}”问清楚了。\n收到的话，回复“收到 {receipt}”。",
    ("republished", "guardian"): "您给孩子许的心愿“{text}”，重新请人认领，排在最前面。",
    (
        "cancelled",
        "guardian",
    ): "您给孩子许的心愿“{text}”这次没有办成，很抱歉。\n原因：{why}\n您可以重新许一个，回复“微心愿”。",
    ("reminded_returned", "guardian"): "您的心愿“{text}”还等您改一下。\n请在 {day}前回复“改心愿”。",
    (
        "reminded_delivered",
        "guardian",
    ): "心愿“{text}”收到了吗？\n收到就回复“收到 {receipt}”。没收到，回复“我的”告诉我们。",
    ("reminded_claimed", "donor"): "您认领的心愿“{text}”，请在 {day}前备好。\n来不及可以延期一次，回复“我的”。",
    ("reminded_prepared", "donor"): "您认领的心愿“{text}”，请在 {day}前送到妇联。\n有难处，回复“人工”。",
}

THANKS_HOW = "想对送礼物的人说句话，回复“感谢”，空一格，写上您的话。不写名字和住处。孩子画了画，拍下来发到这里。"
THANKS_TAKEN = "记下了。看过以后，就转给送礼物的人。"
THANKS_NONE = "现在没有要道谢的心愿。回复“我的”查看。"
THANKS_LENGTH = "请写 2 到 100 个字。"
THANKS_NAMES = "这句话里有能认出孩子的东西：名字、学校、村子、电话。请改掉再发一次。"
THANKS_TO_DONOR = "您送的心愿“{text}”，家里托我们说：\n{words}"
ME_GIVEN = "您认领的心愿："
ACTIONS = {
    "withdraw": "撤回这个心愿",
    "confirm": "收到了",
    "dispute": "没收到，或者不对",
    "correct": "改一改",
    "prepare": "备好了，已交到妇联",
    "extend": "来不及，延期一次",
    "release": "办不了，请别人来",
    "hand_over": "已经送到",
    "agree": "同意见面",
    "disagree": "不见面了",
    "step_back": "我来不了了",
    "attest": "我证明见过面了",
}
SURE = {
    "withdraw": "撤回以后，这个心愿就不办了。真的撤回吗？",
    "release": "不认领了，心愿会排到最前面请别人来接。确定吗？",
    "dispute": "县里会来问清楚。是没收到，或者东西不对吗？",
    "disagree": "不见面的话，妇联会再和您商量。确定吗？",
    "step_back": "您来不了，就要换一位志愿者，再问监护人。确定吗？",
}
YES = {"withdraw": "撤回", "release": "请别人来", "dispute": "是的", "disagree": "不见面了", "step_back": "来不了"}
DONE = {
    "withdraw": "好的，撤回了。以后想许愿，随时回复“微心愿”。",
    "confirm": f"好的，记下您收到了。祝孩子天天开心。\n{THANKS_HOW}",
    "dispute": "知道了，县里会在 {day}前问清楚，有消息就告诉您。",
    "prepare": "好的，记下了。东西由妇联送到家里，送到就告诉您。",
    "extend": "好的，延到 {day}。",
    "release": "好的，谢谢您的心意。这个心愿会排在最前面。",
    "hand_over": "好的，记下了。等家里确认，就告诉您。",
    "agree": "好的，记下了：您同意见面。改主意了，见面前随时回复“我的”，点“不见面了”。",
    "disagree": "好的，这次不见面。妇联会再和您商量。",
    "step_back": "好的，记下了。谢谢您告诉我们。",
    "attest": "好的，记下了：见过面了。有担心的事，请在心愿里点“报告担心的事”。",
}
CARD = "{text}\n{steps}\n现在：{state}"
DUE = "{day}前会有下一步。"
DUE_YOURS = "请在 {day}前办。"
REASON = "原因：{why}"
CARD_RECEIPT = "编号 {receipt}"
NOT_YOURS = "没有找到这个心愿。回复“我的”，看看您的心愿。"
PAST = "这个心愿已经往前走了。回复“我的”，看看现在的样子。"
NOT_NOW = "现在记不下来，请过几分钟再试。"
CLAIM_FIRST = (
    "您想认领这个心愿：\n{text}（{kind}，约 {yuan} 元，{age} 岁的孩子）\n"
    "• 东西请新的，{days} 个工作日内备好，交到县妇联。\n"
    "• 由妇联送到家里。我们不告诉您孩子是谁，也不告诉孩子您是谁。\n"
    "• 来不及可以延期一次。办不了就说一声，别的人会接上。"
)
CLAIM = "我来认领"
CLAIMED = "谢谢您，这个心愿归您了：{text}\n请在 {day}前备好，交到县妇联，告诉他们编号 {code}。\n交好了回复“我的”，点“备好了”。"
TAKEN = "这个心愿刚被别人认领了，谢谢您。还有别的心愿在等人：{url}"
PHONE_FIRST = (
    "您手上已有 {now} 个心愿在办。送出以后再来认领。\n在小程序里留了手机号，可以同时认领 {most} 个。回复“我的”查看。"
)
FULL = "您手上已有 {most} 个心愿在办。先送出一个，再来认领，好吗？回复“我的”查看。"
OWN = "这是您给孩子许的心愿，留给别的好心人来认领吧。"
NO_SUCH = "没有找到编号 {code} 的心愿。请看看编号写对没有：{url}"
WALL = "心愿墙在这里：{url}\n看中哪一个，记下六位编号，回来回复“认领 编号”，比如“认领 482913”。"
WALL_WORDS: Final[Sequence[str]] = ("心愿墙", "我要认领", "认领", "认领心愿", "献爱心")
SAME_CHILD = {
    "open": "这个孩子已经有一个心愿在办了。办完了再许下一个，好吗？回复“我的”查看。",
    "year": "这个孩子今年许的心愿已经够数了。明年再来许，好吗？有急事请打 12338。",
}
UNFIT = {
    "cash": "钱和红包这里办不了。换成一样东西试试，比如“一个新书包”。",
    "account": "请不要写卡号、账号。只写想要的东西就行。",
    "medicine": "药品要听医生的，这里办不了。换一样东西，或者回复“人工”说说情况。",
}
UNFIT_OTHER = "这样东西这里办不了。换一样试试，比如“一个新书包”。"
NOTHING_TO_CORRECT = "现在没有能改的心愿：有人认领以后就不能改了。回复“我的”查看。"
CORRECT_TITLE = "改心愿"
ASK_WHICH = "改哪一个？"
ASK_TEXT = "改成什么？写清楚想要的东西，不写名字、学校和村子。"
CORRECTED = "改好了，编号 {receipt}。\n接下来还是先核实再审批，有消息就告诉您。"
CORRECT_CONFIRM = "改成这样，对不对？\n心愿：{text}\n约 {yuan} 元\n改了要重新核实、审批，再放到墙上。"
NOT_CORRECTED = "好的，没有改。想改的时候，再回复“改心愿”。"

# The page of staff about a wish's life.
STAGE_HEADS = ("状态", "轮到谁", "工作日", "过了期限")
MOVE_HEADS = ("做什么", "从哪里", "到哪里", "谁来做", "公众号里告诉谁")
CLIMBS = "请上一级来看：{desk}"

# The wall.
PRICES = {"50": "50 元以内", "100": "51–100 元", "200": "101–200 元", "more": "200 元以上"}
WAITED = ((7, "刚上墙"), (30, "等了 {weeks} 周"), (10_000, "等了 {months} 个月"))


def waited(days: int) -> str:
    """How long a wish has waited, in words."""
    words = next(words for most, words in WAITED if days < most)
    return words.format(weeks=max(days // 7, 1), months=max(days // 30, 1))


def progress(state: str) -> str:
    """The steps as a line: done ones ticked, the present one marked."""
    names = [index for index, (_, states) in enumerate(STEPS) if state in states]
    if not names:
        return ""
    last = names[0]
    marks = ["✓" if index < last or state == "closed" else "●" if index == last else "○" for index in range(len(STEPS))]
    return " ".join(f"{mark}{name}" for mark, (name, _) in zip(marks, STEPS, strict=True))


def unfit(kind: str) -> str:
    """Why something that was wished for can't be granted, and what to write instead."""
    return UNFIT.get(kind, UNFIT_OTHER)


def move_words(name: str) -> str:
    """A move's words: of returning and refusing, whatever state it starts from."""
    return MOVES.get(name) or MOVES[name.partition("_")[0]]
