"""What staff read about themselves and each other."""

SAMPLE_NAME = "演示{role}（样例）"

ROLES = {
    "village_officer": "村（社区）妇联干部",
    "township": "乡镇（街道）妇联",
    "county": "县（市、区）妇联",
    "city": "市妇联",
    "expert": "专家",
    "editor": "编辑",
    "publisher": "发布",
    "safeguarding_officer": "求助处置",
    "data_officer": "数据保护",
    "administrator": "管理员",
}
PERMISSIONS = {
    "home:read": "看“今天”",
    "lesson:read": "看微课",
    "lesson:write": "写微课",
    "lesson:publish": "发布和收起微课",
    "knowledge:read": "看问答库",
    "knowledge:write": "写问答、处理新问题",
    "knowledge:release": "审别人写的问答、收起问答",
    "push:read": "看推送",
    "push:run": "推送、暂停、停下",
    "push:release": "放行别人的推送",
    "wish:read": "看心愿（孩子的名字遮着）",
    "wish:child": "看孩子是谁（会记下来）",
    "wish:check": "看心愿的文字能不能往下走",
    "wish:verify": "上门核实心愿",
    "wish:approve": "审批心愿、放上心愿墙",
    "wish:hand": "记送达，替没有手机的家庭确认",
    "wish:enter": "替没有手机的家庭录心愿",
    "question:read": "看提问（会记下来）",
    "question:answer": "回答提问、转给别人、并在一起、办结",
    "question:person": "看提问的人是谁（写明理由，会记下来）",
    "booking:read": "看预约：自己的，或者管的地方的",
    "booking:open": "被人预约，写自己的谈话记录",
    "booking:desk": "管预约的地方、时间，看数字",
    "alert:read": "看求助（会记下来）",
    "alert:acknowledge": "接求助",
    "person:read": "看群众名单",
    "person:change": "记群众的身份",
    "person:block": "暂停群众公开发内容、看申诉",
    "check:read": "看待审的文字和图片（会记下来）",
    "check:decide": "通过或退回待审的内容",
    "person:import": "同步关注者",
    "region:read": "看区划",
    "region:change": "改区划",
    "staff:read": "看同事",
    "staff:manage": "请同事、给岗位、收回岗位",
    "audit:read": "看操作记录",
    "account:read": "看菜单、关键词、二维码、素材",
    "account:change": "改菜单、关键词、二维码、素材",
    "account:release": "放行菜单和关键词",
    "settings:read": "看设置",
    "settings:change": "改设置",
    "status:read": "看运行情况",
    "self:manage": "管自己的账号",
}
PERMISSIONS_TITLE = "谁能做什么"
PERMISSIONS_LEAD = (
    "每个岗位都带着一个地方，在那个地方和它下面的乡镇、村有效。一个人可以有几个岗位。"
    "自己写的，不能自己放行。下面的表由程序印出来：`./xinqiao staff permissions > docs/permissions.zh-CN.md`。"
)

FOUND = {
    "lessons": "微课",
    "knowledge": "问答",
    "wishes": "心愿",
    "pushes": "推送",
    "keywords": "关键词",
    "pictures": "素材库",
    "scenes": "二维码",
    "staff": "同事",
    "regions": "地方",
}
