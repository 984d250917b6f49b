"""What people and staff read about campaigns."""

SAMPLE = "春节心愿行动（示例）"
SAMPLE_WORDS = "这是演示用的示例活动。春节前，一起圆孩子们的小心愿。"
STATES = {"draft": "草稿，还没公开", "open": "公开了", "closed": "结束了"}
TONES = {"draft": "draft", "open": "published", "closed": "stopped"}  # as states that the console's tags know
STAGES = {"shown": "上了心愿墙", "taken": "有人认领", "arrived": "送到了", "done": "圆满了"}
ALL = "全部活动"
BY_CAMPAIGN = "活动"
FEWER = "先不写"
FEWER_WHY = "数不到 {fewest} 个，或者两个数相差不到 {fewest} 个，先不写，免得认出是谁。"
DAYS = "{first}到 {last}"
WISHES = "圆满 {many} 个心愿"
MONEY = "圆满的心愿合 {yuan} 元"
BOTH = "，"
CHANGED_MEANWHILE = "刚才有同事改过。请看看现在的样子，再改一次。"
NOT_CLOSED = "草稿不用结束：没有公开，谁也看不到。"
CLOSED = "这个活动结束了，改不了。"
IDENTIFYING = "像是写着人名、学校、村子、地址或号码，大家会认出是哪个孩子。请去掉；要留电话，就写 12338。"
PROBLEMS = {
    "name": {"missing": "请写活动的名字。", "too_long": "最多 20 个字。", "identifying": IDENTIFYING},
    "words": {"missing": "请写几句话，说说这个活动。", "too_long": "最多 200 个字。", "identifying": IDENTIFYING},
    "first": {"invalid": "请选开始的日子。"},
    "last": {
        "invalid": "请选结束的日子。",
        "before": "结束的日子在开始之前，请改一改。",
        "too_late": "一个活动最长一年，请把结束的日子提前。",
    },
    "region": {"unknown": "请选一个地方。", "too_small": "活动由市里或县里办，请选市或县。"},
    "target_wishes": {
        "missing": "请写要圆满多少个心愿，或者合多少钱。",
        "invalid": "请写整数。",
        "too_many": "最多 100,000 个。",
    },
    "target_fen": {"invalid": "请写整数，单位是元。", "too_many": "最多 10,000,000 元。"},
    "kinds": {"unknown": "有一个类别不能用了，请重新勾。"},
}


def target(wishes: int, yuan: str) -> str:
    """What it is about to reach; `yuan` is "0" where no money is named."""
    parts = [WISHES.format(many=f"{wishes:,}")] if wishes else []
    return BOTH.join([*parts, MONEY.format(yuan=yuan)] if yuan != "0" else parts)
