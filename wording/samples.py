"""What a demo shows beside its staff: made up, and it says so."""

ORGANISATION = "样例食品厂（样例）"
CONTACT = "样例联系人"
PHONE = "00000000000"
POINT, POINT_ADDRESS, POINT_HOURS = "妇联收东西的地方（样例）", "样例路 1 号", "周一到周五 9:00–17:00"
PLACE, PLACE_ADDRESS, PLACE_WAY = "妇联咨询室（样例）", "样例路 1 号 2 楼", "坐 1 路车到样例路"
GUARDIAN = "样例家长"
# Each child with its age, and what it wishes for: a kind, words and yuan.
WISHES = (
    ("样小一", "6-8", "study", "一套彩色铅笔（样例）", 60),
    ("样小二", "9-11", "books", "一本小学生字典（样例）", 90),
    ("样小三", "9-11", "study", "一个新书包（样例）", 120),
)
# The numbers of sample volunteers: one has applied, one may keep a child company.
APPLIED, APPROVED = "EXAMP222", "EXAMP333"
