"""What a person's own pages on the phone can show, made up, as in samples.py."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from domain.company import PLEDGE, Standing
from domain.organisations import Missed, OrganisationState
from domain.wishes import Wish, WishState
from handlers.h5.own_organisation import TONES
from services.organisations.batches import Row, Sheet
from services.wishes.telling import meeting_words
from tests.console.organisation_samples import BATCH, ONE
from tests.console.parcel_samples import POINT, REGIONS
from tests.console.volunteer_samples import CHECKED, NEW
from wording import company, organisations
from wording import own_pages as words

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
COMMON: dict[str, Any] = {"words": words, "account": "a1", "draft_taken": "", "draft_answered": "", "problems": {}}
NOTHING = {"id": ONE.id, "name": "", "code": "", "region": "", "contact": "", "phone": ""}
Pages = dict[str, tuple[str, dict[str, Any]]]


def pages(wish: Wish) -> Pages:
    """Each page, by the name of its sample."""
    return {
        "h5-own-in": ("own/in.html", {"words": words, "where": "organisation"}),
        "h5-own-gone": ("own/gone.html", {"words": words}),
        "h5-own-worried": ("own/worried.html", COMMON | {"said": company}),
        **_organisation(wish),
        **_volunteer(wish),
    }


def _organisation(wish: Wish) -> Pages:
    refused = replace(ONE, state=OrganisationState.REFUSED, why="contact")
    approved = replace(ONE, state=OrganisationState.APPROVED)
    given = NOTHING | {"name": ONE.name, "code": "9135", "region": "370881", "phone": "1"}

    def standing(one: Any) -> dict[str, Any]:
        return {"one": one, "steps": list(zip(words.ORGANISATION_STEPS, TONES[one.state], strict=True))}

    new = COMMON | {"one": None, "steps": [], "given": NOTHING, "notice": "", "said": organisations}
    new |= {"regions": REGIONS, "may_write": True, "batches": (), "is_member": False}
    back = new | standing(refused) | {"given": given, "notice": words.CHANGED}
    back |= {"problems": {"code": "invalid", "phone": "invalid", "contact": "missing"}}
    waits = new | standing(ONE) | {"may_write": False}
    member = waits | standing(approved) | {"is_member": True}
    batch = replace(BATCH, missed=(("000000", Missed.UNKNOWN),))
    held = replace(wish, state=WishState.CLAIMED, public_text="一双运动鞋", code="123456", batch=BATCH.id)
    rows = [Row(held, True, None, [POINT]), Row(held, True, None, []), Row(held, False, None, [])]
    shown = COMMON | {"sheet": Sheet(batch, approved, rows), "said": organisations}
    shown |= {"address": "/api/v1/batches/b/sheet?link=x"}
    return {
        "h5-own-organisation": ("own/organisation.html", new),
        "h5-own-organisation-back": ("own/organisation.html", back),
        "h5-own-organisation-waits": ("own/organisation.html", waits),
        "h5-own-organisation-member": ("own/organisation.html", member),
        "h5-own-organisation-batches": ("own/organisation.html", member | {"batches": [batch]}),
        "h5-own-batch": ("own/batch.html", shown),
        "h5-own-batch-empty": ("own/batch.html", shown | {"sheet": Sheet(batch, approved, [])}),
    }


def _volunteer(wish: Wish) -> Pages:
    met = replace(wish, public_text="有人来陪我看书", state=WishState.CLAIMED, donor_id="p1", invite="12345678")
    arranged = replace(met, second_id="p2", meet_on="2026-12-01", meet_at="public", agreed_at=NOW)
    new = COMMON | {
        "known": None,
        "given": {"region": "", "agree": "", "invite": ""},
        "said": company,
        "pledge": PLEDGE,
    }
    new |= {
        "regions": REGIONS,
        "pledge_title": "陪伴志愿者：承诺书",
        "pledge_html": "<h2>我承诺</h2><p>不单独见孩子。</p>",
    }
    new |= {"stands": "", "steps": [], "meetings": [], "when": meeting_words}
    wrong = new | {"problems": {"agree": "missing", "region": "unknown"}}

    def standing(known: Any, stands: str, *tones: str) -> dict[str, Any]:
        return new | {"known": known, "stands": stands, "steps": list(zip(words.VOLUNTEER_STEPS, tones, strict=True))}

    approved = standing(CHECKED, "approved", "done", "done", "done", "done")
    ended = replace(CHECKED, state=Standing.ENDED)
    meeting = COMMON | {"wish": met, "when": meeting_words, "is_first": True, "said": company, "text": ""}
    meeting |= {"key": "01k0000000000000000000000e", "notice": ""}
    late = meeting | {"wish": arranged, "notice": words.NO_WORRY, "text": "怕", "problems": {"text": "length"}}
    return {
        "h5-own-volunteer": ("own/volunteer.html", new),
        "h5-own-volunteer-wrong": ("own/volunteer.html", wrong),
        "h5-own-volunteer-applied": ("own/volunteer.html", standing(NEW, "applied", "done", "now", "later", "later")),
        "h5-own-volunteer-approved": ("own/volunteer.html", approved | {"meetings": [met, arranged]}),
        "h5-own-volunteer-code": (
            "own/volunteer.html",
            approved | {"problems": {"invite": "unknown"}, "given": {"invite": "1234"}},
        ),
        "h5-own-volunteer-lapsed": ("own/volunteer.html", standing(CHECKED, "lapsed", "done", "now", "stop", "later")),
        "h5-own-volunteer-ended": ("own/volunteer.html", standing(ended, "ended", "done", "done", "done", "stop")),
        "h5-own-meeting": ("own/meeting.html", meeting),
        "h5-own-meeting-late": ("own/meeting.html", late),
    }
