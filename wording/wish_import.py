"""What staff read while they enter wishes by a sheet."""

from wording import wish_entry

COLUMNS = {
    "child_name": "孩子名字",
    "age": "几岁",
    "region": "哪个村",
    "guardian": "监护人名字",
    "relation": "是孩子的什么人",
    "phone": "监护人电话",
    "kind": "哪一类",
    "text": "想要什么",
    "yuan": "大约多少元",
    "signed": "哪天签的字",
    "box": "签字的纸放在哪里",
    "text_version": "签的是哪一版",
}
OPTIONAL = ("phone", "text_version")
GUIDE = {
    "child_name": ("2 到 20 个字", "王小明"),
    "age": ("周岁，0 到 17", "8"),
    "region": ("从镇写到村，中间用“/”隔开，或者写村的代码", "吴村镇/峪口村"),
    "guardian": ("在同意书上签字的人", "李秀英"),
    "relation": ("从“可以填的”里选", "奶奶、姥姥"),
    "phone": ("11 位手机号，或带区号的座机。没有就空着", ""),
    "kind": ("从“可以填的”里选", ""),
    "text": ("一样东西，2 到 60 个字。不写名字、学校、村子", "一双 35 码的运动鞋"),
    "yuan": ("只写数字", "80"),
    "signed": ("一年以内", "2026-11-20"),
    "box": ("柜子和盒子的编号，不写名字", "镇妇联 2 号柜 第 3 盒"),
    "text_version": ("空着就是现在用的一版", "child_wish.v3"),
}
GUIDE_HEADS = ("这一列", "要不要填", "怎么填", "比如")
NEEDED, MAY = "要填", "可以空着"
FIRST, SECOND, THIRD = "心愿", "怎么填", "可以填的"
TROUBLE = "要改的地方"
TEMPLATE = "录心愿的样表.xlsx"
TO_MEND = "要改的行.xlsx"
FILE_PROBLEMS = {
    "missing": "请先选一个文件。",
    "no_rows": "表格里没有心愿。请从第二行写起。",
    "too_large": "文件太大了。请控制在 2 MB 以内，或者分成几个。",
    "not_a_sheet": "这个文件打不开。请存成 xlsx 或 csv 再试。",
    "too_many_rows": "一次最多 500 行。请分成几个文件。",
    "headings": "第一行的列名不对。请用这里的样表。",
}
PROBLEMS = {
    "missing": "这里没填",
    "too_long": "太长了，请短一些",
    "twice": "这个孩子在表格里写了两次",
    "kept": "这一行录过了，不会再录",
    "open": wish_entry.SAME["open"],
    "year": wish_entry.SAME["year"],
    "alike": "有像的，没有说不是同一个",
    "several": "有好几个同名的村，请从县写起，或者写代码",
    "not_yours": "这个村不归您管",
    "not_a_village": "请写到村",
    "not_a_day": "日期请写成 2026-11-20",
}
OTHER = {
    "age": "请写 0 到 17 的整数",
    "region": "没有这个村，请照系统里的名字写",
    "relation": "请从“可以填的”里选",
    "kind": "请从“可以填的”里选",
    "text_version": "请从“可以填的”里选",
}


def problem(column: str, word: str) -> str:
    """What stands beside a cell that can't be taken."""
    field = "cost_fen" if column == "yuan" else column
    return PROBLEMS.get(word) or wish_entry.problem(field, word) or OTHER.get(column, "这样写不行，请换一种写法")


def trouble(column: str, word: str) -> str:
    """The same with the column's name, for the sheet to mend."""
    return f"{COLUMNS.get(column, column)}：{problem(column, word)}"
