"""What people and staff read about organisations that take up wishes, and about their batches."""

STATES = {"applied": "等着看", "approved": "可以认领", "refused": "没有通过"}
TONES = {"applied": "waiting", "approved": "published", "refused": "stopped"}
REASONS = {
    "code": "统一社会信用代码和名称对不上",
    "contact": "电话联系不上",
    "purpose": "不是来帮孩子圆心愿的",
    "other": "别的原因，请联系妇联",
}
MISSED = {
    "taken": "已经有人认领了",
    "unknown": "没有这个编号",
    "own": "单位不能认领：是认领人自己家孩子的，或者要人陪伴",
    "full": "手上没送到的太多了，先送到一些",
}
STEPS = {"prepare": "都备好了", "extend": "都延期一次", "release": "都退回去"}
STEP = {"prepare": "备好了", "extend": "延期一次", "release": "退回去"}
PROBLEMS = {
    "name": {"missing": "请写单位的全名。", "too_long": "最多 60 个字。"},
    "code": {
        "missing": "请写统一社会信用代码，营业执照或登记证书上有。",
        "invalid": "号码有一位不对。请对着证书再看一遍，一共 18 位。",
        "taken": "这个单位已经登记过了。请向那边的人要邀请码。",
    },
    "contact": {"missing": "请写找谁联系。", "too_long": "最多 20 个字。"},
    "phone": {"missing": "请写联系电话。", "invalid": "电话好像不对，请再看一遍。"},
    "region": {"unknown": "请选市或县。"},
    "why": {"missing": "请选一个原因。", "unknown": "请选一个原因。"},
    "codes": {"invalid": "编号是六位数字，用空格或换行隔开。", "too_many": "一次最多 100 个。"},
    "many": {"missing": "请写要几个，或者写上编号。", "too_many": "一次最多 100 个。"},
    "organisation": {"no_member": "还没有人代表这个单位。请先把邀请码给他们，在小程序里加入。"},
    "wishes": {"none": "这一步现在办不了，请看看心愿现在的样子。"},
}
CHANGED_MEANWHILE = "刚才有人改过了，请再看一遍。"
TOLD = {
    "approved": "“{name}”通过了，可以认领心愿了。\n请打开小程序，在“我的单位”里认领。一次最多 100 个。",
    "refused": "“{name}”这次没有通过。\n原因：{why}\n改好再交，回复“爱心单位”。有疑问，回复“人工”。",
}
# To the member who has taken a batch up: once a batch, however many of its wishes it is about.
TOLD_BATCH = {
    "reassigned": "您单位认领的心愿，有的妇联另作安排了。\n请打开小程序，在“我的单位”里看。",
    "timed_out": "您单位认领的心愿，有的到期了，已经请别人来接。\n请打开小程序，在“我的单位”里看。",
    "failed": "您单位认领的心愿，有的没有送成。县妇联会和您联系。\n请打开小程序，在“我的单位”里看。",
    "reminded_claimed": "您单位认领的心愿，有的请在 {day}前备好。\n来不及可以延期一次。请打开小程序，在“我的单位”里看。",
    "reminded_prepared": "您单位认领的心愿，有的请在 {day}前送到妇联。\n有难处，回复“人工”。",
}
HEADS = ("编号", "心愿", "类别", "大约多少元", "送到哪里", "地址", "什么时候开门", "标签", "怎么样了")
SHEET_CAPTION = "心愿清单"
SHEET_NAME = "心愿清单-{day}.xlsx"
NO_POINT = "请问县妇联"
GONE = "不在这一批里了"
BETWEEN = "；"
HELD_STATES = {"claimed": "认领了", "prepared": "备好了"}
