"""What staff read where a push of a colleague is to be released."""

LESSON_CHANGED = "有人刚改过这一课。下面是现在的样子，请再看一遍再放行。"
PAST = "这次推送已经不等放行了，或者这一课收起来了。下面是现在的样子。"
