"""What staff read while they bring entries of the knowledge base in a sheet, and take them out in one."""

from wording import knowledge, wish_import

COLUMNS = {
    "question": "问题",
    "category": "主题",
    "variants": "别的问法",
    "answer": "聊天里的短答复",
    "page": "全文",
    "age": "年龄",
    "sources": "来源",
    "lessons": "接着看的小课",
    "must_win": "一定要答对的问法",
    "to_fill": "要补的本地信息",
    "valid_until": "有效到",
    "picture": "图片",
    "audio": "录音",
    "audio_text": "录音里说的话",
    "entry": "编号（不要改）",
    "seen": "改动号（不要改）",
}
OPTIONAL = (
    "variants",
    "page",
    "age",
    "sources",
    "lessons",
    "must_win",
    "to_fill",
    "valid_until",
    "picture",
    "audio",
    "audio_text",
    "entry",
    "seen",
)
SAMPLE = {
    "question": "示例：孩子不肯睡觉怎么办",
    "category": "睡觉",
    "variants": "娃晚上不睡\n哄睡要一个钟头",
    "answer": "每天同一个时间关灯。\n讲一个故事，再说晚安。",
    "age": "3 到 6 岁",
    "sources": "《家庭教育促进法》第十七条",
    "must_win": "孩子晚上不肯睡觉",
    "valid_until": "2027-12-31",
}
GUIDE = {
    "question": ("一句话，最多 80 个字。一行一条问答", "孩子不肯睡觉怎么办"),
    "category": ("最多 30 个字。和已有的主题写成一样", "睡觉"),
    "variants": ("群众会怎样问，一句一行。在格子里换行按 Alt+Enter", "娃晚上不睡"),
    "answer": ("先写现在就能做的，大约 650 个字以内", "每天同一个时间关灯。"),
    "page": ("可以长。空一行另起一段，“## ”开头是小标题，“- ”开头是一条一条", "## 先做这些"),
    "age": ("从“可以填的”里选。空着就是不分年龄", "3 到 6 岁"),
    "sources": ("一个一行。引了法，要写到第几条", "《家庭教育促进法》第十七条"),
    "lessons": ("小课的短名，一个一行。在小课的地址里看得到", "listen"),
    "must_win": ("发布前要试的问法，一句一行", "孩子晚上不肯睡觉"),
    "to_fill": ("只有当地知道的，一样一行。群众看不到", "县里儿童睡眠门诊的电话"),
    "valid_until": ("写成 2027-12-31。空着就一直有效", "2027-12-31"),
    "picture": ("素材库里那张图的编号，就是它的地址最后一段。没有就空着", ""),
    "audio": ("录音的编号，就是它的地址最后一段。没有就空着", ""),
    "audio_text": ("有录音就要写：里面说的话，一个字一个字写下来", ""),
    "entry": ("新写的空着。导出来的照原样留着，才知道改的是哪一条", ""),
    "seen": ("同上", ""),
}
GUIDE_HEADS, NEEDED, MAY = wish_import.GUIDE_HEADS, wish_import.NEEDED, wish_import.MAY
FIRST, SECOND, THIRD = "问答", wish_import.SECOND, wish_import.THIRD
TROUBLE, TO_MEND = wish_import.TROUBLE, wish_import.TO_MEND
TEMPLATE = "导入问答的样表.xlsx"
EXPORTED = "问答"
FILE_PROBLEMS = {
    **wish_import.FILE_PROBLEMS,
    "no_rows": "表格里没有问答。请从第二行写起。",
    "too_large": "文件太大了。请分成几个，每个 2 MB 以内。",
    "unchanged": "这张表和系统里的一样，没有要改的。",
}
EXPORT_MOST = "一次最多导出 500 条。请先按主题筛一筛，再导出。"
EXPORT_NONE = "没有可以导出的问答。请先选几条，或者换一种筛法。"
EXPORT = "导出选中的，改好再传"
PROBLEMS = {
    "missing": "这里没填",
    "too_long": "太长了，请短一些",
    "kept": "这一行导过了，不会再导",
    "sample": "这是样表里的例子，不会导进去",
    "alike": "有像的，没有说要照样导",
    "changed": "导出以后，有人改过这一条。请重新导出，再改",
    "not_allowed": "您现在不能写问答了",
}
OTHER = {
    "question": {"twice": "这个问题在表格里写了两次"},
    "entry": {"twice": "这一条在表格里写了两次", "unknown": "没有这个编号。新写的请空着"},
    "seen": {"missing": "请照导出来的原样留着", "invalid": "请照导出来的原样留着"},
    "age": {"unknown": "请从“可以填的”里选"},
    "lessons": {"unknown": "没有这一课，请照小课的短名写"},
    "valid_until": {"invalid": "日期请写成 2027-12-31"},
}


def problem(column: str, word: str) -> str:
    """What stands beside a cell that can't be taken."""
    own = OTHER.get(column, {}).get(word) or knowledge.PROBLEMS.get(column, {}).get(word)
    return own or PROBLEMS.get(word, "这样写不行，请换一种写法")


def trouble(column: str, word: str) -> str:
    """The same with the column's name, for the sheet to mend."""
    return f"{COLUMNS.get(column, column)}：{problem(column, word)}"
