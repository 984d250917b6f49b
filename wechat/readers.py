"""How each type of message and event is read from its fields. A reader raises NotReadable when a value can't be one."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from wechat import inbound
from wechat.fields import Fields, NotReadable, degrees_of, moment_of, number_of, rows_of, text_of, tree_of, whole_of
from wechat.inbound import Inbound, TemplateAnswer, TemplateOutcome

ID_MOST = 128  # characters of an openid or an account's id; the platform's have 28 and 15
SCENE_PREFIX = "qrscene_"

Common = dict[str, Any]
Reader = Callable[[Common, Fields], Inbound]


# --- messages -------------------------------------------------------------------------------------------------------


def _text(common: Common, fields: Fields) -> Inbound:
    return inbound.TextMessage(**common, text=text_of(fields, "Content"), menu_id=text_of(fields, "bizmsgmenuid"))


def _image(common: Common, fields: Fields) -> Inbound:
    return inbound.ImageMessage(**common, url=text_of(fields, "PicUrl"), media_id=text_of(fields, "MediaId"))


def _voice(common: Common, fields: Fields) -> Inbound:
    return inbound.VoiceMessage(
        **common,
        media_id=text_of(fields, "MediaId"),
        format=text_of(fields, "Format"),
        recognition=text_of(fields, "Recognition"),
    )


def _video(common: Common, fields: Fields) -> Inbound:
    return inbound.VideoMessage(
        **common,
        media_id=text_of(fields, "MediaId"),
        thumb_media_id=text_of(fields, "ThumbMediaId"),
        short=text_of(fields, "MsgType").lower() == "shortvideo",
    )


def _place(common: Common, fields: Fields) -> Inbound:
    return inbound.LocationMessage(
        **common,
        latitude=degrees_of(fields, "Location_X"),
        longitude=degrees_of(fields, "Location_Y"),
        scale=whole_of(fields, "Scale"),
        label=text_of(fields, "Label"),
    )


def _link(common: Common, fields: Fields) -> Inbound:
    return inbound.LinkMessage(
        **common,
        title=text_of(fields, "Title"),
        description=text_of(fields, "Description"),
        url=text_of(fields, "Url"),
    )


def _mini_program_page(common: Common, fields: Fields) -> Inbound:
    return inbound.MiniProgramPage(
        **common,
        title=text_of(fields, "Title"),
        app_id=text_of(fields, "AppId"),
        page_path=text_of(fields, "PagePath"),
        thumb_url=text_of(fields, "ThumbUrl"),
        thumb_media_id=text_of(fields, "ThumbMediaId"),
    )


# --- events of people -----------------------------------------------------------------------------------------------


def _subscribe(common: Common, fields: Fields) -> Inbound:
    key = text_of(fields, "EventKey")
    scene = key.removeprefix(SCENE_PREFIX) if key.startswith(SCENE_PREFIX) else ""
    return inbound.Subscribe(**common, scene=scene, ticket=text_of(fields, "Ticket"))


def _unsubscribe(common: Common, _fields: Fields) -> Inbound:
    return inbound.Unsubscribe(**common)


def _scan(common: Common, fields: Fields) -> Inbound:
    return inbound.Scan(**common, scene=text_of(fields, "EventKey"), ticket=text_of(fields, "Ticket"))


def _where(common: Common, fields: Fields) -> Inbound:
    return inbound.LocationEvent(
        **common,
        latitude=degrees_of(fields, "Latitude"),
        longitude=degrees_of(fields, "Longitude"),
        precision=degrees_of(fields, "Precision") if "Precision" in fields else 0.0,
    )


def _click(common: Common, fields: Fields) -> Inbound:
    return inbound.Click(**common, menu_key=text_of(fields, "EventKey"))


def _view(common: Common, fields: Fields) -> Inbound:
    return inbound.View(**common, url=text_of(fields, "EventKey"), menu_id=text_of(fields, "MenuId"))


def _view_mini_program(common: Common, fields: Fields) -> Inbound:
    return inbound.ViewMiniProgram(**common, page_path=text_of(fields, "EventKey"), menu_id=text_of(fields, "MenuId"))


def _scan_code(common: Common, fields: Fields) -> Inbound:
    code = tree_of(fields, "ScanCodeInfo")
    return inbound.ScanCode(
        **common,
        menu_key=text_of(fields, "EventKey"),
        waits=text_of(fields, "Event").lower() == "scancode_waitmsg",
        kind=text_of(code, "ScanType"),
        result=text_of(code, "ScanResult"),
    )


def _pictures(common: Common, fields: Fields) -> Inbound:
    return inbound.Pictures(
        **common,
        menu_key=text_of(fields, "EventKey"),
        source=_PICTURE_SOURCES[text_of(fields, "Event").lower()],
        count=whole_of(tree_of(fields, "SendPicsInfo"), "Count"),
    )


def _location_select(common: Common, fields: Fields) -> Inbound:
    place = tree_of(fields, "SendLocationInfo")
    return inbound.LocationSelect(
        **common,
        menu_key=text_of(fields, "EventKey"),
        latitude=degrees_of(place, "Location_X"),
        longitude=degrees_of(place, "Location_Y"),
        scale=whole_of(place, "Scale"),
        label=text_of(place, "Label"),
        poi=text_of(place, "Poiname"),
    )


def _enter_session(common: Common, fields: Fields) -> Inbound:
    return inbound.EnterSession(**common, session_from=text_of(fields, "SessionFrom"))


# --- events of jobs -------------------------------------------------------------------------------------------------


def _mass_finished(common: Common, fields: Fields) -> Inbound:
    results = tree_of(tree_of(fields, "ArticleUrlResult"), "ResultList")
    rows = rows_of(results, "item") or rows_of(tree_of(fields, "ArticleUrlResult"), "ResultList")
    return inbound.MassFinished(
        **common,
        msg_id=number_of(fields),
        status=text_of(fields, "Status"),
        total=whole_of(fields, "TotalCount"),
        filtered=whole_of(fields, "FilterCount"),
        sent=whole_of(fields, "SentCount"),
        errors=whole_of(fields, "ErrorCount"),
        article_urls=tuple(text_of(row, "ArticleUrl") for row in rows if text_of(row, "ArticleUrl")),
    )


def _template_finished(common: Common, fields: Fields) -> Inbound:
    return inbound.TemplateFinished(**common, msg_id=number_of(fields), status=text_of(fields, "Status"))


def _publish_finished(common: Common, fields: Fields) -> Inbound:
    result = tree_of(fields, "PublishEventInfo")
    if not text_of(result, "publish_id"):
        raise NotReadable
    return inbound.PublishFinished(
        **common,
        publish_id=text_of(result, "publish_id"),
        status=whole_of(result, "publish_status"),
        article_id=text_of(result, "article_id"),
        urls=tuple(text_of(row, "article_url") for row in rows_of(tree_of(result, "article_detail"), "item")),
    )


def _subscription_rows(fields: Fields) -> list[Fields]:
    # In JSON the wrapper is missing, and the documentation's own example once used another event's wrapper.
    wrapped = tree_of(fields, "SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent", "SubscribeMsgSentEvent")
    return rows_of(wrapped or fields, "List")


def _template_answers(fields: Fields) -> tuple[TemplateAnswer, ...]:
    return tuple(
        TemplateAnswer(
            template_id=text_of(row, "TemplateId"),
            accepted=text_of(row, "SubscribeStatusString").lower().startswith("accept"),
            scene=text_of(row, "PopupScene"),
        )
        for row in _subscription_rows(fields)
    )


def _subscription_popup(common: Common, fields: Fields) -> Inbound:
    return inbound.SubscriptionPopup(**common, answers=_template_answers(fields))


def _subscription_changed(common: Common, fields: Fields) -> Inbound:
    return inbound.SubscriptionChanged(**common, answers=_template_answers(fields))


def _subscription_sent(common: Common, fields: Fields) -> Inbound:
    outcomes = tuple(
        TemplateOutcome(
            template_id=text_of(row, "TemplateId"),
            msg_id=text_of(row, "MsgID"),
            errcode=whole_of(row, "ErrorCode"),
            status=text_of(row, "ErrorStatus"),
        )
        for row in _subscription_rows(fields)
    )
    return inbound.SubscriptionSent(**common, outcomes=outcomes)


# --- events that must be obeyed, and those of the account ------------------------------------------------------------


def _concerned(common: Common, fields: Fields) -> Common:
    """The platform is the sender here; the person is named in OpenID."""
    openid = text_of(fields, "OpenID")
    if not openid or len(openid) > ID_MOST:
        raise NotReadable
    return {**common, "openid": openid, "unionid": text_of(fields, "UnionID"), "app_id": text_of(fields, "AppID")}


def _revoke_info(fields: Fields) -> tuple[str, ...]:
    return tuple(part.strip() for part in text_of(fields, "RevokeInfo").split(",") if part.strip())


def _info_modified(common: Common, fields: Fields) -> Inbound:
    return inbound.UserInfoModified(**_concerned(common, fields), info=_revoke_info(fields))


def _revoked(common: Common, fields: Fields) -> Inbound:
    return inbound.AuthorizationRevoked(**_concerned(common, fields), info=_revoke_info(fields))


def _cancelled(common: Common, fields: Fields) -> Inbound:
    return inbound.AuthorizationCancelled(**_concerned(common, fields))


def _agent_session(common: Common, fields: Fields) -> Inbound:
    return inbound.CustomerServiceSession(
        **common,
        change=_SESSION_CHANGES[text_of(fields, "Event").lower()],
        agent=text_of(fields, "ToKfAccount") or text_of(fields, "KfAccount"),
        former_agent=text_of(fields, "FromKfAccount"),
    )


def _verification(common: Common, fields: Fields) -> Inbound:
    event = text_of(fields, "Event").lower()
    return inbound.Verification(
        **common,
        stage={"annual_renew": "annual", "verify_expired": "expired"}.get(event, event.split("_")[0]),
        succeeded=event.endswith("_success"),
        expires_at=moment_of(fields, "ExpiredTime"),
        failed_at=moment_of(fields, "FailTime"),
        reason=text_of(fields, "FailReason"),
    )


def _media_checked(common: Common, fields: Fields) -> Inbound:
    result = tree_of(fields, "result")
    return inbound.MediaChecked(
        **common,
        trace_id=text_of(fields, "trace_id"),
        app_id=text_of(fields, "appid"),
        suggest=text_of(result, "suggest"),
        label=whole_of(result, "label"),
        errcode=whole_of(fields, "errcode"),
    )


_PICTURE_SOURCES: Final = MappingProxyType(
    {"pic_sysphoto": "camera", "pic_photo_or_album": "camera_or_album", "pic_weixin": "album"}
)
_SESSION_CHANGES: Final = MappingProxyType(
    {"kf_create_session": "opened", "kf_close_session": "closed", "kf_switch_session": "switched"}
)
MESSAGES: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "text": _text,
        "image": _image,
        "voice": _voice,
        "video": _video,
        "shortvideo": _video,
        "location": _place,
        "link": _link,
        "miniprogrampage": _mini_program_page,
    }
)
EVENTS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "subscribe": _subscribe,
        "unsubscribe": _unsubscribe,
        "scan": _scan,
        "location": _where,
        "click": _click,
        "view": _view,
        "view_miniprogram": _view_mini_program,
        "scancode_push": _scan_code,
        "scancode_waitmsg": _scan_code,
        "pic_sysphoto": _pictures,
        "pic_photo_or_album": _pictures,
        "pic_weixin": _pictures,
        "location_select": _location_select,
        "user_enter_tempsession": _enter_session,
        "masssendjobfinish": _mass_finished,
        "templatesendjobfinish": _template_finished,
        "publishjobfinish": _publish_finished,
        "subscribe_msg_popup_event": _subscription_popup,
        "subscribe_msg_change_event": _subscription_changed,
        "subscribe_msg_sent_event": _subscription_sent,
        "user_info_modified": _info_modified,
        "user_authorization_revoke": _revoked,
        "user_authorization_cancellation": _cancelled,
        "kf_create_session": _agent_session,
        "kf_close_session": _agent_session,
        "kf_switch_session": _agent_session,
        "qualification_verify_success": _verification,
        "naming_verify_success": _verification,
        "annual_renew": _verification,
        "verify_expired": _verification,
        "qualification_verify_fail": _verification,
        "naming_verify_fail": _verification,
        "wxa_media_check": _media_checked,
    }
)
