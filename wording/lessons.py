"""What people read about lessons."""

LIST = "今天给您挑的小课，点一下或回复数字："
OTHERS = "看别的课"
SERIES = "想看哪一类？点一下或回复数字："
SERIES_LIST = "“{name}”的小课，点一下或回复数字："
MORE = "还有 {count} 课"
MORE_LIST = "“{name}”后面的小课："
NONE = "小课正在准备，过两天再来看看。"
GONE = "这一课已经收起来了。回复“微课堂”看看别的。"
NOT_NOW = "小课这会儿打不开，请过几分钟再试。"


def length(minutes: int) -> str:
    """How long a lesson takes, after its title in a list."""
    return f"（{minutes} 分钟）"
