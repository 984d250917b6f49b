"""Personal values are planted through the mini-program's door and looked for everywhere: they lie sealed, or nowhere."""

from io import StringIO
from typing import Any

import structlog
from PIL import Image

from domain.personal import FIELDS
from domain.personal_kinds import Held
from storage.encryption import vault_of
from tests.handlers.api.conftest import Phone, Visitors
from tests.handlers.api.test_files import fetch, picture, upload
from tests.handlers.api.test_own_things import DANGER, WISH
from tests.handlers.api.test_wish_pictures import TEXT, given, person_of
from tests.rig import MINI_APP, Rig
from tests.services.privacy.test_planted import leaves, rows

CHILD, ASKED, CAMERA = "欧阳栖梧", "栖梧夜里总是哭醒，这要紧吗", "峪口村栖梧家"


async def live(visitor: Visitors, rig: Rig) -> tuple[Phone, str]:
    """All that comes in by calls: her sign-in, number, wish, question, words in danger, a picture and a drawing."""
    phone, donor = await visitor(), await visitor()
    brought = await given(rig, phone, donor)
    numbered = await phone.call("PUT", "/me/phone", {"code": phone.code("phone")})
    assert numbered.status == 200, numbered.body
    wish = WISH | {"child_name": CHILD, "text": "一台学习机"}
    assert (await phone.call("POST", "/me/wishes", wish, Idempotency_Key="planted-wish-1")).status == 201
    for number, text in enumerate((ASKED, DANGER)):
        await phone.call("POST", "/answers", {"text": text})
        asked = await phone.call("POST", "/me/questions", {"text": text}, Idempotency_Key=f"planted-asked-{number}")
        assert asked.status == 201, asked.body
    camera = Image.Exif()
    camera[0x010E], camera[0x8825] = CAMERA, {1: "N", 2: (35.0, 36.0, 12.0)}
    shown = await upload(phone, picture(exif=camera), "planted-picture-1")
    status, content, _ = await fetch(phone, shown.body["url"])
    assert (status, CAMERA.encode() in content) == (200, False)
    drawn = await upload(phone, picture(size=(80, 60), exif=camera), "planted-picture-2")
    ask = {"file": drawn.body["id"], "consent": TEXT}
    drawing = await phone.call("POST", f"/me/wishes/{brought.id}/drawings", ask, Idempotency_Key="planted-drawing-1")
    assert drawing.status == 201, drawing.body
    account = rig.platform.accounts[MINI_APP]
    return phone, f"138{account.followers[phone.openid].person % 10**8:08d}"


def _unsealed(collection: str, document: dict[str, Any], hers: tuple[str, ...], named: tuple[str, ...]) -> list[str]:
    table, wrong = {each.path: each for each in FIELDS}, []
    for field, value in leaves(document):
        path = f"{collection}.{field}"
        known = next((each for name, each in table.items() if path == name or path.startswith(f"{name}.")), None)
        if known is not None and known.held in {Held.FAMILY, Held.OWN, Held.MASTER}:
            if value and not isinstance(value, bytes):
                wrong.append(f"{path} isn't sealed")
        elif known is None and any(each in str(value) for each in named):
            wrong.append(f"{path} isn't in domain/personal.py")
        raw = bytes(value) if isinstance(value, bytes) else str(value).encode()
        if any(each.encode() in raw for each in hers) or b"\xff\xd8\xff" in raw:
            wrong.append(f"{path} can be read")
    return wrong


async def test_nothing_planted_by_calls_is_found_in_rows_caches_logs_or_figures(visitor: Visitors, rig: Rig) -> None:
    log = StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(log))
    try:
        phone, number = await live(visitor, rig)
    finally:
        structlog.reset_defaults()
    person = await person_of(rig, phone)
    hers = (CHILD, "栖梧", ASKED, DANGER, CAMERA, number)
    wrong: list[str] = []
    for collection, documents in (await rows(rig.services.db)).items():
        for document in documents:
            wrong += _unsealed(collection, document, hers, (phone.openid, person.id))
    assert sorted(set(wrong)) == []
    stored = repr(await rows(vault_of(rig.services.db)))
    cached = b"".join(
        [bytes(await rig.services.redis.dump(each) or b"") for each in await rig.services.redis.keys("*")]
    )
    async with phone.http.get(f"{phone.base}/metrics") as figures:
        said = log.getvalue() + await figures.text()
    for each in hers:
        assert each not in stored
        assert each.encode() not in cached
        assert each not in said
    assert phone.openid not in said
