"""
The cards for somebody in danger. 110 first (12110 by text message where she can't speak), then 120, then 12338.

Lines of the federation's own, where there are any for somebody in danger, come after 12338. Short and calm; what to do now, whom to call; no question first, no emoji, no advertisement of anything else.
Sources: 《中华人民共和国反家庭暴力法》第十三条、第十五条、第二十三条; the hotlines' own notices.
"""

from collections.abc import Sequence

_CALL = "现在危险，先打 110。\n不方便说话，发短信到 12110（写清地址和出了什么事，手机调成静音）。\n有人受伤，打 120。"
_AFTER = "之后可以打 {women}，法律的事打 12348，心里难受打 12356。{local}值班的同事也会看到您这条消息。"
_OTHERS = "说的是别人：打 110，说清在哪里，不用等证据。别自己上前。"
_LOCAL = "\n本地也可以打：\n{lines}\n"
_HIDE = (
    "怕被别人看到，长按这条消息删掉；也可以在聊天列表里左滑删掉整个对话。\n"
    "想让我们只对您说，发“暗号”空一格，再写一个只有您知道的词。以后您说出这个词，我们才说这件事。"
)

CARDS = {
    "domestic_violence": (
        f"{_CALL}\n\n"
        "先离开他够得着的地方，带上孩子和身份证，去邻居、亲戚家或派出所。\n"
        "去医院看伤，病历留着。聊天记录、照片存到他看不到的地方。\n"
        "这不是您的错。您可以向法院申请人身安全保护令。\n"
        f"{_OTHERS}\n\n"
        f"{_AFTER}\n{_HIDE}"
    ),
    "self_harm": (
        "您愿意说出来，很要紧。我们陪着您。\n\n"
        "现在就有危险，打 110 或 120。\n"
        "不方便说话，发短信到 12110。\n"
        "心里难受，打 12356（心理援助热线），有人听您说。\n\n"
        "先别一个人待着，叫一个信得过的人来身边。把可能伤到人的东西放远。\n"
        "说的是别人：打 110，说清在哪里。陪着他，别让他一个人。\n\n"
        "不满 18 岁，也可以打 12355（青少年服务台）。\n"
        f"也可以打 {{women}}。{{local}}值班的同事会看到您这条消息。\n{_HIDE}"
    ),
    "sexual_abuse": (
        f"{_CALL}\n\n"
        "这不是您的错，也不是孩子的错。\n"
        "先到安全的地方。身上和衣服先别洗，留着给警察和医生。\n"
        "孩子的话请相信，别反复追问。\n"
        f"{_OTHERS}\n\n"
        f"{_AFTER}\n{_HIDE}"
    ),
    "child_abuse": (
        f"{_CALL}\n\n"
        "先让孩子到安全的地方，有人陪着。\n"
        "看到、怀疑孩子被伤害，都可以打 110，不用等证据。\n"
        "孩子自己也可以打 110 或 12355（青少年服务台），也可以告诉老师。\n"
        "说的是别人家的孩子：打 110，说清在哪里。别自己上前。\n\n"
        f"{_AFTER}\n{_HIDE}"
    ),
    "other": (
        f"{_CALL}\n\n"
        "被锁住、走不了：短信写门牌号、几楼，或看得见的招牌、路口。\n"
        "别硬闯、别争吵，等警察来。身份证被拿走，也告诉警察。\n"
        "在外面：先去人多、安全的地方。\n"
        "用微信把位置发给信得过的人。\n"
        f"{_OTHERS}\n\n"
        f"{_AFTER}\n{_HIDE}"
    ),
}

RESUME = "刚才填到一半的还留着，不急。"

NAMES = {
    "domestic_violence": "家庭暴力",
    "self_harm": "轻生或自伤",
    "sexual_abuse": "性侵害",
    "child_abuse": "孩子受伤害",
    "other": "其他危险",
}


def card(danger: str, *, women: str, lines: Sequence[str] = ()) -> str:
    """The card for one kind of danger. `women` is how 12338 is named; `lines` are local ones for somebody in danger."""
    local = _LOCAL.format(lines="\n".join(lines)) if lines else ""
    return CARDS.get(danger, CARDS["other"]).format(women=women, local=local)


STAFF_WROTE = "【工作人员在心愿 {receipt} 里写的】{text}"
