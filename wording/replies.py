"""What staff read of the replies ready-made."""

TITLE = "常用回复"
LEAD = "回提问时常说的话。全市的老师都用这一份，改了马上换。"
NONE = "还没有常用回复。写一条，大家回提问时就能用。"
NEW = "写一条"
EDIT = "改一条常用回复"
PUT_AWAY = "收起来了，谁都看不到"
SAVED = "存好了"
AWAY = "收起来了"
BACK = "又能用了"
SOMEBODY_FIRST = "有人先改过这一条，您写的还在下面。再按一次保存，就用您写的换掉现在的。"
EVERYTHING = "什么提问都能用"
THEN = {
    "answered": "照常：回过了，七天后问她好些没有",
    "close": "发完就办结，不再催",
    "keep": "发完还等着回，重新算时间",
}
PROPOSED = {"close": "发完就办结，不再催", "keep": "发完还留着等回，重新算时间"}
USED = "用了“{title}”"
TICKED = "看过：{points}"
MISSED = "没勾：{points}"
AND_THEN = "、"
CHECKS = "发之前看一看"
CHECKS_HINT = "勾了什么会记在经过里，家长看不到。"
PROBLEMS = {
    "title": {"missing": "请起个名字。", "too_long": "名字最多 20 个字。", "taken": "已经有一条叫这个名字，换一个。"},
    "text": {"missing": "请写上要说的话。", "too_long": "最多 450 个字，微信一条放不下更多。"},
    "topics": {"unknown": "有一类现在没有了，请重新勾。", "too_many": "勾得太多了。都能用，就一个也不勾。"},
    "checks": {"too_many": "最多 8 条。", "too_long": "每条最多 30 个字。"},
    "then": {"unknown": "请选一样。"},
    "replies": {"too_many": "最多 60 条。先改一条现有的。"},
}
