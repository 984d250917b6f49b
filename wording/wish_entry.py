"""What staff read while they enter a wish for a family without a phone."""

RELATIONS = {
    "mother": "妈妈",
    "father": "爸爸",
    "grandmother": "奶奶、姥姥",
    "grandfather": "爷爷、姥爷",
    "relative": "别的亲属",
    "other": "别的监护人",
}
TEXTS = {"child_wish.v3": "第三版（现在用的）", "child_wish.v2": "2026 年第二版", "child_wish.v1": "第一版"}
SAME = {
    "open": "这个孩子已经有一个心愿在办，一个孩子同时只能有一个。",
    "year": "这个孩子今年的心愿已经够数了，明年再录。",
}
SAME_HERE = "就是下面这个。"
WHY = {
    "name": "本镇别的村有同名的孩子，也有心愿",
    "spelled": "本村有名字相近、年龄一样的孩子，也有心愿",
    "text": "本村有差不多的心愿",
}
PROBLEMS = {
    "child_name": {"length": "名字写 2 到 20 个字。", "invalid": "名字里不写数字。"},
    "guardian": {"length": "名字写 2 到 20 个字。", "invalid": "名字里不写数字。"},
    "age_band": {"missing": "请选孩子几岁。"},
    "region": {
        "missing": "请选到村。",
        "not_a_village": "请接着选，选到村。",
        "unknown": "没有这个村，请重新选。",
        "not_yours": "这个村不归您管。",
    },
    "relation": {"missing": "请选是孩子的什么人。"},
    "phone": {"invalid": "请写 11 位手机号，或者带区号的座机号。没有就空着。"},
    "kind": {"unknown": "请选一类。", "company": "陪伴类心愿要监护人自己在微信里提，见面前要她点同意。"},
    "text": {"length": "心愿写 2 到 60 个字。", "unfit": "这样东西不能办，请换一样。"},
    "cost_fen": {"missing": "请写大约多少元，只写数字。", "out_of_range": "这个价钱办不了，请看上面写的最多多少元。"},
    "signed": {"missing": "请选签字的那一天。", "out_of_range": "签字要在最近一年里，不能晚于今天。"},
    "box": {
        "length": "最多 40 个字。",
        "identifying": "这里只写柜子和盒子的编号，不写名字、电话。",
    },
    "text_version": {"unknown": "请选签的是哪一版。"},
    "consent": {"missing": "监护人签了字，才能录。"},
}


def problem(field: str, word: str) -> str:
    """What stands under a field, or empty where the usual words do."""
    return PROBLEMS.get(field, {}).get(word, "")
