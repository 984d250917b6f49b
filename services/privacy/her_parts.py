"""What is held of a person, part by part: rows of (name, value), for herself alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from domain.audit import AuditRow
from domain.calendar import CHINA
from domain.errors import NotFound
from domain.files import OwnFile
from domain.people import Person
from domain.receipts import format_receipt
from domain.regions import Scope
from domain.wish_pictures import WishPicture
from domain.wish_voices import WishVoice
from services.context import Services
from services.people.choosing import topics
from services.privacy.consenting import standing
from services.questions.hers import for_her
from services.wishes.written import as_written
from storage.threads import Message
from wording import checking, company, thread_pictures, wish_pictures, wish_voices
from wording import people as people_words
from wording import privacy as words
from wording import staff as staff_words
from wording.child_reasons import with_reason
from wording.sharing import TO_SHARER
from wording.sharing import with_others as say_together
from wording.wish_life import TO_DONOR, TO_GUARDIAN
from wording.wishes import yuan

MOST = 1000
READINGS = 200
Rows = list[dict[str, Any]]
Accounts = Sequence[tuple[str, str]]


async def account(services: Services, person: Person) -> dict[str, Any]:
    """Who she is to us, and what she wants to be sent."""
    muted = [each.name for each in topics(services, person) if not each.wanted]
    quiet = person.quiet
    phone = await services.phones.of(person.id)
    region = await services.regions.names([person.region_path.split("/")[-2]]) if person.region_path else {}
    return {
        "openid": [each.openid for each in person.identities],
        "since": _moment(person.created_at),
        **({"seen_on": person.seen_on} if person.seen_on else {}),
        "region": next(iter(region.values()), ""),
        "roles": [people_words.ROLES[each] for each in sorted(person.roles)],
        "pushes": person.pushes,
        "muted": muted,
        **({"quiet": f"{quiet.start:%H:%M} – {quiet.end:%H:%M}"} if quiet else {}),
        **({"phone": phone.masked} if phone else {}),
        **await _organisation(services, person),
        **await _volunteer(services, person),
    }


async def _volunteer(services: Services, person: Person) -> dict[str, Any]:
    """How it stands with her as somebody who may keep a child company."""
    known = await services.volunteers.of_person(person.id)
    if known is None:
        return {}
    row = {"number": known.number, "state": company.STANDINGS[known.state], "signed_at": _moment(known.pledged_at)}
    if known.checked_on:
        row["checked_on"] = known.checked_on.isoformat()
    return {f"volunteer_{name}": value for name, value in row.items()}


async def _organisation(services: Services, person: Person) -> dict[str, Any]:
    """For which organisation she acts, and what staff have of her as the one whom they call there."""
    acts_for = await services.organisations.of_member(person.id)
    called = await services.organisations.contact_of(person.id)
    names = await services.organisations.names([acts_for, *(each for each, _ in called)])
    given = {each: await services.vault.unseal(kept.sealed) for each, kept in called}
    rows = [f"{names.get(each, '')}：{facts['name']}，{facts['phone']}" for each, facts in given.items()]
    return {
        **({"organisation": names.get(acts_for, "")} if acts_for else {}),
        **({"organisation_contact": rows} if rows else {}),
    }


async def consents(services: Services, person_id: str) -> Rows:
    """What she agreed to, and took back."""
    rows = []
    for each in await standing(services, person_id):
        if each.consent:
            given = _moment(each.consent.given_at)
            rows.append({"purpose": words.PURPOSES[each.purpose], "consent": each.consent.text, "given_at": given})
        elif each.withdrawn_at:
            rows.append({"purpose": words.PURPOSES[each.purpose], "withdrawn_at": _moment(each.withdrawn_at)})
    return rows


async def wishes(services: Services, ids: Sequence[str]) -> tuple[Rows, list[str]]:
    """Her children's wishes, and their ids."""
    hardships = dict(services.facts.wish.hardships)
    told = {each.id: each.text for each in await services.wish_stories.of(ids) if each.text}
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
                    "hardship": hardships.get(wish.hardship, wish.hardship),
                    "state": TO_GUARDIAN.get(wish.state, str(wish.state)),
                    "submitted_at": _moment(wish.submitted_at),
                    **({"story": told[wish.id]} if wish.id in told else {}),
                }
            )
            found.append(wish.id)
    return rows, found


async def taken(services: Services, ids: Sequence[str]) -> Rows:
    """Wishes that she took up, alone or together with others: what everybody may read of them, no child and nobody else."""
    alone: Rows = [
        {"wish": wish.public_text, "yuan": yuan(wish.cost_fen), "state": TO_DONOR.get(wish.state, str(wish.state))}
        for each in ids
        for organised in (False, True)
        for wish in await services.wishes.of_donor(each, most=MOST, for_organisations=organised)
    ]
    together: Rows = [
        {
            "wish": wish.public_text,
            "together": say_together(len(wish.sharers)),
            "state": TO_SHARER.get(wish.state, str(wish.state)),
        }
        for each in ids
        for wish in await services.sharing.of(each, most=MOST)
    ]
    return alone + together


