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
    "signed_in": "登录了",
    "signed_out": "退出了",
    "sign_in_failed": "登录没有成功",
    "session_ended": "让一台设备退出了",
    "password_changed": "换了自己的密码",
    "totp_on": "开了登录验证码",
    "totp_off": "关了登录验证码",
    "recovery_renewed": "换了一组备用码",
    "wechat_bound": "绑定了微信",
    "wechat_unbound": "解绑了微信",
    "token_made": "给程序开了令牌",
    "token_revoked": "收回了程序的令牌",
    "child_read": "看了孩子是谁",
    "question_read": "看了一个提问",
    "alert_read": "看了一件求助",
    "alert_acknowledged": "接了一件求助",
    "exported": "导出了表格",
    "undone": "撤销了上一步",
    "lesson_published": "发布了微课",
    "lesson_withdrawn": "收起了微课",
    "push_made": "做了一次推送",
    "push_released": "放行了推送",
    "push_sent_back": "退回了推送",
    "push_paused": "暂停了推送",
    "push_resumed": "让推送接着发",
    "push_stopped": "停下了推送",
    "menu_written": "写了菜单草稿",
    "menu_taken_up": "用旧菜单作了新草稿",
    "menu_released": "放行了菜单",
    "menu_set_again": "又发了一次菜单给微信",
    "keywords_written": "写了关键词草稿",
    "keywords_taken_up": "用旧关键词作了新草稿",
    "keywords_released": "放行了关键词",
    "scene_made": "做了一个二维码",
    "scene_changed": "改了一个二维码",
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
