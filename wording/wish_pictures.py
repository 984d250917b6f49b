"""What is said about pictures of a wish: to staff, to guardians, to donors."""

KINDS = {
    "visit": "上门的照片",
    "paper": "签字的纸",
    "proof": "送到的照片",
    "drawing": "孩子的画",
}
HINTS = {
    "visit": "能不拍脸就不拍脸，拍东西就够的只拍东西。",
    "paper": "签名拍清楚。",
    "proof": "拍东西，不拍孩子。",
}
PROBLEMS = {
    ("kind", "unknown"): "请选是哪一种照片。",
    ("key", "invalid"): "请刷新页面，再选一次。",
    ("key", "used"): "请刷新页面，再选一次。",
    ("agreed", "missing"): "家长还没同意拍照。当面问过、签了字，打上勾再传；不同意，就不拍。",
    ("picture", "missing"): "还没有选照片。",
    ("picture", "not_a_picture"): "这不是能看的照片，换一张。",
    ("picture", "too_large"): "这张太大了，换一张小一点的。",
    ("picture", "moves"): "动图收不下，换一张。",
    ("picture", "too_many"): "这一种已经够多了，先拿掉不要的。",
}
PROBLEM = "没有传成，换一张再试。"
PAST = "这个心愿现在不收这一种照片了。"
SIZE = "{kb} KB"
WORDS_OF_QUEUE = {
    "waits": "等着传",
    "goes": "传了 {n}%",
    "offline": "没有网络，照片还在，连上了自己接着传",
    "again": "没传上去，{n} 秒后再试",
    "done": "传好了",
    "out": "要重新登录：另开一页登录好，再按“接着传”",
    "failed": "没有传成",
}

# To guardians and donors.
AGREED_ON_PAPER = (
    "工作人员记下了：您当面同意为心愿拍照片。照片加密存着，只有办心愿的人看。\n"
    "没有同意过、或者不想要了，回复“我的授权”，点一下就收回，照片马上删。"
)
PICTURES_GONE = "按您的意思，心愿的照片和画删掉了 {count} 张，谁也打不开了。\n回执编号 {receipt}"
DRAWING_TO_DONOR = "您送的心愿“{text}”，孩子画了一幅画谢谢您。\n回复“看画”就能看，只有您能看到。"
DRAWINGS = "孩子画给您的画：\n{lines}\n链接 10 分钟内有效，别转给别人。"
DRAWING_LINE = "• {text}：{url}"
NO_DRAWINGS = "现在没有画给您的画。家里送来了画，看过没问题，会在这里告诉您。"


def problem(field: str, what: str) -> str:
    """What is wrong with a picture that staff bring."""
    return PROBLEMS.get((field, what), PROBLEM)
