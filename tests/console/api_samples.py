"""The page of the API: a part of it, and the whole, which takes a minute to look at."""

from typing import Any

from handlers.api.docs import reference

WHOLE = reference()
PART = {name: dict(list(WHOLE[name].items())[::9]) for name in ("paths", "schemas")}
API_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "api-part": ("api/docs.html", WHOLE | PART),
    "api": ("api/docs.html", WHOLE),
}
