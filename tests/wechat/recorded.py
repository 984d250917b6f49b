"""The recorded pushes, and what each of them says."""

from pathlib import Path
from typing import Any

from wechat import messages as wx

BODIES = Path(__file__).parent / "bodies"
GH, HER, PLATFORM, AT = "gh_7f083739789a", "oABC1dEfGhIjKlMnOpQrStUvWxYz", "oPlatform0000000000000000000", 1763971200
WANTED, OTHER = "VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3_3gz3Oc0NIc", "9nLIlbOQZC5Y89AZteFEux3WCXRRRG5Wfzkpssu4bLI"
TICKET = "gQH47joAAAAAAAAAASxodHRwOi8vd2VpeGluLnFxLmNvbS9xLzAyeHh4"
CONCERNED = {"unionid": "oHVpb1RdzrBoSNbeKdYGgXDIzVzs", "app_id": "wx13974bf780d3dc89"}
VALID, FAILED = {"succeeded": True, "expires_at": 1795507200}, {"succeeded": False, "failed_at": 1763971100}

EXPECTED: dict[str, tuple[type[wx.Inbound], dict[str, Any]]] = {
    "text": (wx.TextMessage, {"text": "孩子写作业磨蹭怎么办？ <急> & 谢谢", "menu_id": "101"}),
    "image": (
        wx.ImageMessage,
        {
            "url": "http://mmbiz.qpic.cn/mmbiz_jpg/abc/0?wx_fmt=jpeg&from=appmsg",
            "media_id": "bgJNPXqhHyRmNSGAxbVLkz9a3Zk0hYvu2IXJm5mL3bU",
        },
    ),
    "voice": (
        wx.VoiceMessage,
        {"media_id": "QRtDvbmZ0lGqzUGyXzEJ5qJ1VdQjQmQ5cY2vH3nVqLk", "format": "amr", "recognition": ""},
    ),
    "video": (
        wx.VideoMessage,
        {
            "media_id": "5mL3bUbgJNPXqhHyRmNSGAxbVLkz9a3Zk0hYvu2IXJ",
            "thumb_media_id": "Zk0hYvu2IXJm5mL3bUbgJNPXqhHyRmNSGAxbVLkz9a3",
            "short": False,
        },
    ),
    "shortvideo": (
        wx.VideoMessage,
        {
            "media_id": "hHyRmNSGAxbVLkz9a3Zk0hYvu2IXJm5mL3bUbgJNPXq",
            "thumb_media_id": "VLkz9a3Zk0hYvu2IXJm5mL3bUbgJNPXqhHyRmNSGAxb",
            "short": True,
        },
    ),
    "location": (
        wx.LocationMessage,
        {"latitude": 35.414921, "longitude": 116.587282, "scale": 16, "label": "山东省济宁市任城区 太白湖广场"},
    ),
    "link": (
        wx.LinkMessage,
        {
            "title": "舞前三分钟：先把关节转开",
            "description": "社区微课堂",
            "url": "http://mp.weixin.qq.com/s?__biz=MzA&mid=1&idx=1#rd",
        },
    ),
    "miniprogrampage": (
        wx.MiniProgramPage,
        {
            "title": "微心愿墙",
            "app_id": "wx5823bf96d3bd56c7",
            "page_path": "pages/wishes/index?from=card",
            "thumb_url": "http://mmbiz.qpic.cn/thumb/0",
            "thumb_media_id": "mNSGAxbVLkz9a3Zk0hYvu2IXJm5mL3bUbgJNPXqhHyR",
        },
    ),
    "event.subscribe": (wx.Subscribe, {"scene": "login_8f3a", "ticket": TICKET}),
    "event.unsubscribe": (wx.Unsubscribe, {}),
    "event.scan": (wx.Scan, {"scene": "login_8f3a", "ticket": TICKET}),
    "event.location": (wx.LocationEvent, {"latitude": 35.414921, "longitude": 116.587282, "precision": 119.38504}),
    "event.click": (wx.Click, {"menu_key": "menu:wish"}),
    "event.view": (wx.View, {"url": "https://xinqiao.example/h5/lessons/?a=1&b=2", "menu_id": "431000001"}),
    "event.view_miniprogram": (wx.ViewMiniProgram, {"page_path": "pages/index/index", "menu_id": "431000001"}),
    "event.scancode_push": (
        wx.ScanCode,
        {
            "menu_key": "menu:site",
            "waits": False,
            "kind": "qrcode",
            "result": "https://xinqiao.example/h5/sites/1",
        },
    ),
    "event.scancode_waitmsg": (
        wx.ScanCode,
        {"menu_key": "menu:site", "waits": True, "kind": "barcode", "result": "EAN_13,6901028062008"},
    ),
    "event.pic_sysphoto": (wx.Pictures, {"menu_key": "menu:proof", "source": "camera", "count": 1}),
    "event.pic_photo_or_album": (wx.Pictures, {"menu_key": "menu:proof", "source": "camera_or_album", "count": 2}),
    "event.pic_weixin": (wx.Pictures, {"menu_key": "menu:proof", "source": "album", "count": 1}),
    "event.location_select": (
        wx.LocationSelect,
        {
            "menu_key": "menu:near",
            "latitude": 35.41,
            "longitude": 116.58,
            "scale": 15,
            "label": "济宁市任城区建设路",
            "poi": "人民公园",
        },
    ),
    "event.user_enter_tempsession": (wx.EnterSession, {"session_from": "wish:detail"}),
    "event.masssendjobfinish": (
        wx.MassFinished,
        {
            "msg_id": "1000001625",
            "status": "sendsuccess",
            "total": 100,
            "filtered": 80,
            "sent": 75,
            "errors": 5,
            "article_urls": ("http://mp.weixin.qq.com/s/one", "http://mp.weixin.qq.com/s/two"),
        },
    ),
    "event.templatesendjobfinish": (wx.TemplateFinished, {"msg_id": "200163836", "status": "failed:user block"}),
    "event.publishjobfinish": (
        wx.PublishFinished,
        {
            "publish_id": "2247503051",
            "status": 0,
            "article_id": "b5O2OUs25HBxRceL7hfReg-U9QGeq9zQjiDvy",
            "urls": ("http://mp.weixin.qq.com/s/three",),
        },
    ),
    "event.subscribe_msg_popup_event": (
        wx.SubscriptionPopup,
        {
            "answers": (
                wx.TemplateAnswer(WANTED, accepted=True, scene="1"),
                wx.TemplateAnswer(OTHER, accepted=False, scene="2"),
            )
        },
    ),
    "event.subscribe_msg_change_event": (
        wx.SubscriptionChanged,
        {"answers": (wx.TemplateAnswer(WANTED, accepted=False),)},
    ),
    "event.subscribe_msg_sent_event": (
        wx.SubscriptionSent,
        {"outcomes": (wx.TemplateOutcome(WANTED, "1864323726461255680", 0, "success"),)},
    ),
    "event.user_info_modified": (wx.UserInfoModified, {**CONCERNED, "info": ("205",)}),
    "event.user_authorization_revoke": (wx.AuthorizationRevoked, {**CONCERNED, "info": ("201", "205", "206")}),
    "event.user_authorization_cancellation": (wx.AuthorizationCancelled, CONCERNED),
    "event.kf_create_session": (wx.CustomerServiceSession, {"change": "opened", "agent": "test1@xinqiao"}),
    "event.kf_close_session": (wx.CustomerServiceSession, {"change": "closed", "agent": "test1@xinqiao"}),
    "event.kf_switch_session": (
        wx.CustomerServiceSession,
        {"change": "switched", "agent": "test2@xinqiao", "former_agent": "test1@xinqiao"},
    ),
    "event.qualification_verify_success": (wx.Verification, {"stage": "qualification", **VALID}),
    "event.naming_verify_success": (wx.Verification, {"stage": "naming", **VALID}),
    "event.annual_renew": (
        wx.Verification,
        {"stage": "annual", "succeeded": False, "expires_at": 1795507200},
    ),
    "event.verify_expired": (wx.Verification, {"stage": "expired", "succeeded": False, "expires_at": AT}),
    "event.qualification_verify_fail": (
        wx.Verification,
        {"stage": "qualification", **FAILED, "reason": "组织机构代码证过期"},
    ),
    "event.naming_verify_fail": (wx.Verification, {"stage": "naming", **FAILED, "reason": "名称与其他账号重复"}),
    "event.wxa_media_check": (
        wx.MediaChecked,
        {
            "openid": PLATFORM,
            "trace_id": "60ae120f-371d5872-4d49ff6b",
            "app_id": "wx8f16a5be77871234",
            "suggest": "risky",
            "label": 20002,
            "errcode": 0,
        },
    ),
}


def body(name: str, form: str = "xml") -> bytes:
    """The recorded push of this name."""
    return (BODIES / f"{name}.{form}").read_bytes()
