"""What staff read of the media library."""

REACH = {
    "held": "在微信上有效至 {until}",
    "waiting": "用到时自动上传",
    "uploading": "正在上传",
    "failed": "上传失败",
}
TONES = {"held": "done", "waiting": "rest", "uploading": "wait", "failed": "wait"}
REASONS = {
    "quota": "今天能传的次数用完了。过了今晚 12 点会自己再传。",
    "not_granted": "公众号没有传素材的权限。请管理员在公众号后台看看“接口权限”。",
    "away": "现在连不上微信。过一会儿会自己再传。",
    "refused": "微信没有收下这张图。请换一张再用。",
    "lost": "这张图的文件找不到了。请重新放一张。",
}
PICTURE_PROBLEMS = {
    "not_a_picture": "这个文件不是图片。请选 JPG、PNG、WebP、GIF 或 BMP。",
    "too_large": "这张图太大了，请换小一点的。",
    "moves": "会动的图发不了。请选一张不动的。",
    "missing": "还没有选图片。",
    "in_use": "还有地方在用它。请先在那里换成别的，再收起来。",
}
TEXT_PROBLEMS = {"missing": "这里还没填。", "too_long": "太长了，请短一些。"}
MOVED = {"archived": "收起来了。", "kept": "放回来了。"}
SOMEBODY_FIRST = "有人先改过了。下面是现在的样子，请看看再改。"
LIBRARY = "素材库"
PICTURE = "图片"
USED_WHERE = "用在哪里"
BY_RULE, BY_ENTRY = "关键词“{name}”", "问答“{name}”"
AND_THEN = "，"
UNUSED = "还没有用"
AT_WECHAT = "微信上"
ADDED = "什么时候放的"
ADDED_BY = "谁放的"
LEFT = "离开的同事"
ALT = "图上有什么"
SIZE = "大小"
KILOBYTES = "KB"
WHY_NOT = "为什么没传上"
WHICH = "看哪些"
KEPT = "在用的"
ARCHIVED = "收起来的"
TITLED = "按名字找"
TITLED_HINT = "写名字开头的几个字。"
NONE = "还没有图。点“放一张图”，选一张海报或者办事流程图，就能用它来回关键词。"
NONE_SO = "没有收起来的图。"
NONE_TITLED = "没有名字这样开头的图。少写几个字再找找。"


def reason(word: str) -> str:
    """Why the platform has no copy."""
    return REASONS.get(word, REASONS["refused"])
