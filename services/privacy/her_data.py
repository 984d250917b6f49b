"""A person's own data as a file, opened by a link of hers that works once."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.audit import Act, AuditRow
from domain.calendar import CHINA
from domain.errors import NotFound
from domain.people import Person
from domain.receipts import format_receipt
from domain.regions import Scope
from services.context import Services
from services.privacy.consenting import standing
from services.wishes.written import as_written
from storage.data_links import DataLinkStore
from storage.erasing import Erasing
from storage.threads import Kind
from wording import privacy as words
from wording import staff as staff_words
from wording import wish_pictures
from wording.child_reasons import with_reason
from wording.wishes import yuan

LASTS = timedelta(minutes=10)
MOST = 1000
READINGS = 200
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class HerData:
    """All that is held of her, by part, each row as (name, value); made for her alone."""

    made_at: datetime
    parts: dict[str, Rows]


async def make_link(services: Services, person_id: str, *, now: datetime) -> str:
    """The address of a page that opens her data, once, within ten minutes. Raises StoreAway."""
    token = secrets.token_urlsafe(24)
    await DataLinkStore(services.db).put(_digest(token), person_id=person_id, expires_at=now + LASTS)
    return f"{services.facts.public_url}/h5/mine/{token}"


async def works(services: Services, token: str) -> bool:
    """Whether the link can still be used; looking uses nothing up. Raises StoreAway."""
    return await DataLinkStore(services.db).look(_digest(token), now=services.now())


async def open_link(services: Services, token: str) -> HerData:
    """Her data; the link is used up. That it was opened is kept first. Raises NotFound, StoreAway."""
    now = services.now()
    person_id = await DataLinkStore(services.db).use(_digest(token), now=now)
    if not person_id:
        raise NotFound
    await services.audit.add(Act("own_data_read", about=person_id), by=person_id, now=now)
    return await gather(services, person_id)


async def gather(services: Services, person_id: str) -> HerData:
    """
    All that is held of a person. What she wrote in danger is left out: whoever holds her phone may be whom she fears.

    Raises NotFound, StoreAway.
    """
    person = await services.people.get(person_id)
    ids, accounts = await Erasing(services.db, services.vault).ids_of(person.id)
    wishes, wish_ids = await _wishes(services, ids)
    questions, question_ids = await _questions(services, ids)
    parts = {
        "account": [await _account(services, person)],
        "consents": await _consents(services, person.id),
        "wishes": wishes,
        "questions": questions,
        "pictures": await _pictures(services, ids, wish_ids),
        "messages": await _messages(services, accounts),
        "readings": await _readings(services, [*ids, *wish_ids, *question_ids]),
    }
    return HerData(services.now(), parts)


async def _account(services: Services, person: Person) -> dict[str, Any]:
    phone = await services.phones.of(person.id)
    region = await services.regions.names([person.region_path.split("/")[-2]]) if person.region_path else {}
    return {
        "openid": [each.openid for each in person.identities],
        "since": _moment(person.created_at),
        **({"seen_on": person.seen_on} if person.seen_on else {}),
        "region": next(iter(region.values()), ""),
        "pushes": person.pushes,
        **({"phone": phone.masked} if phone else {}),
    }


async def _consents(services: Services, person_id: str) -> Rows:
    rows = []
    for each in await standing(services, person_id):
        if each.consent:
            given = _moment(each.consent.given_at)
            rows.append({"purpose": words.PURPOSES[each.purpose], "consent": each.consent.text, "given_at": given})
        elif each.withdrawn_at:
            rows.append({"purpose": words.PURPOSES[each.purpose], "withdrawn_at": _moment(each.withdrawn_at)})
    return rows


async def _wishes(services: Services, ids: Sequence[str]) -> tuple[Rows, list[str]]:
    rows, found = [], []
    for each in ids:
        for wish in await services.wishes.of_guardian(each, most=MOST):
            child: dict[str, object] = {}
            try:
                child = await services.vault.unseal(await services.wishes.sealed(wish.id, scope=Scope.system()))
            except NotFound:
                child = {"name": wish.child_masked}
            rows.append(
                {
                    "receipt": format_receipt(wish.receipt),
                    "child": child,
                    "age": wish.age_band,
                    "wish": (await as_written(services, wish)).text,
                    "yuan": yuan(wish.cost_fen),
                    "state": str(wish.state),
                    "submitted_at": _moment(wish.submitted_at),
                }
            )
            found.append(wish.id)
    return rows, found


async def _questions(services: Services, ids: Sequence[str]) -> tuple[Rows, list[str]]:
    rows, found = [], []
    for each in ids:
        for question in await services.questions.of_asker(each, most=MOST):
            _, sealed = await services.questions.get(question.id, scope=Scope.system())
            facts: dict[str, Any] = await services.vault.unseal(sealed)
            said = await _said(services, question.id)
            rows.append(
                {
                    "receipt": format_receipt(question.receipt),
                    **facts,
                    "asked_at": _moment(question.asked_at),
                    **({"said": said} if said else {}),
                }
            )
            found.append(question.id)
    return rows, found


async def _said(services: Services, question_id: str) -> str:
    """What an expert answered and what she wrote back; notes among colleagues aren't hers."""
    said = [each for each in await services.threads.of(question_id) if each.kind in {Kind.ANSWER, Kind.REPLY}]
    return "\n".join([f"{_moment(each.at)} {(await services.vault.unseal(each.sealed))['text']}" for each in said])


async def _pictures(services: Services, ids: Sequence[str], wish_ids: Sequence[str]) -> Rows:
    """Her own, and those of her wishes, whoever brought them."""
    files = [file for each in ids for file in await services.files.of(each, most=MOST)]
    of_wishes = [picture for each in wish_ids for picture in await services.wish_pictures.of(each)]
    rows: Rows = [{"at": _moment(each.at), "size": f"{each.width} × {each.height}"} for each in files]
    for each in of_wishes:
        size = f"{each.width} × {each.height}"
        rows.append({"at": _moment(each.at), "size": size, "kind": wish_pictures.KINDS[each.kind]})
    return rows


async def _messages(services: Services, accounts: Sequence[tuple[str, str]]) -> Rows:
    rows: Rows = []
    for app, openid in accounts:
        for at, text in await services.messages.of(app, openid, most=MOST):
            if services.screen.check(text) is None:
                rows.append({"at": _moment(at), "text": text})
    return rows


async def _readings(services: Services, about: Sequence[str]) -> Rows:
    """Who of the staff has read what is hers, and what for: the office, never a name."""
    found: list[AuditRow] = []
    for each in about:
        found += [
            row
            for row in await services.audit.page(scope=Scope.system(), about=each, most=READINGS)
            if row.kind in words.READ
        ]
    offices = {actor: await _office(services, actor) for actor in {row.actor for row in found}}
    found.sort(key=lambda row: row.id, reverse=True)
    return [
        {
            "at": _moment(row.at),
            "office": offices[row.actor],
            "what": with_reason(words.READ[row.kind], row.data.get("reason")),
        }
        for row in found
    ]


async def _office(services: Services, staff_id: str) -> str:
    try:
        account = await services.staff.get(staff_id)
    except NotFound:
        return words.SYSTEM_OFFICE
    roles = [staff_words.ROLES[each.role] for each in account.appointments]
    code = account.region_path.split("/")[-2] if account.region_path else ""
    region = (await services.regions.names([code])).get(code, "") if code else ""
    return words.OFFICE.format(region=region, role=roles[0] if roles else "")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}" if at else ""
