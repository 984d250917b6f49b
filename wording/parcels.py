"""What people and staff read about parcels, collection points and delivery days."""

# To staff: where it is, what one does next, what has been done.
PLACES = {
    "labelled": "标签打好了，还没收到",
    "handed_in": "妇联收到了",
    "at_point": "在收集点",
    "out": "送往村里的路上",
    "given": "送到家里了",
    "returned": "退给送来的人了",
}
TONES = {
    **dict.fromkeys(("labelled", "returned"), "stopped"),
    **dict.fromkeys(("handed_in", "at_point", "out"), "waiting"),
    "given": "published",
}  # as states that the console's tags know
STEPS = {
    "handed_in": "收到了",
    "at_point": "放进收集点",
    "out": "送往村里",
    "given": "送到家里了",
    "returned": "退给送来的人",
}
DONE = {
    "labelled": "记成还没收到",
    "handed_in": "收下了",
    "at_point": "放进了收集点",
    "out": "送往村里",
    "given": "送到了家里",
    "returned": "退给了送来的人",
}
TAKEN_BACK = "撤销了上一步"
BY_DONOR = "认领的人"
UNDO = "已记下：{step}"
LOOSE = "这个心愿已经另作安排，不用送了。请把东西退给送来的人。"
OVER = "这个包裹的事办完了，不用再扫。"
PARCELS = "包裹"
LABEL_CODE = "标签"
KIND = "类别"
WHERE = "在哪里"
SINCE = "从什么时候起"
TO = "送到哪里"
EMPTY = "还没有包裹。有人认领心愿，就有一张标签；打印出来贴上，每交一次手扫一扫。"
PROBLEMS = {
    "code": {
        "missing": "请输入标签上的八位号码。",
        "length": "号码是八位，请对着标签再数一遍。",
        "letters": "号码里没有 0、1、I、L、O 这几个字，请对着标签再看一遍。",
        "slip": "号码好像有一位不对，请对着标签再看一遍。",
        "unknown": "没有找到这个标签。是别的县的，或者号码不对。",
        "elsewhere": "这个包裹不在今天的名单里。",
    },
    "point": {"missing": "请选放在哪个收集点。", "unknown": "这个收集点不能用了，请另选一个。"},
    "name": {"missing": "请写收集点的名字。", "too_long": "最多 30 个字。"},
    "address": {"missing": "请写在哪里，送的人找得到。", "too_long": "最多 80 个字。"},
    "hours": {"missing": "请写什么时候开门。", "too_long": "最多 60 个字。"},
    "region": {"unknown": "请选一个地方。"},
    "closed": {"not_empty": "还有包裹放在这里，送走了才能关。", "lots_there": "还有物资放在这里，换个地方才能关。"},
    "on": {"invalid": "请选一天。"},
    "place": {"missing": "请写在哪里办。", "too_long": "最多 40 个字。"},
    "wishes": {"missing": "请先勾上心愿。", "too_many": "一个圆梦日最多 100 个心愿。"},
}

# To donors and guardians: no village, no child.
TO_DONOR = {
    "labelled": "交东西时，给工作人员看标签 {code}",
    "handed_in": "妇联收到了，谢谢您",
    "at_point": "妇联收到了，放好了，等着送",
    "out": "正在送去的路上",
    "given": "送到家里了",
}
TO_GUARDIAN = {
    "handed_in": "东西到妇联了",
    "at_point": "东西到妇联了，等着送来",
    "out": "正在送来的路上",
    "given": "送到了",
}
LINE = "包裹：{words}"
LABEL = "标签在这里，手机上给工作人员扫：{url}"

# Delivery days.
CHECKS = {"waiting": "还没领", "handed": "领走了", "gone": "不用送了"}
MISSING = "没有来领"
DAY_STATES = {"open": "正在办", "closed": "办完了"}
DAY_TONES = {"open": "waiting", "closed": "published"}
CHECK_TONES = {"waiting": "waiting", "handed": "published", "gone": "stopped"}
SHEET_NAME = "圆梦日签收单 {day}.pdf"
SHEET_TITLE = "{institution}圆梦日签收单"
SHEET_UNDER = "{day}　{place}　共 {many} 个心愿"
SHEET_HEADS = ("序号", "心愿编号", "标签", "孩子", "类别", "签收")
SHEET_FOOT = "第 {page} 页，共 {pages} 页　　经办人：　　　　　　　　日期："
LEFT_OUT = "这个心愿不在这天送了"
CHANGED_MEANWHILE = "名单刚被同事改过。请看看现在的样子，再试一次。"


def line(place: str, code: str, *, to_donor: bool) -> str:
    """Where a parcel is, as whoever waits for it reads it; "" where there is nothing to tell."""
    words = (TO_DONOR if to_donor else TO_GUARDIAN).get(place, "")
    return LINE.format(words=words.format(code=f"{code[:4]}-{code[4:]}")) if words else ""
