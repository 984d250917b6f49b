"""The platform's callbacks."""

from handlers.wechat.callback import ROUTES

__all__ = ["ROUTES"]
