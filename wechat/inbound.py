"""
What the platform pushes to us, as typed values. One class a message type or event; what isn't known is `Unknown`.

`openid` is the person concerned: the sender, or the one whom an authorisation event is about. `created_at` is in whole
seconds of the epoch. `key` is the same in every repeat of one push and differs between two pushes.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """What every push has. `to` is the account's gh_ id."""

    to: str
    openid: str
    created_at: int
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Inbound):
    """
    Anything we don't read: too large, broken, or of a type that didn't exist. To be answered quietly.

    `kind` is the type's name where there is one, `why` one of "large", "broken", "incomplete", "type".
    """

    kind: str
    why: str


# --- messages -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMessage(Inbound):
    """Words. `menu_id` is the id of the choice that was tapped, "" where they were typed or the account doesn't say."""

    text: str
    menu_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageMessage(Inbound):
    """A picture. `media_id` can be downloaded for three days."""

    url: str
    media_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceMessage(Inbound):
    """Speech. `recognition` is nearly always "": the platform has withdrawn the service."""

    media_id: str
    format: str
    recognition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoMessage(Inbound):
    """A film; `short` is one taken in the chat itself."""

    media_id: str
    thumb_media_id: str
    short: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationMessage(Inbound):
    """A place she chose. Degrees (GCJ-02)."""

    latitude: float
    longitude: float
    scale: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkMessage(Inbound):
    """A link she passed on."""

    title: str
    description: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniProgramPage(Inbound):
    """A card of a mini-program, sent in the mini-program's customer-service chat."""

    title: str
    app_id: str
    page_path: str
    thumb_url: str
    thumb_media_id: str


# --- events of people -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribe(Inbound):
    """She follows. `scene` is that of the code she scanned, without the platform's prefix; "" without one of ours."""

    scene: str = ""
    ticket: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsubscribe(Inbound):
    """She no longer follows. The platform asks that her data be deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan(Inbound):
    """A follower scanned a code of ours."""

    scene: str
    ticket: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationEvent(Inbound):
    """Where she is, told by her client on its own."""

    latitude: float
    longitude: float
    precision: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Click(Inbound):
    """A tap on a menu button with a key."""

    menu_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View(Inbound):
    """A tap on a menu button that opened a page."""

    url: str
    menu_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewMiniProgram(Inbound):
    """A tap on a menu button that opened a mini-program."""

    page_path: str
    menu_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanCode(Inbound):
    """A code scanned by a menu button. `waits` when the client shows that it waits for our answer."""

    menu_key: str
    waits: bool
    kind: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures(Inbound):
    """Pictures are about to come from a menu button. `source` is "camera", "camera_or_album" or "album"."""

    menu_key: str
    source: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationSelect(Inbound):
    """A place chosen by a menu button; a LocationMessage comes as well."""

    menu_key: str
    latitude: float
    longitude: float
    scale: int
    label: str
    poi: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterSession(Inbound):
    """She opened the mini-program's customer-service chat. `session_from` is what the page's button said."""

    session_from: str


# --- events of jobs -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MassFinished(Inbound):
    """A mass message is through. `filtered` is what was left of `total` after the platform's filters."""

    msg_id: str
    status: str
    total: int
    filtered: int
    sent: int
    errors: int
    article_urls: tuple[str, ...] = ()

    @property
    def succeeded(self) -> bool:
        """Whether it went out."""
        return self.status.replace(" ", "").lower() == "sendsuccess"


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFinished(Inbound):
    """What became of a template message."""

    msg_id: str
    status: str

    @property
    def succeeded(self) -> bool:
        """Whether she got it."""
        return self.status.strip().lower() == "success"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishFinished(Inbound):
    """What became of a publication. `status` 0 is success; the others are the platform's reasons."""

    publish_id: str
    status: int
    article_id: str = ""
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TemplateAnswer:
    """Her answer about one template. `scene` is where she was asked: "1" a page, "2" an article, "0" a mini-program."""

    template_id: str
    accepted: bool
    scene: str = ""


@dataclass(frozen=True, slots=True)
class TemplateOutcome:
    """What became of one subscription message; `errcode` 0 is success."""

    template_id: str
    msg_id: str
    errcode: int
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionPopup(Inbound):
    """She answered the question whether she wants messages of these templates."""

    answers: tuple[TemplateAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionChanged(Inbound):
    """She changed it in the settings; only refusals are told."""

    answers: tuple[TemplateAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionSent(Inbound):
    """What became of subscription messages."""

    outcomes: tuple[TemplateOutcome, ...]


# --- events that must be obeyed -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class UserInfoModified(Inbound):
    """Her profile changed: fetch it again or clear it. `info` are the platform's numbers of what it is about."""

    unionid: str
    app_id: str
    info: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRevoked(Inbound):
    """She takes back what she let us see: delete it. `info` are the platform's numbers of what it is about."""

    unionid: str
    app_id: str
    info: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationCancelled(Inbound):
    """Her account at the platform is closed: delete everything."""

    unionid: str
    app_id: str


# --- events of the account ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerServiceSession(Inbound):
    """A talk with an agent began, ended or moved. `change` is "opened", "closed" or "switched"."""

    change: str
    agent: str
    former_agent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification(Inbound):
    """
    The account's certification. `stage` is "qualification", "naming", "annual" (renewal is due) or "expired"; `reason`
    is the platform's, "" where nothing failed. `expires_at` and `failed_at` in seconds of the epoch, 0 when not told.
    """

    stage: str
    succeeded: bool
    expires_at: int = 0
    failed_at: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaChecked(Inbound):
    """A picture or sound was looked at. `suggest` is "pass", "review" or "risky"; "" where `errcode` isn't 0."""

    trace_id: str
    app_id: str
    suggest: str
    label: int
    errcode: int
