"""What stands on the console's pages of checks and blocks."""

from wording.checking import KINDS, REASONS, STATES, WHY

CAPTION = "内容审核"
WHAT = "什么内容"
WHY_WORDS = "为什么"
HANDED_IN = "交来"
BY_STATE = "按状态看"
HELD = "等人看的"
NOTHING_HELD = "没有等您看的内容。微信拿不准的、查不了的文字和图片，会出现在这里。"
NOTHING_SO = "没有这样的内容。"
OPEN = "{kind}：{field}"
FIELDS = {
    "text": "心愿的话",
    "picture": "图片",
    "story": "故事",
    "thanks": "感谢的话",
    "nickname": "称呼",
    "drawing": "孩子的画",
}
FIELD_OTHER = "要公开的内容"
OTHERS = {each: STATES[each] for each in ("waiting", "passed", "refused")}
REASONS_OF_STAFF = {name: words for name, words in REASONS.items() if name != "platform"}
PASSED_THOUGH = {"mistaken": "不是真人的脸，也不是真车牌，电脑认错了", "agreed": "是大人，本人同意公开"}
PASSED_UNSEARCHED = {"nobody": "图里没有人，也没有车", "looked": "我放大看过了，认不出是谁"}
BY_WHY = "按原因看"
TAKEN_BACK = {each: WHY[each] for each in ("found", "unsearched")}
THOUGH_PROBLEMS = {
    "exposed": "图里有没遮的脸或车牌。先遮上，或选一个不用遮的原因。",
    "unsearched": "电脑没有查过这张图。您看仔细了，选一个原因再通过。",
    "searching": "电脑还在查这张图里的脸和车牌。等一会儿，查完再通过。",
}
PLACES = {"face": "像人脸", "plate": "像车牌", "hand": "同事遮的"}
BLOCKS = "暂停公开的人"
BLOCK_WHY = "原因"
BLOCK_UNTIL = "到什么时候"
BLOCK_STANDS = "现在"
NO_BLOCKS = "没有人被暂停。看一条内容时，可以暂停写它的人公开发内容。她看课、提问、求助都照常。"
BLOCK_STATES = {
    "appealed": "申诉了，等人看",
    "upheld": "申诉看过了，没有改",
    "lifted": "恢复了",
    "over": "到期了",
    "blocked": "暂停着",
}
TERMS = {7: "7 天", 30: "30 天", 90: "90 天"}
DECIDED = {"passed": "通过了，可以公开。", "refused": "退回了，原因已经发给她。"}

__all__ = ["KINDS", "WHY"]
