"""What people read on their own pages on the phone, and in the chat where the way to them is shown."""

ORGANISATION_WORDS = ("爱心单位", "单位报名", "爱心单位报名", "爱心企业", "我的单位")
VOLUNTEER_WORDS = ("志愿者", "陪伴志愿者", "当志愿者", "我要当志愿者", "志愿者报名")
TITLES = {"organisation": "我的单位", "volunteer": "陪伴志愿者"}
REPLY_WITH = {"organisation": ORGANISATION_WORDS[0], "volunteer": VOLUNTEER_WORDS[0]}
LINK = "{lead}：\n{url}\n链接只给您一个人用，打开一次，2 小时内有效。过了就再回复“{word}”。"
LEADS = {"new": "报名点这里", "known": "看进度点这里", "refused": "改一改再交，点这里"}

ORGANISATION = "爱心单位：单位、公司、协会一起给孩子圆心愿。\n先报名，妇联看过资料、打过电话，就能一次认领好多个。只办心愿，不收钱。"
ORGANISATION_IS = "“{name}”：{state}。"
ORGANISATION_WHY = "原因：{why}"
VOLUNTEER = (
    "陪伴志愿者：两位一起，陪孩子读书、打球、过一天。\n先报名、签承诺书，再带身份证到县妇联。查过、通过了，才能见孩子。"
)
VOLUNTEER_IS = "您的报名：{state}。"
VOLUNTEER_UNTIL = "查询有效到 {until}。"

# A line of steps: how each stands, in words beside the mark.
STEP_TONES = {"done": "办好了", "now": "正在办", "later": "还没到", "stop": "停在这里"}
ORGANISATION_STEPS = ("您报名", "妇联看资料、打电话", "可以认领心愿")
VOLUNTEER_STEPS = ("报名，签承诺书", "带身份证到县妇联", "妇联向公安查询", "通过，可以陪伴")
WAITS = {
    "applied": "妇联会打您留的电话。看好了，公众号里告诉您。",
    "approved": "可以认领了。打开小程序，在“我的单位”里认领，一次最多 100 个。",
    "refused": "请改一改，再交一次。",
}
STANDS = {
    "applied": "带身份证到县妇联，报上您的号码。看过身份证，妇联向公安查询。",
    "checked": "查过了，等县妇联通过。通过了，公众号里告诉您。",
    "approved": "去心愿墙认领陪伴类心愿。要两位审核过的志愿者一起。",
    "lapsed": "查询过期了，先不见孩子。请再带身份证到县妇联查一次。",
    "suspended": "先停下来了，手上的心愿另作安排。县妇联会和您联系。",
    "ended": "资格结束了，谢谢您。想问清楚，回公众号回复“人工”。",
}
PROBLEMS = {
    "agree": {"missing": "请看完承诺书，同意了再点上面的方框。"},
    "region": {"unknown": "请选您在哪个县。", "not_a_county": "请选您在哪个县。"},
    "invite": {"unknown": "没有这个邀请码。请看清 8 位数字，再输一次。", "not_now": "现在不能一起。请问问县妇联。"},
}
ALREADY = "您已经有一个单位，或者已经报过名了。"
CHANGED = "刚才有人改过了，请再看一遍。"
NO_WORRY = "这件心愿现在不能在这里报告。请打 12338，有危险打 110。"
