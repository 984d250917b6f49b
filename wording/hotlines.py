"""How a line to call is named in the chat."""

WOMEN = "12338（妇女维权热线{hours}）"
WOMEN_NUMBER = "12338"
WOMEN_HOURS = "，{hours}"
LINE = "{name} {number}"
HOURS = "（{hours}）"
FOR_WHAT = "：{for_what}"
MORE = "本地的电话，回复“{word}”。"


def women(hours: str) -> str:
    """12338 with its name, and its hours where they are known."""
    return WOMEN.format(hours=WOMEN_HOURS.format(hours=hours) if hours else "")


def women_number(hours: str) -> str:
    """12338, and its hours where they are known."""
    return f"{WOMEN_NUMBER}{HOURS.format(hours=hours) if hours else ''}"


def line(name: str, number: str, hours: str, for_what: str = "") -> str:
    """A line of the federation's own."""
    said = LINE.format(name=name, number=number) + (HOURS.format(hours=hours) if hours else "")
    return said + (FOR_WHAT.format(for_what=for_what) if for_what else "")
