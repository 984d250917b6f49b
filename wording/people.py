"""The people behind the account, as staff read of them."""

CAPTION = "群众"
PERSON = "哪一位"
CALLED = "第 {number} 号"
STANDING = "关注"
WAYS = {"following": "在关注", "left": "没在关注", "quiet": "退订了"}
QUIET = "不收推送"
SUBSCRIBED = "收推送"
PUSHES = "推送"
SINCE = "第一次来"
HEARD = "最后写来"
TAGS = "标签"
BY_STANDING = "按关注看"
NOBODY = (
    "这里还没有群众。有人关注公众号，或者写来一句话，就会出现。"
    "还不知道她是哪里的，只有全市的同事看得到；扫过您这里的二维码，就算您这里的。"
)
NOBODY_SO = "没有这样的群众。换一个筛选看看。"
ROLES = {
    "guardian": "家长",
    "donor": "爱心人士",
    "volunteer": "志愿者",
    "expert": "专家",
    "lead_dancer": "领舞",
}
EVENTS = {
    "seen": "第一次来到公众号",
    "followed": "关注了公众号",
    "heard": "最后一次写来",
    "consented": "同意了用孩子的资料许心愿",
    "withdrew": "收回了同意",
    "wished": "许下了心愿",
    "asked": "提了一个问题",
    "called": "写了让人担心的话",
    "person_read": "看了她的情况",
}
EVENT_OTHER = "做了一步"
HERSELF = "她"


def called(person_id: str) -> str:
    """How staff speak of somebody whose name nobody holds: by the end of her id."""
    return CALLED.format(number=person_id[-6:].upper())
