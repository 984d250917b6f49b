"""What WeChat itself says: in a chat when an account's server fails, and in place of what accounts cannot get."""

ACCOUNT_FAILED = "该公众号提供的服务出现故障，请稍后再试"
MINI_FAILED = "该小程序客服暂时无法提供服务，请稍后再试"
# What the checks of content find, by the words in it, unless the control API says otherwise: (suggested, label).
CHECKED_WORDS = {
    "赌博": ("risky", 20006),
    "色情": ("risky", 20002),
    "加微信": ("risky", 10001),
    "滚蛋": ("review", 20003),
    "评论待审": ("review", 21000),
}
UNSHOWN = "[收到不支持的消息类型，暂无法显示]"
