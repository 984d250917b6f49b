"""What staff read about the county's stock and its budget; donors and guardians read nothing of it."""

LOTS = "物资"
LABEL = "标签"
WHAT = "东西"
KIND = "类别"
THERE = "现在有"
PIECES = "件"
VALUE = "一件约多少元"
POINT = "放在哪里"
FROM = "从哪里来"
RECEIVED = "收到"
PLACE = "地方"
LEFT = "还有没有"
ALL = "全部"
SOME_LEFT = "还有的"
EMPTY = "还没有物资。收到东西，点“收一批”，贴上标签，没有人认领的心愿就能从这里办。"
EMPTY_SO = "没有还剩下的物资。收到东西，点“收一批”。"
SOURCES = {"bought": "妇联采购", "organisation": "单位捐的", "above": "上级拨的", "people": "爱心人士捐的"}
MOVES = {
    "in": "加进来",
    "out": "拿出去",
    "counted": "盘点改数",
    "parted": "分一些出去",
    "carried": "换个地方",
    "corrected": "更正记错的",
}
LEADS = {
    "in": "又收到同样的东西，就记在这里，不用另做标签。",
    "out": "发掉、坏了、找不到了，就记在这里。用来办心愿的不用记，办的时候自动拿出去。",
    "counted": "数一数实际有几件，写实际的数。差多少，系统来算。",
    "parted": "分出去的自成一批，贴一张新标签。两边一起记，总数不变。",
    "carried": "整批换到另一个收集点，标签不变。",
    "corrected": "原来那一笔不改，另记一笔更正。每一笔只能更正一次。",
}
MANY = {
    "in": "加几件",
    "out": "拿几件",
    "counted": "实际有几件",
    "parted": "分出去几件",
    "corrected": "那一笔本来是几件",
}
MANY_HINTS = {"corrected": "没有这回事，或者记了两次，写 0，就是撤销。"}
TO = {"parted": "分到哪个收集点", "carried": "换到哪个收集点"}
WHICH = "哪一笔记错了"
WHY = {
    "bought": "又采购了",
    "given": "又有人捐了",
    "found": "找到了",
    "handed_out": "活动里发掉了",
    "broken": "坏了，不能用",
    "expired": "过期了",
    "missing": "找不到了",
    "counted": "盘点",
    "mistyped": "以前记错了",
    "nearer": "离孩子近些",
    "room": "这里放不下",
    "closing": "这个点不用了",
    "sorted": "分开来放",
    "twice": "记了两次",
    "miswritten": "件数写错了",
    "elsewhere": "不是这一批的",
}
DONE = {
    "received": "收下这一批",
    "in": "加进来",
    "out": "拿出去",
    "counted": "盘点改数",
    "parted": "分出去",
    "part": "从另一批分来",
    "carried": "换了地方",
    "corrected": "更正",
    "covered": "用来办心愿",
    "back": "心愿没送成，放回来",
}
PROBLEMS = {
    "what": {"missing": "请写是什么东西。", "too_long": "最多 30 个字。"},
    "kind": {"missing": "请选一类。"},
    "value": {"invalid": "请写一件约多少元，只写数字，最多 10 万元。"},
    "many": {
        "invalid": "请写件数，只写数字，最多 1 万件。",
        "too_few": "没有这么多了。请看看现在还有几件。",
        "too_many": "一批最多 1 万件。多的请另收一批。",
        "same": "和原来记的一样。请写本来是几件。",
    },
    "movement": {
        "missing": "请选哪一笔记错了。",
        "unknown": "这一笔不能在这里更正。请另选一笔，或者盘点。",
        "corrected": "这一笔已经更正过了。数目还不对，请县里盘点。",
        "counted": "这一笔以后盘点过，数目以盘点为准。还不对，请再盘点。",
    },
    "source": {"missing": "请选从哪里来。"},
    "received_on": {"invalid": "请选收到的那一天。", "later": "收到的日子不能晚于今天。"},
    "point": {
        "missing": "请选放在哪个收集点。",
        "unknown": "这个收集点不能用了，请另选一个。",
        "no_county": "请选县里的收集点。市里的点不放物资。",
        "same": "已经放在那里了，请另选一个。",
        "other_county": "请选本县的收集点。",
    },
    "why": {"missing": "请选一个原因。"},
}
IS_RIGHTED = "已更正"
RIGHT_IT = "更正"
UNDO_IT = "撤销"
SEE_PAIR = "看那一批"
CHANGED_MEANWHILE = "刚刚有人动过。请看看现在的样子，再试一次。"
NO_POINTS = "还没有能放东西的收集点。请县里先加一个。"

# On the page of a wish, and where the county chooses.
COVERED_FROM = {"stock": "县里的物资：{what}", "budget": "县里 {year} 年的经费：{yuan} 元"}
COVERED_BEFORE = "县里备用物资（那时没有记是哪一批）"
GIVEN_BACK = "已经退回去了"
LOT_OPTION = "{what}，还有 {many} 件，一件约 {yuan} 元，在{point}"
BUDGET_OPTION = "县里 {year} 年的经费，还剩 {left} 元，这件约 {yuan} 元"
COVER_PROBLEMS = {
    "cover": {
        "missing": "请选从哪里办。",
        "lot": "这批物资不在本县，请另选。",
        "no_budget": "今年的经费还没有定。请先在“经费”里写上，或者选物资。",
        "used_up": "最后一件刚被用掉了。请另选一样。",
        "over": "今年的经费不够办这一件了。请选物资，或者先在“经费”里加一些。",
    }
}

# Budgets.
BUDGETS = "经费"
YEAR = "年份"
YEAR_OF = "{county} {year} 年"
SAMPLE = "（样例）"
SAMPLE_WHY = "这是演示用的样例，不是真的经费。改成别的数，就不再是样例。"
COUNTY = "县（市、区）"
TOTAL = "一共多少元"
SPENT = "办心愿用了"
REST = "还剩"
YUAN = "元"
NO_BUDGETS = "还没有写过经费。写上今年一共多少元，没有人认领的心愿就能从这里办。"
BUDGET_PROBLEMS = {
    "county": {"unknown": "请选一个县（市、区）。"},
    "year": {"invalid": "请写年份，比如 2026。", "kept": "这一年的已经写过了。请打开那一条来改。"},
    "total": {
        "invalid": "请写一共多少元，只写数字。",
        "spent": "比已经用掉的还少。请写多一些。",
    },
}
