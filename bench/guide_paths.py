"""The paths of the staff guide: what each role does, in the order in which one thing waits for another."""

import re
from collections.abc import Iterator

from bench.guide_steps import (
    Step,
    all_of,
    asks_for_the_child,
    enters_a_wish,
    fills,
    finds,
    follows,
    hands_in_the_wish,
    invites,
    opens,
    picks,
    plans_a_campaign,
    plans_a_contact,
    renames_a_button,
    shows,
    stays,
    taps,
    ticks,
    tries_a_keyword,
    visits,
    writes_a_lesson,
)

HOME: Step = ("home", stays)
WISHED = "一个新书包"
ANSWER = "谢谢您来问。周一到周五上午 9 点到下午 5 点开门，可以带孩子来。"
ADVICE = "先别急着讲道理。今晚陪他十分钟，问问学校里哪一刻最难。把他的话记下来，再来告诉我们。"

# A login's path may come in parts: what a later part needs, others do in between.
LEGS: tuple[tuple[str, tuple[Step, ...]], ...] = (
    (
        "village",
        (
            HOME,
            ("wishes", opens("心愿")),
            ("wish", follows(WISHED, "经过")),
            ("child", all_of(asks_for_the_child, taps("上门核实", re.compile("^小[禾苗]$")))),
            (
                "verify",
                all_of(
                    follows("上门核实", "家里的困难"),
                    ticks("上门看了", "当面问过，监护人同意"),
                    fills({"notes": "跟奶奶住。书包带子断了。"}),
                    picks("hardship"),
                ),
            ),
            ("verified", taps("核实好了", "等县里审批")),
            ("enter", enters_a_wish),
            ("entered", hands_in_the_wish),
            ("sheet", visits("/console/wishes/import")),
        ),
    ),
    (
        "township",
        (
            HOME,
            ("wishes", opens("心愿")),
            ("checks", visits("/console/checks")),
            ("check", follows("文字：心愿的话", "公开以后是这样")),
            ("passed", taps("通过，可以公开", "已通过")),
            ("staff", opens("同事")),
            ("place", opens("区划")),
        ),
    ),
    (
        "expert",
        (
            HOME,
            ("questions", opens("提问")),
            ("question", follows("编号", "不肯上学")),
            ("answer", all_of(fills({"answer-text": ADVICE}), shows("回她"))),
            ("answered", all_of(taps("发给她"), shows("问的和回的"))),
            ("duty", visits("/console/questions/duty")),
        ),
    ),
    (
        "county",
        (
            HOME,
            ("wishes", opens("心愿")),
            ("approving", visits("/console/wishes/approving")),
            ("approve", all_of(follows(WISHED), follows("审批", "大家看到的话"))),
            ("approved", taps("通过", "经过")),
            ("figures", visits("/console/wishes/figures")),
            ("ledger", visits("/console/wishes/ledger")),
            ("points", visits("/console/points")),
            ("stock", visits("/console/stock")),
            ("budgets", visits("/console/budgets")),
            ("forgotten", visits("/console/wishes/forgotten")),
            ("days", visits("/console/days")),
            ("campaign", plans_a_campaign),
            ("campaigns", all_of(taps("保存", "主题活动"), visits("/console/campaigns"))),
            ("organisations", visits("/console/organisations")),
            ("batches", all_of(follows("样例食品厂", "认领的心愿"), shows("认领的心愿"))),
            ("volunteers", visits("/console/volunteers")),
            ("stories", visits("/console/stories")),
            ("blocks", visits("/console/blocks")),
            ("questions", opens("提问")),
            ("answer", all_of(follows("编号", "回她"), fills({"answer-text": ANSWER}), shows("回她"))),
            ("answered", all_of(taps("发给她"), shows("问的和回的"))),
            ("bookings", visits("/console/bookings")),
            ("people", opens("群众")),
            ("search", finds),
        ),
    ),
    (
        "city",
        (
            HOME,
            ("pushes", opens("推送")),
            ("status", opens("运行情况")),
            ("codes", all_of(opens("公众号"), follows("二维码"))),
            ("hours", all_of(opens("设置"), follows("假日与工作时间"))),
        ),
    ),
    (
        "editor",
        (
            HOME,
            ("lessons", opens("微课")),
            ("writing", all_of(follows("写一课", "手机上的样子"), writes_a_lesson)),
            ("saved", taps("保存", "存好了")),
            ("entry", all_of(opens("问答"), follows("写一条", "聊天里的样子"))),
            ("proposals", visits("/console/knowledge/proposals")),
            ("menu", all_of(opens("公众号"), renames_a_button)),
            ("draft", taps("存草稿", "草稿存好了")),
            ("keywords", all_of(follows("关键词", "写一句话看看会怎样"), tries_a_keyword)),
            ("media", follows("素材库", "素材库")),
            ("recordings", visits("/console/recordings")),
        ),
    ),
    (
        "publisher",
        (
            HOME,
            ("confirm", all_of(opens("微课"), follows("过马路先停一停"), follows("发布", "发布"))),
            ("published", taps("发布", "已发布")),
            ("reach", all_of(follows("推送", "发给谁"), taps("先算算能发到多少人", "每人最多收到一次"))),
            ("push", taps("开始推送", "发完了")),
        ),
    ),
    (
        "guard",
        (
            HOME,
            ("alerts", all_of(opens("求助"), follows("收到的话"))),
            ("read", taps("看她写了什么", "往死里打")),
            ("taken", taps("我来接", "撤销")),
            ("case", follows("打开个案", "该做的事")),
            ("plan", all_of(plans_a_contact, shows("下次联系"))),
            ("planned", all_of(taps("到时提醒"), shows("情况"))),
        ),
    ),
    (
        "data",
        (
            HOME,
            ("audit", opens("记录")),
            ("checked", taps("核对一遍", "核对")),
            ("privacy", visits("/console/audit/privacy")),
        ),
    ),
    (
        "demo",
        (
            HOME,
            ("staff", opens("同事")),
            ("invite", all_of(follows("请一位同事"), invites)),
            ("link", taps("请她来", "只显示这一次")),
            ("sheet", all_of(opens("同事"), follows("用表格请", "样表"))),
            ("place", opens("区划")),
            ("hotlines", opens("设置")),
            ("quiet", follows("免打扰", "免打扰")),
            ("texts", follows("常用语", "常用语")),
            ("me", visits("/console/me")),
            ("look", visits("/console/look")),
            ("more", visits("/console/more")),
        ),
    ),
    (
        "county",
        (
            ("cover", all_of(opens("心愿"), follows(WISHED), follows("由县里来办"))),
            ("label", all_of(ticks("年的经费"), taps("由县里来办", "等送到"), shows("包裹"))),
            ("parcel", taps("做一张标签", "打印标签")),
        ),
    ),
    (
        "village",
        (
            ("deliver", all_of(opens("心愿"), follows(WISHED), follows("记送达"))),
            ("delivered", taps("记送达", "等家长确认")),
        ),
    ),
)


def _joined() -> Iterator[tuple[str, tuple[Step, ...]]]:
    for login in dict.fromkeys(login for login, _ in LEGS):
        yield login, tuple(step for each, steps in LEGS if each == login for step in steps)


PATHS: dict[str, tuple[Step, ...]] = dict(_joined())
