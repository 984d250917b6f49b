"""What is said of pictures between a parent and an expert."""

TAKEN = "收到图片，已转给老师（编号 {receipt}）。\n想说明几句，回复“{more}”。"
TAKEN_IN_TALK = "收到图片，已转给老师。"
LOST = "刚才的图片没有收到，老师看不到（编号 {receipt}）。请再发一次。"
TO_HER = {
    "not_a_picture": "刚才的图片打不开。请换一张，再发一次（编号 {receipt}）。",
    "too_large": "刚才的图片太大了。请拍小一点，再发一次（编号 {receipt}）。",
    "moves": "动图老师收不下。请发一张照片（编号 {receipt}）。",
    "too_many": "编号 {receipt} 的图片够多了，再发收不下了。请用文字说，回复“补充”。",
}
FOR_TEACHER = "给老师看（编号 {receipt}）"
MARK = "（图片）"
KIND = "提问里的图片"
ON_PAGE = "有图片。点开看，链接 10 分钟内有效，别转给别人：\n{url}"
SEE_PICTURE = "看图片"
WITH_PICTURE = "还有一张图片，点“{see}”看。"
MISSED = "老师还发来一张图片（编号 {receipt}），点“{see}”看。"

# The page that a link opens. Its title says nothing: somebody else may see the phone.
PAGE_TITLE = "消息"
PAGE_HELP = "也可以回公众号，回复“补充”；图片直接发到公众号里。"
PAGE_FORM = "回老师"
PAGE_TEXT = "想说的话"
PAGE_TEXT_HINT = "孩子多大、后来怎么样、还担心什么。最多 {most} 个字。"
PAGE_PICTURE = "加一张图片（可以不加）"
PAGE_SEND = "发给老师"
PAGE_CLOSED = "这个提问已经办完了，这里不能再发。还想问，回公众号，回复“人工”。"
PAGE_KEPT = "您写的也已经转给老师。"
PAGE_PROBLEMS = {
    "missing": "还没写。写几句，或者加一张图片。",
    "too_long": "太长了，最多 {most} 个字。删短一点再发。",
    "over": PAGE_CLOSED,
    "busy": "刚才没有发出去，请再点一次。",
    "again": "刚才没有发出去，请再点一次。",
}
PAGE_OVER = "这一页只能看一阵子。过了时间，回公众号发编号，就能再看。"
LARGE_HERS = "看大图：您发的图片"
LARGE_TEACHERS = "看大图：老师发的图片"

# To experts.
CHOOSE_CAMERA = "拍一张"
CHOOSE_FILE = "选一张图片"
HINT = "只能加一张。跟在您的话后面，一起发给她。别发有孩子脸、名字、学校的图。"
CHOSEN = "会一起发给她的图片"
DROP = "不加了"
AGAIN = "图片没有留下，要发请再选一次。"
PROBLEMS = {
    "one": "一次只能加一张图片。",
    "not_a_picture": "这不是能看的图片，换一张。",
    "too_large": "这张太大了，换一张小一点的。",
    "moves": "动图发不了，换一张。",
    "too_many": "这个提问的图片够多了，不能再加。",
}
WAYS = {
    "waiting": "图片跟在话后面发",
    "customer": "图片发到她的聊天里了",
    "note": "图片没能直接发，留了话，她点“看图片”看",
    "subscribe": "图片在她点开的页面里",
    "neutral": "图片等她点开才看到",
    "unconfirmed": "图片发了，微信没说收没收到。没有再发一遍",
    "nothing": "图片送不到",
}
LARGE = "看大图：{who}发的图片"
LOOKED = "点开看大图会记下来。请不要截图，也不要转发。"
