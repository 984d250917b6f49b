"""What stands in the sheet of what came into and went out of the stock."""

SHEET = "物资进出"
TITLE = "{institution}物资进出明细（{place}）"
SPAN = "进出月份：{first} 至 {last}　　导出日期：{today}"
FILE = "物资进出 {place} {first} 至 {last}.xlsx"
HEADS = {
    "number": "序号",
    "day": "日期",
    "county": "县（市、区）",
    "township": "乡镇（街道）",
    "point": "收集点",
    "label": "标签",
    "what": "东西",
    "source": "从哪里来",
    "move": "做了什么",
    "change": "进出（件）",
    "left": "余下（件）",
    "value": "一件约（元）",
    "why": "原因",
    "righted": "更正的是",
    "wish": "心愿编号",
    "role": "经办人岗位",
}
NARROW = frozenset(HEADS[name] for name in ("number", "change", "left", "value"))
RIGHTED = "{day} {done} {change:+d} 件"
SYSTEM = "系统"
TOTAL = "合计"
MANY = "{many} 笔"
CAPPED = "只列了前 {most} 笔。请把月份选短一些，再导出。"
