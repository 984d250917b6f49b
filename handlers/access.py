"""Who may call a handler: every handler class says so, and a test walks all routes."""

from collections.abc import Callable
from typing import TypeVar

from tornado.web import RequestHandler

from domain.staff import Permission

Handler = TypeVar("Handler", bound=type[RequestHandler])
_ACCESS = "access_by_method"
_PEOPLE = "people_by_method"
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")


def public(handler: Handler) -> Handler:
    """A handler class that anybody may call."""
    setattr(handler, _ACCESS, dict.fromkeys(METHODS))
    return handler


def for_people(*methods: str) -> Callable[[Handler], Handler]:
    """
    A handler class for a person who has signed in from the mini-program, whoever she is; no member of staff is asked for.
    Only `methods` ask for her where some are named: `@for_people("delete")`. What is hers, the handler's services decide.
    """

    def decorate(handler: Handler) -> Handler:
        setattr(handler, _PEOPLE, frozenset(methods or METHODS))
        return public(handler)

    return decorate


def needs_person(handler: type[RequestHandler], method: str) -> bool:
    """Whether `method` ("GET" …) of the handler is for a person who has signed in."""
    return method.lower() in vars(handler).get(_PEOPLE, ())


def requires(permission: Permission, **by_method: Permission) -> Callable[[Handler], Handler]:
    """
    A handler class that only staff with `permission` may call; `by_method` names another permission for a method:
    `@requires(Permission.LESSON_READ, post=Permission.LESSON_WRITE)`.
    """
    unknown = by_method.keys() - set(METHODS)
    if unknown:
        raise ValueError(f"no such method: {', '.join(sorted(unknown))}")
    needed = dict.fromkeys(METHODS, permission) | {name: Permission(each) for name, each in by_method.items()}

    def decorate(handler: Handler) -> Handler:
        setattr(handler, _ACCESS, needed)
        return handler

    return decorate


def is_declared(handler: type[RequestHandler]) -> bool:
    """Whether the class itself says who may call it; what it inherits doesn't count."""
    return _ACCESS in vars(handler)


def needed_for(handler: type[RequestHandler], method: str) -> Permission | None:
    """
    What `method` ("GET" …) of the handler needs; None where it is public.

    Raises LookupError for a handler that doesn't say, so that a forgotten line shuts the page instead of opening it.
    """
    if not is_declared(handler):
        raise LookupError(f"{handler.__name__} does not say who may call it")
    needed: dict[str, Permission | None] = vars(handler)[_ACCESS]
    return needed[method.lower()]
