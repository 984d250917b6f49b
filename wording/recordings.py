"""What people read of the recordings that go with answers."""

LIBRARY = "录音"
TITLE = "名字"
LENGTH = "多长"
LASTS = "约 {seconds} 秒"
USED_WHERE = "用在哪条问答"
UNUSED = "还没有用"
AND_THEN = "，"
ADDED = "什么时候放的"
ADDED_BY = "谁放的"
LEFT = "离开的同事"
WHICH = "看哪些"
KEPT, ARCHIVED = "在用的", "收起来的"
NONE = "还没有录音。写问答的时候，在“配一段录音”那里放。"
NONE_SO = "没有收起来的录音。"
MOVED = {"archived": "收起来了。", "kept": "放回来了。"}
UNNAMED = "没有写问题的录音"
PROBLEMS = {
    "unknown": "这段录音收起来了，或者没有了。请换一段。",
    "not_audio": "这个文件有的手机放不出来。请用 MP3，或者手机录音机存的 M4A。",
    "shows": "这个文件是视频。请只用录音。",
    "too_large": "录音文件太大了，请用 2.4 MB 以内的。",
    "too_long": "录音太长了。请录 60 秒以内的。",
    "too_short": "录音太短了，没有听到话。请再录一次。",
    "in_use": "还有问答在用它。请先在那里换成别的，再收起来。",
}
