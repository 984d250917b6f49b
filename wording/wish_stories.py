"""Words about the stories of wishes that came true."""

TITLE = "圆梦故事"
ABOUT = "孩子们的小心愿是怎么实现的。"
NONE_YET = "故事正在写。过些日子再来看看。"
ASK = "孩子的心愿实现了，我们写了一小段故事，想放在网页上给大家看，没有名字、学校和村子。\n先请您看。回复“故事”，看了再说行不行。"
SHOW = "想讲的是这一段：\n{text}\n\n您说行才发，不行就不发，什么都不影响。点“可以讲”以前，请看同意书：{url}"
YES, NO = "可以讲", "不要讲"
NONE_TO_READ = "现在没有要您看的故事。"
AGREED = "好，谢谢您。看过没有不合适的字，就放上去：{url}\n哪天不想让大家看了，回复“我的授权”，点一下就收回。"
DECLINED = "好，不讲。写的那段已经删掉了。"
PAST = "这段故事已经不在等您回话了。回复“我的授权”，看您同意过什么。"
STORIES_GONE = "已经撤下 {count} 段故事，写的字也删了。编号 {receipt}，想问起来报这个编号就行。"

STATES = {
    "draft": "等另一位同事看",
    "asked": "等家长看",
    "agreed": "家长同意了，在内容审核",
    "told": "大家看得到",
    "declined": "家长不同意",
    "ended": "撤下了",
}
TONES = (
    dict.fromkeys(("draft", "asked", "agreed"), "waiting")
    | {"told": "published"}
    | dict.fromkeys(("declined", "ended"), "stopped")
)
PROBLEMS = {
    "text": {
        "too_short": "请写 30 个字以上，讲清楚愿望怎么实现的",
        "too_long": "最多 400 个字，请短一些",
        "identifying": "里面有能认出孩子的东西：名字、学校、村子、电话。请改掉",
    }
}
STORY, HOW_FAR, TOLD_AT = "故事", "到哪一步", "放上去的时间"
EMPTY = "还没有故事。家里收到东西以后，打开那个心愿，点“写故事，看故事”。"
EMPTY_SO = "心愿办完以后，在心愿的页面上点“写故事”。"
