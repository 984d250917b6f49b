"""What is said about checks of texts and pictures, and about being blocked from publishing."""

REASONS = {
    "advertising": "里面有广告或联系方式",
    "insult": "里面有骂人的话",
    "sexual": "里面有不适合孩子看的内容",
    "cash": "里面要钱，或写了账号。微心愿只送东西，不送钱",
    "personal": "里面能看出是谁家的孩子。请去掉姓名、学校、村名和电话",
    "forbidden": "里面要的东西不能送",
    "platform": "微信的检查没有通过",
    "other": "里面有不合适公开的内容",
}
APPEAL_WORD = "申诉"
TOLD = {
    "refused": "您写的内容没能公开：{reason}。\n改一改，可以再交一次。\n觉得弄错了，回复“申诉”，会换一位工作人员再看。",
    "blocked": (
        "您在 {until} 之前不能公开发内容：{reason}。\n看课、提问、求助都照常。遇到危险打 110，受了委屈打 12338。\n"
        "觉得弄错了，回复“申诉”，后面写上原因，会换一位工作人员再看。"
    ),
    "lifted": "您的申诉看过了。现在又可以公开发内容了。给您添麻烦了。",
    "upheld": "您的申诉，另一位工作人员看过了，没有改：{reason}。到 {until} 就恢复。看课、提问、求助都照常。",
}
APPEALED = {
    "asked": "收到您的申诉了。会换一位工作人员再看一遍，有结果在这里告诉您。",
    "asked_before": "您的申诉已经在看了。有结果在这里告诉您。",
    "answered": "您的申诉已经看过了，结果也告诉您了。还有难处直接告诉我，也可以打 12338。",
    "nothing": "您没有被退回的内容，不用申诉。有别的难处直接告诉我，也可以打 12338。",
}
STATES = {"waiting": "在检查", "held": "等您看", "passed": "已通过", "refused": "没通过"}
KINDS = {"text": "文字", "picture": "图片"}
WHY = {
    "": "在等微信的检查",
    "platform": "微信检查的结果",
    "review": "微信拿不准",
    "words": "有我们词表里的词",
    "inactive": "她两小时内没用小程序，微信没法查",
    "no_platform": "没有小程序可查",
    "away": "微信一直没有回话",
    "unreadable": "微信打不开这张图片",
    "blocked": "她暂时不能公开发内容",
    "late": "通过以后，微信又说有问题",
    "appeal": "她申诉了，请换一位同事看",
    "found": "公开以后，电脑又找到像脸或车牌的地方",
    "unsearched": "以前公开的图，电脑没查过，也查不了",
    "faces": "微信没发现问题，请看有没有脸、名字、学校、住处",
    "staff": "同事看过了",
}
LISTS = {
    "gambling": "赌博",
    "advertising": "广告、联系方式",
    "insult": "骂人",
    "sexual": "色情",
    "cash": "要钱",
    "account": "账号",
    "forbidden": "不能送的东西",
    "politics": "政治",
}
PERSONAL = {
    "name": "姓名",
    "id_number": "身份证号",
    "phone": "电话",
    "account": "账号",
    "contact": "联系方式",
    "school": "学校、班级",
    "village": "村、小区",
    "address": "地址",
    "plate": "车牌",
    "birth_date": "生日",
}
SUGGESTED = {"": "还没有结果", "pass": "没发现问题", "review": "请人看看", "risky": "有问题"}
LABELS = {
    100: "正常",
    10001: "广告",
    20001: "时政",
    20002: "色情",
    20003: "辱骂",
    20006: "违法",
    20008: "欺诈",
    20012: "低俗",
    20013: "版权",
    21000: "其他",
}


def refusal(reason: str, appeal: str) -> str:
    """What stands beside what was refused: why and what she can do, or how far her appeal is (`Check.appeal`)."""
    answered = {"asked": APPEALED["asked_before"], "answered": APPEALED["answered"]}
    return answered.get(appeal) or told("refused", reason=reason, until="")


def told(what: str, *, reason: str, until: str) -> str:
    """What a person is told."""
    return TOLD[what].format(reason=REASONS.get(reason, REASONS["other"]), until=until)
