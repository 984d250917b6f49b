"""What people and staff read about wishes of time and company."""

STANDINGS = {"applied": "等县里审核", "approved": "可以陪伴", "suspended": "先停下来", "ended": "不再陪伴"}
TONES = {"applied": "wait", "approved": "done", "suspended": "wait", "ended": "rest"}
LAPSED = "查询过期了"
STANDING_TOLD = {
    "applied": "收到您的陪伴志愿者报名，等县妇联审核。",
    "approved": "您的陪伴志愿者资格通过了，有效到 {until}。\n去心愿墙认领陪伴类心愿，要再请一位审核过的志愿者一起。",
    "suspended": "您的陪伴志愿者资格先停下来了，手上的心愿另作安排。\n县妇联会和您联系。",
    "ended": "您的陪伴志愿者资格结束了。谢谢您的心意。想问清楚，回复“人工”或打 12338。",
}
ENDS_SOON = "您的陪伴志愿者资格有效到 {until}。\n请带身份证到县妇联，再查询一次，才能接着陪孩子。"
PLACES = {"public": "公共场所", "home": "孩子家里，监护人在场"}
ALERT = "【报告担心的事】陪伴类心愿 {receipt}：{text}"
DECIDE = {"approved": "通过", "suspended": "先停下来", "ended": "不再陪伴"}
PROBLEMS = {
    "text": {"missing": "请写是什么事。", "length": "请写 2 到 500 个字。"},
    "day": {"missing": "请写查询的那一天。", "out_of_range": "查询日期要在最近 60 天里，不能晚于今天。"},
    "decide": {"unchecked": "先记上今天还有效的查询，再通过。", "same": "记查询的人和通过的人要是两个人。请同事来点。"},
}
TOLD_FIRST = {
    (
        "claimed",
        "guardian",
    ): "“{text}”这个陪伴心愿，有一位审核过的志愿者接了。\n还要有第二位，见面的日子由妇联定，您同意了才见面。",
    ("accompanied", "guardian"): "“{text}”这个陪伴心愿，两位审核过的志愿者都有了。妇联会定日子，再来问您。",
    ("accompanied", "donor"): "“{text}”这个陪伴心愿，第二位志愿者来了。等妇联定日子。",
    ("stepped_back", "guardian"): "“{text}”这个陪伴心愿，有一位志愿者来不了，先不见面。换好人再来问您。",
    ("stepped_back", "donor"): "“{text}”这个陪伴心愿，第二位志愿者来不了。请再请一位，先不见面。",
    ("arranged", "guardian"): (
        "“{text}”这个陪伴心愿，定在 {meeting}。\n两位审核过的志愿者一起来。同意请回复“我的”，点“同意见面”；不同意就不见面。"
    ),
    ("arranged", "donor"): "“{text}”这个陪伴心愿，定在 {meeting}。等监护人同意。具体地方由妇联告诉您。",
    ("arranged", "second"): "“{text}”这个陪伴心愿，定在 {meeting}。等监护人同意。具体地方由妇联告诉您。",
    ("agreed", "donor"): "“{text}”：监护人同意了，{meeting}。请两人一起到，不单独和孩子在一起。",
    ("agreed", "second"): "“{text}”：监护人同意了，{meeting}。请两人一起到，不单独和孩子在一起。",
    ("disagreed", "donor"): "“{text}”这个陪伴心愿，这次不见面了。等妇联重新定日子。",
    ("disagreed", "second"): "“{text}”这个陪伴心愿，这次不见面了。等妇联重新定日子。",
    ("attested", "donor"): "“{text}”：第二位志愿者记下见过面了。请您也记一下。",
    ("paused", "guardian"): "“{text}”这个陪伴心愿先停一停，不见面。妇联会另请志愿者，再来问您。",
    ("prepared", "guardian"): (
        "“{text}”这个陪伴心愿都准备好了：{meeting}。\n到时候两位志愿者一起来。有担心的事，随时回复“我的”，点“报告担心的事”。"
    ),
    ("prepared", "second"): "“{text}”都准备好了：{meeting}。请两人一起到。",
    ("released", "second"): "“{text}”这个陪伴心愿，第一位志愿者来不了，先不见面。谢谢您的心意。",
    ("reassigned", "second"): "“{text}”这个陪伴心愿，妇联另作安排了。谢谢您的心意。",
    ("timed_out", "second"): "“{text}”这个陪伴心愿到期了，另请别人来。谢谢您的心意。",
    ("delivered", "guardian"): (
        "“{text}”这个陪伴心愿，志愿者记下见过面了。\n是这样，回复“收到 {receipt}”。不是，或者有担心的事，回复“我的”告诉我们。"
    ),
    ("delivered", "donor"): "“{text}”这个陪伴心愿记下了。等家里确认，就告诉您。",
}
REPORTED = "我们记下了，专门的工作人员马上来看。志愿者先停下来，不告诉对方是谁说的。\n有危险请马上打 110。"
WORRY, WORRY_YES = "报告担心的事", "报告"
WORRY_FIRST = (
    "有担心的事，点“报告”。专门的工作人员马上会看，再来问您。志愿者先停下来，不告诉对方是谁说的。\n有危险请马上打 110。"
)
NO_WORDS = "（在公众号里点的，没有写是什么事，请尽快问清楚）"
CLAIM_FIRST = (
    "您想接这个陪伴心愿：\n{text}\n"
    "• 要两位审核过的志愿者一起，不单独和孩子在一起。\n"
    "• 日子由妇联定，监护人同意了才见面。\n"
    "• 不私下要联系方式。来不了就说一声。"
)
CLAIMED = "谢谢您。还要再请一位审核过的志愿者：请对方回复“志愿者”，打开链接，输入邀请码 {invite}。\n两人都有了，妇联来定日子：{text}"
NOT_VETTED = "陪伴类心愿要审核过的志愿者来接。想报名，回复“志愿者”。"
