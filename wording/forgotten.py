"""What staff read of wishes that wait too long."""

from typing import Final

NAME = "不落下一个孩子"
WHY: Final = {
    "wall": "在墙上一直没人认领",
    "back": "有人认领过，又回到墙上",
    "volunteer": "陪伴类，还缺志愿者",
    "guardian": "家长一直没有回音",
    "words": "还没上墙：字在审，或者等人看",
    "extended": "认领的人延期过",
    "failed": "没有送成，等县里定",
    "disputed": "家长说没收到，等县里问",
    "late": "过了时间，还没有办",
    "escalated": "过了时间，请了上一级来看",
}
TIMES = "（{many} 次）"
BY_WHY = "为什么等"
ALL_WHYS = "都看"
WAITED = "等了多久"
DAYS = "天"
FROM_DAY = "从哪天算起"
URGED = "上次提醒"
NONE = "现在没有等太久的心愿。哪个心愿停下来了，会出现在这里，写着为什么、轮到谁。"
NONE_SO = "没有这样的心愿。换一个条件看看。"
URGE = {"remind": "提醒一次", "forward": "排到墙上最前面"}
LEADS = {
    "remind": "轮到的那个人会在公众号里收到一句提醒。一天只提醒一次。",
    "forward": "这个心愿排到墙上最前面，好心人先看到。",
}
CALL = "看电话，打给家里"
CHECKS = "去内容审核"
OPEN = "打开看看"
