"""The platform's calls, all behind one name."""

from wechat.calls import AccountKind
from wechat.checking import CheckScene, ContentChecks, Verdict
from wechat.custom import CustomMessages
from wechat.mass import MassArticles, MassJob, MassMessages, MassText
from wechat.media import DownloadedMedia, DraftArticle, Media, PermanentMedia, TemporaryMedia
from wechat.menus import Account, Codes, Menu, Menus, Quota, SceneCode
from wechat.mini import CodeSession, PhoneNumber, SignIn
from wechat.people import Follower, FollowerPage, People, Tag

__all__ = [
    "AccountKind",
    "CheckScene",
    "CodeSession",
    "DownloadedMedia",
    "DraftArticle",
    "Follower",
    "FollowerPage",
    "MassArticles",
    "MassJob",
    "MassText",
    "Menu",
    "MiniProgram",
    "PermanentMedia",
    "PhoneNumber",
    "Quota",
    "SceneCode",
    "Tag",
    "TemporaryMedia",
    "Verdict",
    "WeChatClient",
]


class WeChatClient(CustomMessages, MassMessages, Media, Menus, Codes, People, Account):
    """
    One account's calls: an official account (`kind` "service" or "subscription") or a mini-program ("mini").

    Every method raises WeChatError (wechat/errors.py), cut by what to do next; what the account may not do is
    NotGranted. Reads, and writes that set what is already so, are repeated up to three times; what would happen twice
    is repeated only when it was surely not sent or refused, or carries a key.
    """


class MiniProgram(WeChatClient, SignIn, ContentChecks):
    """A mini-program's calls (`kind` "mini"), with those that only a mini-program may make."""
