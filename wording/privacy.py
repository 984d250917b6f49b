"""What people read about their own data: what they agreed to, what is held, and how to have it erased."""

PURPOSES = {
    "child_wish": "给孩子许心愿",
    "child_picture": "收下孩子的照片和画",
    "child_story": "讲讲心愿的故事",
    "push": "收小课推送",
}
CONSENTS = "您同意过的："
CONSENTS_NONE = "您还没有同意过什么。许心愿、发照片的时候，会先一项一项问您。"
CONSENT_HOLDS = "• {purpose}：{day}同意的 {withdraw}\n　说明：{url}"
CONSENT_GONE = "• {purpose}：{day}收回了"
# As long as nobody has put down who it is (《儿童个人信息网络保护规定》第八条: somebody must be named), and where the servers stand.
MINORS_OFFICER = "本会负责儿童个人信息保护的工作人员，打 12338 找她"
SERVER_PLACE = "我们自己的服务器上，服务器在中国境内"
WITHDRAW = "收回"
WITHDRAW_WHAT = {
    "child_wish": (
        "收回以后：\n"
        "• 还没办完的心愿会停下来，不能恢复\n"
        "• 孩子的名字、您写的心愿马上删掉，工作人员也看不到了\n"
        "• 已经送到的东西不用退\n"
        "看课、问问题照样能用。"
    ),
    "child_picture": "收回以后，孩子的照片和画马上删掉，不再用。心愿照样办。",
    "child_story": "收回以后，写孩子心愿的故事会撤下来，不再用。心愿照样办。",
    "push": "收回以后，不再给您推送小课。想看随时回复“微课堂”。",
}
WITHDRAW_SURE = "确定收回"
WITHDRAW_NOT = "先不收回"
WITHDRAWN = "好的，“{purpose}”已经收回。"
WISHES_GONE = "按您的意思，心愿停下来了，{count} 个心愿里孩子的名字和写的话都删了。\n回执编号 {receipt}"
NOT_NEEDED = (
    "您认领的心愿（编号 {code}），家里不需要了，不用再准备。\n东西已经买了，回复“人工”，一起想办法。谢谢您的心意。"
)
NOTHING_TO_WITHDRAW = "这一项现在没有要收回的。"
TOO_OLD = "隔得有点久了，为了稳妥，请重新点一次。"
ME_DATA = "我的信息：{consents}　{data}"

DATA = "我们存着您的：\n{lines}\n\n{file}（链接 10 分钟内有效，只能打开一次，别转给别人）\n{erase}"
DATA_WISHES = "• 心愿 {count} 个，孩子的名字加密存着"
DATA_QUESTIONS = "• 提问 {count} 个，加密存着"
DATA_MESSAGES = "• 您发来的话 {count} 条，加密存着，最多留半年"
DATA_ACCOUNT = "• 您的微信号在本公众号里的编号，是否收推送"
DATA_FILE = "看全部、存一份"
DATA_ERASE = "全部删除"
DATA_LINK = "点这里看您的信息：\n{url}\n10 分钟内有效，只能打开一次。别转给别人：谁打开谁就看到。"
ERASE_WHAT = (
    "全部删除以后，谁也找不回来：\n"
    "• 心愿 {wishes} 个、提问 {questions} 个、您发来的话，全部删掉\n"
    "{open}"
    "• 备份里的也打不开了\n"
    "• 退订也会忘掉：您还关注着本号的话，会像新来的一样。不想再收到消息，请取消关注\n"
    "• 写着编号的回执查不到了\n"
    "{blocked}{danger}"
)
ERASE_OPEN = "• 其中 {count} 个心愿还没办完，会停下来，不能恢复\n"
ERASE_BLOCKED = "• 您现在被暂停公开。只有这一条留着，不写您是谁，到 {until} 就删\n"
ERASE_DANGER = "您的求助还没有人接，先留着，最多七天，好让人帮到您。正有危险，打 110。\n"
ERASE_SURE = "确定全部删除"
ERASE_NOT = "先不删"
ERASED = "已经全部删除。删除编号 {receipt}，想问办没办成，报这个编号就行。"
NOTHING_HELD = "我们这里没有您的信息可以删。"
NOT_NOW = "这会儿有点忙，没能办成，什么都没有变。请过几分钟再试。"

