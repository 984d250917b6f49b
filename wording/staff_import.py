"""What staff read while they invite colleagues by a sheet."""

COLUMNS = {
    "name": "名字",
    "login": "用户名",
    "role": "岗位",
    "region": "地方",
    "since": "从哪天起",
    "until": "到哪天",
}
OPTIONAL = ("since", "until")
TROUBLE = "要改的地方"
TEMPLATE = "请同事.xlsx"
TO_MEND = "要改的行.xlsx"
FILE_PROBLEMS = {
    "missing": "请先选一个文件。",
    "no_rows": "表格里没有人。请从第二行写起。",
    "too_large": "文件太大了。请控制在 2 MB 以内，或者分成几个。",
    "not_a_sheet": "这个文件打不开。请存成 xlsx 或 csv 再试。",
    "too_many_rows": "最多 5000 行。请分成几个文件。",
    "headings": "第一行要有“名字、用户名、岗位、地方”。请用这里的样表。",
}
PROBLEMS = {
    "missing": "这里没填",
    "too_long": "太长了，请短一些",
    "taken": "这个用户名已经有人用了，请换一个",
    "twice": "这个用户名在表格里写了两次",
    "unknown": "没有这一项，请照系统里的名字写",
    "several": "有好几个同名的地方，请从县写起，或者写代码",
    "not_yours": "这里不归您管，请上级来办",
    "not_a_day": "日期请写成 2026-11-28",
    "out_of_range": "日期不对：已经过了，或者比开始还早",
}
OTHER = {
    "login": "用户名用 2 到 32 个小写字母或数字",
    "name": "名字最多 30 个字",
}


def problem(column: str, word: str) -> str:
    """What stands beside a cell that can't be taken."""
    return PROBLEMS.get(word) or OTHER.get(column, "这样写不行，请换一种写法")


def trouble(column: str, word: str) -> str:
    """The same with the column's name, for the sheet to mend."""
    return f"{COLUMNS.get(column, column)}：{problem(column, word)}"
