"""What the pages of the API tell those who write programs: what to do about each error code, and how to try a call."""

from collections.abc import Mapping

ADVICE: Mapping[str, str] = {
    "invalid": "看 field 和 problem，改好再发。原样重发还是一样。",
    "not_signed_in": "用 refresh_token 换一对新的；换不到就重新 wx.login。员工的程序换一个令牌。",
    "not_allowed": "这个人或这个令牌不能办这件事，重发没有用。",
    "reason_needed": "请她先说为什么要看：POST /staff/cases/{id}/why，一小时内有效，再发一次。",
    "not_found": "没有这一样，或者不是她的。从列表里去掉它。",
    "method_not_allowed": "看 Allow 里有哪些方法。",
    "conflict": "同一个 Idempotency-Key 还在办：过一两秒用它再发一次。别的情况先重新读一遍。",
    "looks_alike": "读 found 里的心愿，请她看看。不是同一个，就把这些编号放进 seen 再发一次。",
    "same_child": "读 GET /me/wishes：这个孩子还有一个没办完，或者今年已经许满。给她看那一个。",
    "claims_full": "请她先把手上的心愿送到，再认领下一个。",
    "wish_taken": "请她看看别的心愿。",
    "move_not_possible": "重新读一遍，按现在的 state 显示。",
    "last_administrator": "先把管理员的岗位给另一位同事。",
    "stale": "重新读一遍，给她看现在的样子，再带新的 ETag 改。",
    "not_json": "看 Content-Type：要 application/json，或接口写明的图片格式。",
    "precondition_missing": "把读到的 ETag 放进 If-Match。",
    "too_large": "内容或文件太大，请缩小再发。",
    "range_not_there": "看 Content-Range 里的总长度，或不带 Range 从头取。",
    "too_many": "等 Retry-After 那么多秒再发。",
    "store_away": "过几秒再发；带 Idempotency-Key 的原样重发，不会办两次。",
    "platform_away": "微信没有回应：重新 wx.login 拿一个新的 code 再试。",
    "error": "我们的错，已记下。过几分钟再试。",
}
PROBLEMS: Mapping[str, str] = {
    "missing": "这一项还没填",
    "unknown": "没有这一项，或者 code 过期了",
    "used": "code 用过了，重新拿一个",
    "reused": "这个 Idempotency-Key 已经用在另一次请求上",
    "gone": "第一次办成的已经撤掉了，这个 Idempotency-Key 不能再用；要重新办，换一个新的",
    "repeated": "同一个参数给了两次",
    "out_of_range": "数太大或太小",
    "not_a_village": "要选到村或社区",
    "not_a_picture": "不是能看的图片",
    "moves": "动图收不下",
    "not_agreed": "家里没同意拍照，不用传照片，照样算送到",
    "too_many": "存的图片够多了，先删几张",
    "too_large": "太大了",
}
TRY, SEND, TOKEN, BODY, ANSWERED = "试一试", "发送", "令牌", "正文（JSON）", "答复"
HINT = "小程序的 access_token，或员工的 xqs_…。只留在这个页面里。"
