"""What WeChat itself says: in a chat when an account's server fails, and in place of what accounts cannot get."""

ACCOUNT_FAILED = "该公众号提供的服务出现故障，请稍后再试"
MINI_FAILED = "该小程序客服暂时无法提供服务，请稍后再试"
UNSHOWN = "[收到不支持的消息类型，暂无法显示]"
