"""What staff read of the knowledge base, and the words for what is checked in it."""

from wording import recordings

CAPTION = "问答"
QUESTION, STATE, TOPIC, CHANGED = "问题", "状态", "主题", "改动"
USEFUL, UNSOLVED, VALID, NUMBER, RELEASED = "有用", "没解决", "有效到", "第几版", "发布时间"
TIMES, VERSION = "人", "版"
AND_THEN = "；"
BY_TOPIC, ALL_TOPICS = "按主题看", "全部主题"
WHICH = {
    "drafts": "等着审",
    "published": "发布了的",
    "lacks": "要补本地信息的",
    "stale": "快过期、过期的",
    "archived": "收起了的",
}
BY_WHICH, ALL = "看哪些", "全部"
EMPTY = "还没有问答。点“写一条”，写好请同事审过，公众号就会这样答。"
EMPTY_SO = "这样筛下来没有。看看“全部”。"
OVER = "{day}（过期了）"
SOON = "{day}（快到了）"

STATES = {"draft": "草稿", "published": "已发布", "archived": "已收起"}
TONES = {"draft": "draft", "published": "published", "archived": "withdrawn"}
CHANGED_SINCE = "已发布，改了等审"
AGES = {
    "any": "不分年龄",
    "baby": "3 岁以下",
    "preschool": "3 到 6 岁",
    "primary": "6 到 12 岁",
    "teen": "12 到 18 岁",
    "grown": "大人自己的事",
}
FIELDS = {
    "category": "主题",
    "question": "问题",
    "answer": "聊天里的短答复",
    "variants": "别的问法",
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
}
PROBLEMS = {
    "answer": {"too_long": "短答复太长，一条消息放不下。长的写进“全文”，这里留最要紧的几句。"},
    "question": {"too_long": "问题最多 80 个字。"},
    "variants": {"too_long": "有一句太长了，每句最多 120 个字。", "too_many": "最多 60 句。"},
    "page": {"too_long": "全文最多 20,000 个字。"},
    "sources": {
        "article": "引了法，要写到第几条，比如《家庭教育促进法》第十七条。",
        "too_long": "有一个太长了，每个最多 200 个字。",
        "too_many": "最多 20 个。",
    },
    "lessons": {"unknown": "有一课找不到了，请重新选。", "too_many": "最多选 10 课。"},
    "must_win": {"too_long": "有一句太长了，每句最多 120 个字。", "too_many": "最多 30 句。"},
    "to_fill": {"too_long": "有一行太长了，每行最多 200 个字。", "too_many": "最多 10 行。"},
    "valid_until": {"invalid": "请选一个日子，或者留空。"},
    "picture": {"unknown": "这张图收起来了，或者没有了。请换一张。"},
    "audio": recordings.PROBLEMS,
    "audio_text": {
        "missing": "请把录音里说的话写下来。听不见的人看字。",
        "too_long": "太长了，最多 600 个字。一分钟大约说 250 个字。",
    },
    "category": {"too_long": "主题最多 30 个字。"},
}
TIERS = {
    "answer": "会直接答：",
    "suggest": "拿不准，会让她选：",
    "expert": "答不上，会转给老师。",
}
BROUGHT = "随软件带来的，未经本地审核"
SOMEBODY_FIRST = "有人先改过了这一条。再按一次保存，就用您写的换掉现在的草稿。"
MOVED = {"archived": "收起来了，公众号不再这样答。", "published": "放回来了，公众号又会这样答。"}
NOT_READY = {
    "must_win": "还有一定要答对的问法被别的问答抢先，先改好再发布。",
    "decide": "还有〔〕标着的地方等人拿主意：改成一般的说法，或者删掉。",
    "own": "自己写的，要请另一位同事来审。",
    "unfinished": "还没写完：回到编辑页，把缺的补上再来审。",
    "changed": "您看的时候，有人又改了草稿。请重新看一遍。",
}
MASKS = {
    "name": "姓名",
    "id_number": "证件号",
    "phone": "电话",
    "account": "账号",
    "contact": "联系方式",
    "school": "学校",
    "village": "村镇",
    "address": "住址",
    "plate": "车牌",
    "birth_date": "生日",
}