async def questions(services: Services, ids: Sequence[str]) -> tuple[Rows, list[str]]:
    """What she asked, and their ids."""
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
    """What an expert answered and what she wrote back; notes among colleagues, and what is still held back, aren't hers."""
    now = services.now()
    said = [each for each in await services.threads.of(question_id) if for_her(each, now)]
    texts = [str((await services.vault.unseal(each.sealed))["text"]) for each in said]
    marks = [thread_pictures.MARK if each.picture else "" for each in said]
    return "\n".join(f"{_moment(each.at)} {text}{mark}" for each, text, mark in zip(said, texts, marks, strict=True))


async def said_pictures(services: Services, question_ids: Sequence[str]) -> list[Message]:
    """The messages about her questions that have a picture which she may see."""
    now = services.now()
    return [
        each
        for question in question_ids
        for each in await services.threads.of(question)
        if each.picture is not None and for_her(each, now)
    ]


def pictures(files: Sequence[OwnFile], of_wishes: Sequence[WishPicture], said: Sequence[Message] = ()) -> Rows:
    """Her own, and those of her wishes and questions, whoever brought them."""
    rows: Rows = [{"at": _moment(each.at), "size": f"{each.width} × {each.height}"} for each in files]
    for each in of_wishes:
        size = f"{each.width} × {each.height}"
        rows.append({"at": _moment(each.at), "size": size, "kind": wish_pictures.KINDS[each.kind]})
    for message in said:
        if message.picture is not None:
            size = f"{message.picture.width} × {message.picture.height}"
            rows.append({"at": _moment(message.at), "size": size, "kind": thread_pictures.KIND})
    return rows


async def own_pictures(
    services: Services, ids: Sequence[str], wish_ids: Sequence[str]
) -> tuple[list[OwnFile], list[WishPicture]]:
    """The same as they are kept."""
    files = [file for each in ids for file in await services.files.of(each, most=MOST)]
    return files, [picture for each in wish_ids for picture in await services.wish_pictures.of(each)]


def voices(kept: Sequence[WishVoice]) -> Rows:
    """What she said of her wishes."""
    return [
        {"at": _moment(each.at), "seconds": wish_voices.LONG.format(seconds=each.seconds) if each.plays else ""}
        for each in kept
    ]


async def sent(services: Services, ids: Sequence[str], accounts: Accounts) -> Rows:
    """The lessons that went to her, the newest first."""
    found = await services.pushes.rows.sent_to([*ids, *(openid for _, openid in accounts)], most=MOST)
    titles = await services.pushes.titles({push for push, _ in found})
    return [{"at": _moment(at), "lesson": titles.get(push, "")} for push, at in found]


async def notices(services: Services, accounts: Accounts) -> Rows:
    """Single notices: each that she allowed, that was used, that she refused."""
    story = [each for app, openid in accounts for each in await services.pushes.grants.story(app, openid, most=MOST)]
    return [{"at": _moment(each.at), "notice": words.NOTICES[each.kind], "left": each.left} for each in story]


async def helped(services: Services, accounts: Accounts) -> Rows:
    """What she said of answers."""
    said = [each for app, openid in accounts for each in await services.feedback.of(app, openid, most=MOST)]
    entries = await services.knowledge.some(each.entry for each in said)
    asked = {entry: found.fields.question for entry, found in entries.items()}
    return [
        {"at": _moment(each.at), "answer": asked.get(each.entry, ""), "helped": words.HELPED.get(each.said, "")}
        for each in said
    ]


async def blocks(services: Services, ids: Sequence[str]) -> Rows:
    """When she might not publish, and what she said against it."""
    rows: Rows = []
    for each in [block for person in ids for block in await services.blocks.all_of(person)]:
        sealed = await services.blocks.appeal_text(each.id)
        said = (await services.vault.unseal(sealed))["text"] if sealed else ""
        row = {"at": _moment(each.at), "reason": checking.REASONS.get(each.reason, each.reason)}
        rows.append({**row, "until": _moment(each.until), "lifted": _moment(each.lifted_at), "appeal": said})
    return rows


async def messages(services: Services, accounts: Accounts) -> Rows:
    """What she wrote to the account, but not in danger: whoever holds her phone may be whom she fears."""
    rows: Rows = []
    for app, openid in accounts:
        for at, text in await services.messages.of(app, openid, most=MOST):
            if await services.screen.check(text) is None:
                rows.append({"at": _moment(at), "text": text})
    return rows


async def readings(services: Services, about: Sequence[str]) -> Rows:
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


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}" if at else ""
