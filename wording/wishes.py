"""What people read about wishes."""

TITLE = "心愿表"
CONSENT = (
    "给孩子许个小心愿，一两分钟填完。先跟您说清楚：\n"
    "• 我们会记下孩子的名字、住的村、心愿，只给核实和送达的工作人员看。\n"
    "• 名字加密存着，网上不公开，认领的人看不到。\n"
    "• 心愿办完后最多留两年，到期就删。\n"
    "• 您随时可以不同意：回复“我的授权”，点一下就收回。不填也能看课、问问题。\n"
    "全文：{url}\n"
    "您是孩子的监护人，并且同意吗？"
)
REFUSED = "好的，什么都没有记下。以后想许愿，随时回复“微心愿”。想当面说，可以找村里的妇联主席。"
ASK_CHILD = "孩子叫什么名字？（只有工作人员能看到）"
ASK_AGE = "孩子几岁了？写数字就行，比如“8”。"
ASK_COUNTY = "您住在哪个县市区？回复名字或数字。"
ASK_TOWNSHIP = "哪个乡镇、街道？"
ASK_VILLAGE = "哪个村、社区？"
ASK_KIND = "想要哪一类？"
ASK_WISH = "想要什么？写清楚一点，比如“一双 35 码的运动鞋”。"
ASK_COST = "大概多少钱？写数字就行，一般在 {most} 元以内。"
ASK_CONFIRM = (
    "您看对不对：\n孩子：{child}，{age} 岁\n地方：{place}\n心愿：{wish}（{kind}，约 {yuan} 元）\n\n对的话就提交吗？"
)
SUBMIT = "提交"
NOT_SUBMIT = "不提交"
NOT_SUBMITTED = "好的，没有提交，刚才写的都没有留下。想重新填，回复“微心愿”。"
SUBMITTED = "已收到，编号 {receipt}。\n村里会在 {days} 天内上门看看，有消息就告诉您。\n随时回复“我的”查看。"


def yuan(cost_fen: int) -> str:
    """Fen as people say them: 29800 → "298", 1250 → "12.5"."""
    return f"{cost_fen / 100:.2f}".rstrip("0").rstrip(".")
