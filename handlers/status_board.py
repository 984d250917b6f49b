"""The process's one look at how the installation is, for pages and programs together."""

from tornado.web import Application

from services.status import StatusBoard

_NAME = "status_board"


def status_board(application: Application) -> StatusBoard:
    """The board of this process, made on first use: it keeps what it found for half a minute."""
    board: StatusBoard = application.settings.setdefault(_NAME, StatusBoard())
    return board
