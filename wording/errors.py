"""What people read when a page or a call can't do what they want: a headline, and what to do."""

BY_CODE: dict[str, tuple[str, str]] = {
    "invalid": ("这里有一处没看懂", "请退回上一页，检查一下填的内容再试。"),
    "not_signed_in": ("请先登录", "登录以后就能接着做刚才的事。"),
    "not_allowed": ("这件事不归您办", "如果是您该办的，请联系管理员给您开通。页面放久了也会这样，刷新一下再试。"),
    "reason_needed": ("请先说原因", "这件事不是您经手的。先写下为什么要看，再打开。"),
    "not_found": ("没有找到这个页面", "它可能已经收起来了，或者地址少了几个字。"),
    "method_not_allowed": ("这个地址不能这样用", "请从页面上的按钮进来。"),
    "conflict": ("有人先改过了", "请刷新页面，看看现在的样子，再接着改。"),
    "wish_taken": ("这个心愿刚被别人认领了", "谢谢您。还有别的心愿在等人。"),
    "same_child": ("这个孩子已经有心愿了", "办完一个再许下一个。"),
    "looks_alike": ("有差不多的心愿", "请看看是不是同一个孩子、同一个心愿，不是再接着录。"),
    "claims_full": ("手上的心愿够多了", "先送出一个，再来认领。"),
    "shares_full": ("一起圆的心愿够多了", "先送出一个，再来下一个。"),
    "no_place_left": ("一起圆的人已经够了", "谢谢您。还有别的心愿在等人。"),
    "phone_first": ("再认领，请先留个手机号", "在小程序里留了手机号，就能同时认领几个。"),
    "time_taken": ("这个时间刚被别人约走了", "麻烦您另选一个，或者排队等。"),
    "booked_already": ("这一项已经约好了一次", "先看看那一次。想换时间，先取消再约。"),
    "staff_book": ("请工作人员帮您约", "回复“人工”，说想约就行。"),
    "move_not_possible": ("现在不能这样做", "它的状态已经变了。请刷新页面再看看。"),
    "last_administrator": ("她是最后一位市级管理员", "请先把管理员的岗位给另一位同事，再来改她的。"),
    "stale": ("有人先改过了", "请重新读一遍，用新的 ETag 再改。"),
    "not_json": ("这种格式收不下", "请按接口说明的 Content-Type 发送。"),
    "precondition_missing": ("少了 If-Match", "请先读一遍，把读到的 ETag 放进 If-Match 再改。"),
    "too_large": ("内容太多了", "请少放一些再提交。"),
    "too_many": ("试得太勤了", "请歇一会儿再试。"),
    "store_away": ("暂时存不进去", "系统正在恢复。请过几分钟再试，您刚才写的先别关掉。"),
    "platform_away": ("微信那边暂时没有回应", "请过一会儿再试。"),
    "range_not_there": ("没有这一段", "请从头下载一次。"),
    "error": ("我们这边出了点问题", "已经记下来了，会有人来看。请过几分钟再试。"),
}

BACK = "返回"
HOME = "回到首页"

FIELDS: dict[str, str] = {
    "missing": "这里还没填",
    "too_long": "太长了，请短一些",
    "too_short": "太短了，请长一些",
    "invalid": "这样写不行，请换一种写法",
    "unknown": "没有这一项，请重新选",
    "out_of_range": "这个数不合适，请换一个",
    "taken": "已经有人用了，请换一个",
    "published": "发布过的地址不能改，链接已经在别人手里",
    "not_published": "这一课还没发布，先发布再推送",
}


def for_field(problem: str) -> str:
    """What stands under a field that can't be taken."""
    return FIELDS.get(problem, FIELDS["invalid"])
