"""What staff read where they sign in and look after their own account."""

SYSTEMS = {
    "windows": "Windows 电脑",
    "mac": "苹果电脑",
    "linux": "Linux 电脑",
    "android": "安卓手机",
    "harmony": "鸿蒙手机",
    "iphone": "苹果手机",
    "ipad": "苹果平板",
}
BROWSERS = {
    "wechat": "微信",
    "edge": " Edge",
    "qq": " QQ 浏览器",
    "uc": " UC 浏览器",
    "360": " 360 浏览器",
    "firefox": "火狐浏览器",
    "chrome": " Chrome",
    "safari": " Safari",
}
DEVICE_OTHER = "一台设备"
BROWSER_OTHER = "浏览器"
WAYS = {
    "password": "用密码登录",
    "totp": "用密码和验证码登录",
    "recovery": "用密码和恢复码登录",
    "wechat": "用微信扫码登录",
}

CODE_WRONG = "这个验证码不对，或者已经用过了。等手机上换了新的，再填一次。"
CODE_WAIT = "试得太多了。请回到登录页，重新填一次密码。"
STEP_OVER = "时间过了，请重新填用户名和密码。"
FIELDS = {
    "wrong": "这里填得不对，请再看一眼。",
    "differs": "两次填的不一样，请再填一次。",
    "too_short": "太短了，至少要 10 个字。",
    "too_many": "试得太勤了，请过一会儿再试。",
}
NOTICES = {
    "password": "密码换好了。别的设备都已退出。",
    "off": "登录验证码关掉了。以后登录只要密码。",
    "ended": "那台设备已经退出了。",
    "others": "别的设备都已退出。",
    "bound": "微信绑好了。以后可以扫码登录。",
    "unbound": "微信解绑了。以后不能用它扫码登录。",
}


def device(kind: str) -> str:
    """A browser in plain words: "windows.chrome" is Windows 电脑上的 Chrome."""
    system, _, browser = kind.partition(".")
    return f"{SYSTEMS.get(system, DEVICE_OTHER)}上的{BROWSERS.get(browser, BROWSER_OTHER)}"


# In the chat.
TYPED = {"登录": "signin", "绑定": "bind"}
ASK_SIGN_IN = "{name}，有人要在{device}登录后台。\n是您自己在登录，就点屏幕上显示的数字："
ASK_BIND = "要把这个微信绑到{name}的后台账号上。\n是您自己在绑，就点屏幕上显示的数字："
NOT_ME = "不是我"
CONFIRMED = "好了。看看电脑，已经登录了。\n不是您自己，马上到“我的账号”让它退出，再换密码。"
BOUND = "绑好了。以后登录后台，用这个微信扫一扫就行。"
REFUSED = "没有放行。这个码作废了。\n是您自己点错了，就在电脑上换一个码再扫。"
STALE = "这个码过时了。请在电脑上换一个再扫。"
NOT_BOUND = "这个微信还没有绑后台账号。\n是工作人员的话，请先用密码登录，在“我的账号”里绑定微信。"
BOUND_ALREADY = "这个微信已经绑了一个后台账号。要换，请先在“我的账号”里解绑。"
TAKEN = "这个码已经用过了，或者别人先扫了。请在电脑上换一个再扫。"
TOO_OFTEN = "试得太勤了。请过一会儿再发。"
