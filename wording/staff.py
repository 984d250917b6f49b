"""What staff read about themselves and each other."""

SAMPLE_NAME = "演示管理员（样例）"

ROLES = {
    "village_officer": "村（社区）妇联",
    "township": "乡镇街道妇联",
    "county": "县市区妇联",
    "city": "市妇联",
    "expert": "专家",
    "editor": "编辑",
    "publisher": "发布",
    "safeguarding_officer": "安全守护",
    "data_officer": "数据",
    "administrator": "管理员",
}
