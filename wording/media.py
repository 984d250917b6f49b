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
    "in_use": "关键词还在用它。请先在关键词那里换成别的，再收起来。",
}
TEXT_PROBLEMS = {"missing": "这里还没填。", "too_long": "太长了，请短一些。"}
MOVED = {"archived": "收起来了。", "kept": "放回来了。"}
SOMEBODY_FIRST = "有人先改过了。下面是现在的样子，请看看再改。"


def reason(word: str) -> str:
    """Why the platform has no copy."""
    return REASONS.get(word, REASONS["refused"])
