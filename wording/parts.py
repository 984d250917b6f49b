"""What staff read in the console's parts: tables, sheets, undo, looks, search."""

EMPTY = "这里还没有内容。"
EMPTY_SO = "这样筛下来没有。换一个条件，或者看全部。"

SHEET_CAPPED = "只导出了前 {most} 行。请先筛一筛，再分几次导出。"
SHEET_NAME = "{caption} {day}.xlsx"

TAKEN = "您接了这件求助。"
MOVED = {"published": "发布了。", "withdrawn": "收起来了。"}
