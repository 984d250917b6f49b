"""What is said of voice messages about wishes."""

NAMED = "办心愿的工作人员（心愿编号 {receipt}）"
SOMEBODY = "村里的工作人员"
TAKEN = "语音收到了，会交给{who}听。\n为了快些办好，请再打字写一句{way}。"
OR_TAP = "，或点下面的字"
LOST = "刚才的语音没有收到。请打字写一句，或再说一遍。"
NOT_OPENED = "刚才的语音打不开，工作人员听不到。请打字写一句，或再说一遍。"
TOO_MANY = "这个心愿的语音够多了，再发收不下。请打字写。"
WHICH_FIRST = "先选是哪一个心愿，再说一遍。"
WHICH = "语音收到了。是说哪一个心愿？点一下，就交给工作人员听："
FOR_NONE = "都不是"
NOT_KEPT = "好的，这段语音没有存。有事请打字发给我。"

# To staff.
LONG = "{seconds} 秒"
NO_SOUND = "语音打不开，已经请家长打字"

# In her own data.
KIND = "语音"
