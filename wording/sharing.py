"""一起圆梦: what people and staff read about a dear wish that several bring together."""

WORD = "一起圆梦"
EVENTS = {
    "sharing_opened": "请人一起圆",
    "sharing_ended": "不再请人了",
    "shared": "加入，一起圆",
    "unshared": "退出，不一起了",
}
SHARER = "一起圆的人"
BY_SHARERS = frozenset({"shared", "unshared"})
GIVERS = "{count} 位爱心人士一起"
ON_WALL = "可以几个人一起圆"
WITH_OTHERS = "与另外 {count} 人一起"

# What is said wherever somebody is asked to join or to invite.
RULES = (
    "谁买什么，你们自己商量。东西交给牵头的人，或者一起交到县妇联。",
    "我们不收钱，也不转钱。谁用我们的名义要钱，都不要给，请打 12338。",
    "我们不告诉孩子您是谁，也不告诉您孩子是谁。一起圆的人之间，我们也不说名字和电话。",
)
NO_MONEY = "我们不收钱，也不转钱。谁用我们的名义要钱，都不要给。"

# To who leads.
ASK_OTHERS = "请人一起圆"
END = "不再请人了"
OPENED = (
    "可以请人一起圆：{text}\n最多再来 {places} 位。把这一页发给您认识的人：{url}\n"
    "也可以请对方在公众号里回复“一起 {invite}”。\n谁买什么，你们自己商量。" + NO_MONEY
)
ENDED = "好的，这个邀请码不能用了。已经来的人还在。"
LEADS = "{count} 位爱心人士和您一起圆。"
LEADS_ALONE = "还没有人来。"
INVITES = "邀请码 {invite}，请对方回复“一起 {invite}”。"
TOLD_TOO = "和您一起圆的 {count} 位也会收到消息，不用再准备了。"
NOT_SHARED = "这个心愿不用请人一起。价格高、还没送到的才可以。"
CAME = "“{text}”又有一位爱心人士来一起圆，现在有 {count} 位和您一起。\n谁买什么，你们自己商量。"
LEFT = "“{text}”有一位爱心人士来不了了，现在有 {count} 位和您一起。"
NONE_LEFT = "“{text}”有一位爱心人士来不了了，现在由您来圆。"

# To who comes.
HOW = (
    "价格高的心愿，可以几个人一起圆。\n"
    "• 认领以后，回复“我的”，点开心愿，点“请人一起圆”。\n"
    "• 有人把邀请码给了您，回复“一起 邀请码”，比如“一起 12345678”。\n" + NO_MONEY
)
FIRST = "一起圆这个心愿：\n{text}（{kind}，约 {yuan} 元，{age} 岁的孩子）\n现在有 {count} 位在圆，还可以来 {places} 位。\n{rules}"
JOIN = "我也出一份"
JOINED = (
    "谢谢您，您和另外 {count} 位一起圆：{text}\n谁买什么，请和请您来的人商量。"
    + NO_MONEY
    + "\n来不了，回复“我的”点开它。"
)
LEAVE = "我来不了了"
SURE_LEAVE = "您来不了，别的人会接着圆。确定吗？"
YES_LEAVE = "来不了"
LEFT_NOW = "好的，谢谢您的心意。别的人会接着圆。"
NO_SUCH = "没有找到这个邀请码。请问问请您来的人，看看写对没有，还能不能用。"
NO_PLACE = "谢谢您。这个心愿一起圆的人已经够了。\n还有别的心愿在等人：{url}"
FULL = "您已经和别人一起在圆 {most} 个心愿。送出一个，再来下一个，好吗？"
NOT_HERS = "这个心愿您不能一起圆：是您家孩子的、您已经认领的，或者您的账号现在不能用这一项。想问清楚，回复“人工”。"
ME_SHARED = "一起圆的心愿："
CARD = "{text}\n{steps}\n现在：{state}\n您和另外 {count} 位一起圆。"
TO_SHARER = {
    "claimed": "大家在准备",
    "prepared": "备好了，等送到",
    "delivered": "送到了，等家里确认",
    "disputed": "县里在问收到没有",
    "confirmed": "家里收到了",
    "closed": "圆满了",
}
TOLD = {
    "released": "“{text}”牵头的人办不了，您不用再准备了。谢谢您的心意。\n它又在心愿墙上等人，您想的话可以来认领。",
    "paused": "“{text}”先停一停，您不用再准备了。谢谢您的心意。",
    "reassigned": "“{text}”妇联另作安排了，您不用再准备了。谢谢您的心意。",
    "timed_out": "“{text}”到期没有备好，另请别人来接。您不用再准备了，谢谢您的心意。",
    "failed": "“{text}”这次没有送成，您不用再准备了。谢谢您的心意，县里会想办法。",
    "cancelled": "“{text}”这次没有办成。谢谢您的心意。",
    "delivered": "“{text}”送到了。等家里确认，就告诉您。",
    "confirmed": "你们一起圆的心愿“{text}”，家里收到了。谢谢您。\n这是您的爱心证书：{url}",
}
# To the guardian, under what she is told anyway.
TO_GUARDIAN = "有几位爱心人士一起圆这个心愿。"
TELLS_GUARDIAN = frozenset({"prepared", "delivered"})

# The page that is passed on.
PAGE_TITLE = "一起圆一个心愿"
PAGE_COUNT = "现在有 {count} 位在圆，还可以来 {places} 位。"
PAGE_FULL = "一起圆的人已经够了，谢谢您。"
PAGE_HOW = "回到公众号，回复下面这几个字，再点“我也出一份”："
PAGE_SAY = "一起 {invite}"
PAGE_COPY = "复制这几个字"
PAGE_COPIED = "复制好了，去粘贴"
PAGE_BY_HAND = "请长按上面的字，点“复制”"
PAGE_MORE = "想再请人来？把这一页发给认识的人："
PAGE_COPY_LINK = "复制链接"


def with_others(count: int) -> str:
    """Under a wish in her record: with how many others; empty where she did it alone."""
    return WITH_OTHERS.format(count=count) if count else ""


def came_or_left(text: str, count: int, *, came: bool) -> str:
    """What who leads is told when somebody has come or can't."""
    words = CAME if came else LEFT if count else NONE_LEFT
    return words.format(text=text, count=count)
