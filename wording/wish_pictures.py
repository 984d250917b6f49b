"""What is said about pictures of a wish: to staff, to guardians, to donors."""

KINDS = {
    "visit": "上门的照片",
    "paper": "签字的纸",
    "proof": "送到的照片",
    "drawing": "孩子的画",
    "sent": "家长发来的照片",
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
DRAWING_TO_SEVERAL = "你们一起圆的心愿“{text}”，孩子画了一幅画谢谢你们。\n回复“看画”就能看，只有一起圆的人能看到。"
DRAWING_TO_DONOR = "您送的心愿“{text}”，孩子画了一幅画谢谢您。\n回复“看画”就能看，只有您能看到。"
SEE_DRAWINGS = "看画"
MEDIA_ID_MOST = 200  # what is longer is no id of the platform's
DRAWINGS_MOST = 6
OFFER = (
    "这是孩子画的画吗？要送给送“{text}”的人，先请您看看：\n{url}\n"
    "微信和工作人员先看过，没有脸、名字、学校、住处，才给送的人看（几位一起送的，都能看），别人看不到。随时能收回。"
)
SEND = "同意，送给帮忙的人"
NOT_SEND = "不送"
NOT_SENT = "好的，没有存，也没有送。"
DRAWING_COMES = "好的，正在收。收好了告诉您。"
DRAWING_TAKEN = "画收好了。看过没问题，就给送东西的人看。\n不想给看了，回复“我的授权”，点一下就收回。"
DRAWING_LOST = "这张画没有收到。请再发一次，或者明天再试。"
DRAWING_PAST = "现在没有能送画的心愿了。回复“我的”查看。"
DRAWING_PROBLEMS = {
    "not_a_picture": "这张图打不开。请换一张，再发一次。",
    "too_large": "这张图太大了。请拍小一点，再发一次。",
    "moves": "动图收不下。请发一张照片。",
    "too_many": "这个心愿的画够多了，不能再送了。",
    "missing": "您收回了同意，画没有存。",
    "unknown": "说明有了新的，请再发一次，看过再点同意。",
}
SENT_OFFER = (
    "这张照片要给核实心愿的工作人员看吗？先请您看看：\n{url}\n"
    "照片加密存着，只有办心愿的人看，捐赠的人和别人都看不到。随时能收回。"
)
SHOW = "同意，给核实心愿的人看"
NOT_SHOW = "不给"
NOT_SHOWN = "好的，照片没有存。"
SENT_COMES = "照片收到了，会给核实心愿的工作人员看，别人看不到。不想给看了，回复“我的授权”，点一下就收回。"
SENT_LOST = "给心愿的照片有一张没有收到。请再发一次，或者明天再试。"
SENT_PAST = "您的心愿已经核实好了，照片没有存，也不用再发。"
SENT_PROBLEMS = {
    "not_a_picture": "这张图打不开。请换一张，再发一次。",
    "too_large": "这张图太大了。请拍小一点，再发一次。",
    "moves": "动图收不下。请发一张照片。",
    "too_many": "这个心愿的照片够多了，这一张没有存。",
    "missing": "您收回了同意，照片没有存。",
    "unknown": "说明有了新的，请再发一次，看过再点同意。",
}
DRAWINGS = "孩子画给您的画：\n{lines}\n链接 10 分钟内有效，别转给别人。"
DRAWING_LINE = "• {text}：{url}"
NO_DRAWINGS = "现在没有画给您的画。家里送来了画，看过没问题，会在这里告诉您。"


def problem(field: str, what: str) -> str:
    """What is wrong with a picture that staff bring."""
    return PROBLEMS.get((field, what), PROBLEM)
