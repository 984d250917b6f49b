"""What a browser says of itself, cut down to what a person would call it."""

SYSTEMS = (
    ("HarmonyOS", "harmony"),
    ("OpenHarmony", "harmony"),
    ("Android", "android"),
    ("iPhone", "iphone"),
    ("iPad", "ipad"),
    ("Windows", "windows"),
    ("Macintosh", "mac"),
    ("Linux", "linux"),
)
BROWSERS = (  # the first that is found: nearly all of them call themselves Chrome or Safari as well
    ("MicroMessenger", "wechat"),
    ("Edg", "edge"),
    ("QQBrowser", "qq"),
    ("UCBrowser", "uc"),
    ("QIHU", "360"),
    ("360SE", "360"),
    ("Firefox", "firefox"),
    ("Chrome", "chrome"),
    ("Safari", "safari"),
)


def device_kind(user_agent: str) -> str:
    """Two stable words, "windows.chrome"; either is empty where it isn't known."""
    return f"{_first(SYSTEMS, user_agent)}.{_first(BROWSERS, user_agent)}"


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in known if mark in user_agent), "")
