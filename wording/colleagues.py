"""What staff read about colleagues, regions and hand-overs, where code chooses the words."""

from wording.staff import ROLES

ACCOUNT_STATES = {"invited": "等她设密码", "active": "在岗", "left": "离岗"}
LEVELS = {"province": "省", "city": "市", "county": "县（市、区）", "township": "乡镇（街道）", "village": "村（社区）"}
HANDED = {
    "question": "等着回的提问",
    "appointment": "岗位",
    "deputy_for": "替别人代的岗位",
    "deputy": "替她代的人（不再代）",
    "lesson": "没写完的微课",
    "push": "没结束的推送",
}
CHANGES = {"renamed": "改名", "added": "新设", "moved": "换上级", "merged": "并入", "closed": "撤销"}
MOVES = {
    "rename": "改名字",
    "add": "在下面加一个",
    "move": "换到别的上级",
    "merge": "并到别处",
    "close": "撤销",
}
PROBLEMS = {
    "taken": "已经有人用了，请换一个",
    "unknown": "没有找到，请再看一眼",
    "nothing": "她现在没有岗位，不用代",
    "out_of_range": "日期不对，请重新选",
    "too_deep": "村（社区）下面不能再加",
    "not_there": "不能换到那里，请换一个地方",
    "not_empty": "下面还有地方，或者还有同事。请先并到别处",
    "city": "市和省不能动",
    "missing": "这里还没填",
    "too_short": "太短了，请长一些",
    "too_long": "太长了，请短一些",
}
STAFF = "同事"
NAME = "名字"
LOGIN = "用户名"
ROLES_HELD = "岗位"
ACCOUNT = "账号"
BEGINS = "名字或用户名的开头"
BY_ROLE = "岗位"
BY_STATE = "按账号看"
HELD = "{role}（{place}）"
HELD_FOR = "{held}代"
AND_THEN = "、"
NO_ROLE = "没有岗位"
NO_PLACE = "不认识的地方"
NOBODY = "还没有同事。点“请一位同事”，把链接发给她，她设好密码就能用。"
NOBODY_SO = "没有这样的同事。换个写法试试。"
GIVEN = "给了她“{role}”"
TAKEN = "收回了“{role}”"
OTHER_PROBLEM = "这样写不行，请换一种写法"


def problem(word: str) -> str:
    """What stands beside a field that can't be taken."""
    return PROBLEMS.get(word, OTHER_PROBLEM)


def role(name: str) -> str:
    """What somebody is called."""
    return ROLES.get(name, name)


UNBOUND = "解绑好了。她用密码登录以后，可以绑新的微信。"
NOT_BOUND = "她没有绑微信。"


def signed_out(many: int) -> str:
    """What is said once a colleague's sessions were ended."""
    return f"已经让她在 {many} 台设备上退出。" if many else "她现在没有在哪台设备上登录。"
