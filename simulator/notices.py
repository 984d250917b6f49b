"""What WeChat itself shows in a chat when an account's server fails."""

ACCOUNT_FAILED = "该公众号提供的服务出现故障，请稍后再试"
MINI_FAILED = "该小程序客服暂时无法提供服务，请稍后再试"
