"""What staff read in the console's parts: tables, sheets, undo, looks, search."""

EMPTY = "这里还没有内容。"
EMPTY_SO = "这样筛下来没有。换一个条件，或者看全部。"

SHEET_CAPPED = "只导出了前 {most} 行。请先筛一筛，再分几次导出。"
SHEET_NAME = "{caption} {day}.xlsx"

TAKEN = "您接了这件求助。"
MOVED = {"published": "发布了。", "withdrawn": "收起来了。"}

SAMPLE_CAPTION = "样例"
SAMPLE_FILTER = "按状态看"
SAMPLE_ALL = "全部"
SAMPLE_STATES = {"draft": "还没办", "building": "正在办", "done": "办完了"}
SAMPLE_NAME = "名称"
SAMPLE_UNDER = "点名称就打开"
SAMPLE_STATE = "状态"
SAMPLE_PEOPLE = "人数"
SAMPLE_AT = "时间"
PERSON = "人"
SAMPLE_ROWS = (
    ("样例一村", "done", 320, 3),
    ("样例二村", "building", 145, 1),
    ("样例三村", "draft", 60, 0),
)
SAMPLE_ACTORS = {"a": "家长", "b": "王芳（样例）"}
STEPS = {"place": "选地方", "people": "写人数", "check": "看一遍"}
IMPORT_NAME = "名称"
IMPORT_PEOPLE = "人数"
IMPORT_NOTE = "备注"
FILE_PROBLEMS = {
    "missing": "请先选一个文件。",
    "too_large": "文件太大了。请控制在 2 MB 以内，或者分成几个。",
    "not_a_sheet": "这个文件打不开。请存成 xlsx 或 csv 再试。",
    "too_many_rows": "最多 2000 行。请分成几个文件。",
    "headings": "第一行要有“名称”和“人数”两列。请照着样子改好再试。",
}

SCHEMES = {"": "跟着手机、电脑", "light": "浅色", "dark": "深色"}
TYPES = {"": "一般大", "large": "大字"}

TIME_ORDERS = ("按{column}从早到晚", "按{column}从晚到早")
WORD_ORDERS = ("按{column}从 A 到 Z", "按{column}从 Z 到 A")
