"""What staff read on the pages of wishes, where code chooses the words."""

WAITING = "等着办的心愿"
STEPS = {
    "verify": "提交到村里核实",
    "approve": "核实到上心愿墙",
    "claim": "上墙到有人认领",
    "deliver": "认领到送到家",
    "confirm": "送到到家庭确认",
    "whole": "从提交到圆满",
}
GROUPS = {"open": "还在办的", "done": "圆满的", "stopped": "没有办成的"}
WAY = {"wall": "在墙上等人的", "in_hands": "有人在准备的", "handed": "送到了等确认的"}
NATURES = {"things": "圆满的东西", "company": "圆满的陪伴"}
LATE_ONES = "等得太久的"
BY_NATURE = "东西还是陪伴"
BY_STEP = "走过哪一步"
COUNTY_HEADS = (
    "地方",
    "提交",
    "还在办的",
    *WAY.values(),
    "圆满的",
    "没有办成的",
    LATE_ONES,
    "圆满的约多少元",
    *NATURES.values(),
)
FIGURES = "心愿的数字"
FIGURES_HEADS = ("按什么数", "是哪些", "提交", *GROUPS.values(), "圆满的约多少元")
STEP_HEADS = ("从哪里到哪里", "走过的心愿", "一半在几天以内（中位数）")
BY_ALL = "一共"
ALL_OF_THEM = "全部"
BY_COUNTY = "地方"
ALL_COUNTIES = "全部地方"
BY_KIND = "类别"
ALL_KINDS = "全部类别"
BY_MONTH = "提交月份"
ALL_MONTHS = "全部月份"
MONTH = "{year} 年 {month} 月"
COST = "大约多少元"
HARDSHIP = "困难"
PUBLIC = "大家看到的话"
PUBLISHED = "上墙"
GIVEN_BY = "谁来圆"
FROM_COUNTY = {"stock": "县里的物资", "budget": "县里的经费", "": "县里备用物资"}
FROM_DONOR = "有人认领"
CERTIFICATE = "证书"
WHOSE_TURN = "轮到谁"
MINE = "我这里和下面的"
HOW_LATE = "超过时间没有"
LATE = "超过时间的"
DUE = "最晚哪天"
SINCE = "从哪天起等"
NOTHING_WAITS = "现在没有等着办的心愿。有新的就会出现在这里，先到期的排在前面。"
NOTHING_WAITS_SO = "没有这样的心愿。换一个条件看看。"
GUARDIAN = "家长"
DONOR = "认领的人"
PROBLEMS = {
    "day": {"invalid": "请选上门的那一天，不能晚于今天。"},
    "way": {"missing": "请选是怎么看的。"},
    "hardship": {"missing": "请选一种困难。"},
    "consent_seen": {"missing": "家长同意了才能往下走。没同意，请退回或者不通过。"},
    "notes": {"too_long": "最多 500 个字。"},
    "words": {"too_long": "最多 300 个字。"},
    "why": {"missing": "请选一个原因。", "unknown": "请选一个原因。"},
    "text": {"missing": "请写想要什么。", "length": "心愿写 2 到 60 个字。", "unfit": "这样东西不能办，请换一样。"},
    "meet_on": {"missing": "请写见面的日子。", "out_of_range": "请写明天起 60 天里的一天。"},
    "place": {"missing": "请选一种地方。"},
    "cost_fen": {"missing": "请写大约多少元，只写数字。", "out_of_range": "这个价钱办不了，请写低一些。"},
    "public_text": {
        "missing": "请写上大家会看到的话。",
        "too_long": "最多 60 个字。",
        "unfit": "这样东西不能办。请退回，或者不通过。",
        "unchecked": "这句话还在审，过了才能放上去。在“内容审核”里能看到。",
        "identifying": "这句话里有能认出孩子的东西：名字、学校、村子、电话。请改掉再试。",
    },
}
APPROVING_PROBLEMS = PROBLEMS["public_text"] | {"moved": "有人先办了，或者家长刚改过。看看现在的样子，再打勾。"}
APPROVING_LEAD = "每一个都看一遍：要公开的话可以改，看过、同意的才打勾。要退回、不通过的，点开那一个去办。没有名字，没有学校，没有村子，认领的人也看不到更多。"
AGREE = "看过了，同意放上心愿墙"
AGREE_DEAR = "看过了，同意，再请第二个人看（价格高一些）"
APPROVED_MANY = "通过了 {count} 个。"
MOVED_MANY = "有 {count} 个有人先办了，或者家长刚改过，这里不再列出。"
NOTHING_TICKED = "还没有打勾。看过、同意的，打上勾再点。"
NOTHING_TO_APPROVE = "现在没有等您审批的心愿。"
LEADS = {
    "arrange": "定好以后，监护人和两位志愿者在公众号里收到。监护人同意了才见面；改了日子，再问一次。",
    "check": "看看文字里有没有名字、学校、住处。没有，就往下走，到村里核实。",
    "publish": "这个心愿价格高一些，要第二个人看过。通过以后就放上心愿墙。",
    "return": "家长会在公众号里收到原因，改好再提交。",
    "refuse": "家长会收到原因。这个心愿就到这里，不能再改回来。",
    "cover": "没有人认领，或者不宜再等，就由县里来办。选好从哪里办，接着由县里准备、送到。",
    "reassign": "收回现在的认领，心愿排到墙上最前面。认领的人会收到原因。",
    "prepare": "认领的人把东西交来了，就记在这里。家长会收到消息。",
    "deliver": "东西交到家里了，就记在这里。家长会收到消息，请她确认。",
    "fail": "写清为什么没送成。接着由县里决定重新放上墙，还是结束。",
    "confirm_for": "家里没有手机，才由您来确认。送东西的人和确认的人要是两个人。",
    "correct_for": "家里说了怎么改，就改在这里。改好以后重新核实、审批。",
    "withdraw_for": "家里不想办了，才撤回。撤回以后不能再恢复，可以另录一个。",
    "settle": "和家里问清楚了，再请家长确认一次。",
    "republish": "心愿排到墙上最前面，重新请人认领。",
    "cancel": "实在办不成才结束。家长会收到原因，可以另许一个。",
}
REASONED = frozenset(("withdraw_for", "return", "refuse", "reassign", "fail", "confirm_for", "settle", "cancel"))
DANGEROUS = frozenset(("withdraw_for", "refuse", "cancel"))
EXAMPLES = {"return": "比如“请写上鞋子的尺码”。", "refuse": "说清楚为什么，家长看得懂。"}
EXAMPLE = "一两句话就行。"
