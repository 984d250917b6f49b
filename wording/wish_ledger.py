"""What stands in the ledger of wishes."""

SHEET = "微心愿台账"
TITLE = "{institution}微心愿台账（{place}）"
SPAN = "提交月份：{first} 至 {last}　　导出日期：{today}"
FILE = "微心愿台账 {place} {first} 至 {last}.xlsx"
HEADS = {
    "number": "序号",
    "receipt": "心愿编号",
    "county": "县（市、区）",
    "township": "乡镇（街道）",
    "kind": "类别",
    "cost": "价格（元）",
    "state": "状态",
    "submitted": "提交日期",
    "checking": "看文字（天）",
    "correcting": "家长修改（天）",
    "verifying": "核实（天）",
    "approving": "审批（天）",
    "waiting": "等认领（天）",
    "preparing": "准备（天）",
    "bringing": "送（天）",
    "confirming": "等确认（天）",
    "verified": "核实人岗位",
    "approved": "审批人岗位",
    "given": "谁来圆",
    "delivered": "送达日期",
    "confirmed": "确认日期",
    "certificate": "证书编号",
}
NARROW = frozenset(text for name, text in HEADS.items() if "（天）" in text or name in {"number", "cost"})
GIVEN = {"donor": "爱心人士", "several": "几位爱心人士一起", "stock": "县里物资", "budget": "县里经费"}
LEFT = "已不在岗"
TOTAL = "合计"
MANY = "{many} 个"
CAPPED = "只列了前 {most} 个。请把月份选短一些，再导出。"
