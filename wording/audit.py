"""What the audit log's rows say to people; every kind of act that the code writes down has its words here."""

ACTS = {
    "staff_added": "开通了账号",
    "password_reset": "重设了密码",
    "staff_invited": "邀请了同事",
    "invited_again": "又发了一次邀请链接",
    "reset_link_given": "发了重设密码的链接",
    "joined": "设好密码，开始用了",
    "password_set": "用链接换了密码",
    "appointed": "给了岗位",
    "appointment_taken": "收回了岗位",
    "deputy_appointed": "请人代岗",
    "deputy_ended": "不再代岗",
    "staff_left": "交接完，离岗了",
    "region_renamed": "给地方改了名",
    "region_added": "新设了地方",
    "region_moved": "给地方换了上级",
    "region_merged": "把地方并到别处",
    "region_closed": "撤销了地方",
    "audit_verified": "核对了操作记录",
}
OTHER = "做了一步"
SYSTEM = "系统"
BROKEN = {
    "rows": "这一天封存以后，记录被改过、删过或加过",
    "chain": "这一天的封条和前一天接不上",
    "unsealed": "这一天有记录，却没有封存",
}


def act(kind: str) -> str:
    """What was done."""
    return ACTS.get(kind, OTHER)
