"""The web application: every handler's address in one list."""

from typing import Any
from urllib.parse import urlsplit

from tornado.web import Application

from app.bodies import BoundedApplication
from app.settings import Settings
from handlers import api, console, h5, health, wechat
from handlers.base import PageNotFound
from handlers.observe import log_request
from services.context import Services
from wechat.crypto import Callback

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def make_app(services: Services, settings: Settings) -> Application:
    """The application for one process. `services` stays the caller's to close."""
    routes: list[Any] = [*wechat.ROUTES, *health.ROUTES, *api.ROUTES, *h5.ROUTES, *console.ROUTES]
    return BoundedApplication(
        routes,
        services=services,
        oa_callback=_callback(settings, "oa"),
        mini_callback=_callback(settings, "mini"),
        h5_framed_by=_simulated_phone(settings),
        default_handler_class=PageNotFound,
        log_function=log_request,
        cookie_secret=dict(enumerate(reversed(settings.secrets))),
        key_version=len(settings.secrets) - 1,
        xsrf_cookies=True,
    )


def _simulated_phone(settings: Settings) -> str:
    """Where the simulated phone's pages come from: they frame ours. Nothing on the real platform."""
    address = urlsplit(settings.wechat_api_base)
    return f"{address.scheme}://{address.netloc}" if address.hostname in LOOPBACK else ""


def _callback(settings: Settings, account: str) -> Callback | None:
    app_id = getattr(settings, f"{account}_app_id")
    if not app_id or not getattr(settings, f"{account}_tokens"):
        return None
    return Callback(
        app_id=app_id,
        tokens=getattr(settings, f"{account}_tokens"),
        aes_keys=getattr(settings, f"{account}_aes_keys"),
        mode=getattr(settings, f"{account}_encryption"),
    )