PAGE_TITLE = "我的信息"
HELD = {
    "account": "您的账号",
    "consents": "您同意过的",
    "wishes": "您给孩子许的心愿",
    "questions": "您的提问",
    "bookings": "您的预约",
    "pictures": "您传的照片，您家心愿的照片和画",
    "voices": "说心愿的语音",
    "taken": "您认领的、一起圆的心愿",
    "messages": "您发来的话",
    "sent": "发给您的小课",
    "notices": "一次一条的通知",
    "helped": "您说过有没有用的答案",
    "blocks": "不能公开发内容的时候",
    "readings": "谁看过",
}
YES, NO = "是", "否"
NOTICES = {
    "earned": "您同意了一条",
    "spent": "发了一条",
    "returned": "没发成，还给您",
    "refused": "您没同意",
    "void": "微信那边没有了",
}
HELPED = {"useful": "有用", "unsolved": "没解决"}
FILE_NAME = "我的信息"
FILE_PICTURES = "照片"
FILE_VOICES = "语音"
NONE = "没有。"
FILE_PAGE = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>{title}</title><style>body{{max-width:40em;margin:1em auto;padding:0 1em;font:18px/1.6 sans-serif}}"
    "li{{margin:.6em 0}}</style><h1>{title}</h1><p>{day}</p>{parts}</html>"
)
NAMES = {
    "openid": "微信在本公众号里的编号",
    "since": "从什么时候起",
    "seen_on": "上一次来是哪天",
    "region": "地方",
    "roles": "身份",
    "pushes": "收小课推送",
    "muted": "不收的内容",
    "quiet": "不被打扰的时间",
    "lesson": "哪一课",
    "notice": "通知",
    "left": "还剩几条",
    "answer": "哪个答案",
    "helped": "有没有用",
    "reason": "为什么",
    "until": "到什么时候",
    "lifted": "什么时候取消的",
    "appeal": "您的申诉",
    "hardship": "家里的难处",
    "phone": "手机号",
    "organisation": "代表的单位",
    "organisation_contact": "单位的联系人",
    "volunteer_number": "陪伴志愿者报名号",
    "volunteer_state": "陪伴志愿者资格",
    "volunteer_signed_at": "承诺书什么时候签的",
    "volunteer_checked_on": "哪天向公安查询的",
    "said": "答复和您接着说的",
    "size": "大小",
    "seconds": "多长",
    "kind": "哪一种",
    "service": "约的是哪一种",
    "place": "在哪里",
    "about": "想谈什么",
    "called": "怎么称呼您",
    "purpose": "同意做什么",
    "text": "原话",
    "consent": "同意书",
    "given_at": "什么时候同意的",
    "withdrawn_at": "什么时候收回的",
    "receipt": "编号",
    "child": "孩子的名字、村",
    "age": "年龄段",
    "wish": "心愿",
    "yuan": "大概多少元",
    "together": "几个人一起",
    "state": "办到哪一步",
    "submitted_at": "什么时候许的",
    "story": "想讲的故事",
    "asked_at": "什么时候问的",
    "at": "什么时候",
    "office": "哪个单位",
    "what": "看了什么",
}
READ = {
    "child_read": "看了孩子的名字",
    "wish_picture_read": "看了心愿的一张照片",
    "wish_voice_read": "听了您说心愿的一段语音",
    "person_read": "看了您的情况",
    "organisation_contact_read": "看了您在单位的联系电话",
    "question_read": "看了您的提问",
    "question_picture_read": "看了您提问里的一张图片",
}
SYSTEM_OFFICE = "系统"
OFFICE = "{region}{role}"

RETENTION = {
    "messages": "聊天里发来的话",
    "notes": "没来取的回复",
    "questions": "提问",
    "bookings": "过去的预约（只留数字）",
    "wishes": "办完的心愿（只留数字）",
    "alerts": "求助（只留数字）",
    "cases": "求助的处理（只留数字）",
    "deliveries": "推送名单（只留数字）",
    "consents": "早已收回的授权",
    "people": "一年没来过、手上也没有事的人",
}
YEARLY = {
    "wishes": "这一年收到的心愿（个）",
    "families": "现在存着孩子信息的家庭（户）",
    "given.child_wish": "监护人同意：许心愿（次）",
    "given.child_picture": "监护人同意：收照片（次）",
    "given.child_story": "监护人同意：讲故事（次）",
    "given.push": "同意收推送（次）",
    "withdrawn.child_wish": "收回：许心愿（次）",
    "withdrawn.child_picture": "收回：收照片（次）",
    "withdrawn.child_story": "收回：讲故事（次）",
    "withdrawn.push": "收回：收推送（次）",
    "without_consent": "没有有效同意却还存着的（个）",
    "in_clear": "没有加密的孩子姓名（项）",
    "erased": "应要求全部删除的家庭（户）",
    "past_term": "过了期限还没删的心愿（个）",
    "nights": "到期清理做过的天数（天）",
    "readings": "工作人员看孩子名字（次，每次都有记录）",
    "may_read": "现在能看孩子名字的账号（个）",
    "log_broken": "操作记录对不上的天数（天）",
    "keys_foreign": "打不开的密钥（把）",
}
YEARLY_BASIS = {
    "without_consent": "《个人信息保护法》第三十一条",
    "in_clear": "《个人信息保护法》第五十一条",
    "erased": "《个人信息保护法》第四十七条；《未成年人网络保护条例》第三十四条",
    "past_term": "《个人信息保护法》第十九条",
    "readings": "《未成年人网络保护条例》第三十六条",
    "may_read": "《未成年人网络保护条例》第三十六条（最小授权）",
    "log_broken": "《未成年人网络保护条例》第三十六条",
}
YEARLY_SHEET = ("看什么", "数目", "合不合要求", "依据")
YEARLY_WELL = {True: "合要求", False: "要处理", None: ""}
YEARLY_COUNTY = "看孩子名字：{name}（次）"
YEARLY_UNPLACED = "没有地方"
