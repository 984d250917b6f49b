"""What stands above and in the console's tables."""

ALL = "全部"
BY_STATE = "按状态看"
WHICH = "看哪些"
AT = "时间"
STATE = "状态"
CHANGED = "改动"
RECEIPT = "编号"
PLACE = "地方"
NO_PLACE = "还不知道哪里"
PERSON = "人"

ALERTS = "求助"
NOT_TAKEN = "没人接的"
DANGER = "什么事"
TAKEN_BY = "谁接的"
TAKEN_AT = "什么时候接的"
NO_ALERTS = "没有等人接的求助。有新的会出现在这里。"
NO_ALERTS_AT_ALL = "还没有求助。有人写了让人担心的话，就会出现在这里。"

QUESTIONS = "提问"
NO_QUESTIONS = "没有等人回答的问题。家长的问题知识库答不上，或者家长回复“人工”，就会出现在这里。"

WISHES = "心愿"
WISH = "心愿"
KIND_AND_COST = "{kind}，约 {yuan} 元"
CHILD = "孩子"
CHILD_AND_AGE = "{child}，{age} 岁"
SUBMITTED = "提交时间"
NO_WISHES = "还没有心愿。家长在公众号里回复“微心愿”，就会出现在这里。"
WISH_STATES = {
    "submitted": "等村里核实",
    "verified": "等人认领",
    "claimed": "有人认领了",
    "delivered": "等家长确认",
    "confirmed": "圆满了",
    "withdrawn": "家长撤回了",
    "declined": "没有通过核实",
}

LESSONS = "微课"
TITLE = "题目"
SERIES = "专题"
MINUTES = "读多久"
MINUTE = "分钟"
PUBLISHED = "发布时间"
SLUG = "网址里的名字"
PUBLISH_MANY = "发布选中的"
WITHDRAW_MANY = "收起选中的"
NO_LESSONS = "还没有微课。编辑写好了会出现在这里。"
NO_LESSONS_WRITE = "还没有微课。点“写一课”，写完请同事发布，就能推送给大家。"

PUSHES = "推送"
LESSON = "微课"
AUDIENCE = "发给谁"
PEOPLE = "人数"
BEGAN = "开始"
FINISHED = "发完"
NO_PUSHES = "还没有推送过。打开一节发布了的微课，点“推送给大家”。"
