"""What the pages of organisations and their batches can show, made up, as in samples.py."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bson.binary import Binary

from domain.organisations import Batch, Contact, Missed, Organisation, OrganisationState
from domain.parcels import Parcel, Place, format_code
from domain.wishes import Wish, WishState
from services.organisations.batches import Row, Sheet
from services.organisations.deciding import Member
from storage.organisations import KeptContact
from tests.console.parcel_samples import CODE, PATH, PLACES, POINT, REGIONS
from wording import organisations as said
from wording.wish_life import PRICES

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
COUNTY = "370000/370800/370881/"
ONE = Organisation(
    "01k0000000000000000000000o",
    "曲阜市孔府路幸福家园商贸有限责任公司第二分公司",
    "91350100M000100Y43",
    "370881",
    COUNTY,
    made_at=NOW,
)
BATCH = Batch("01k0000000000000000000000b", ONE.id, COUNTY, "p1", NOW, taken=("w1", "w2"), done=True)


def pages(wish: Wish) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each page, by the name of its sample."""
    common: dict[str, Any] = {"said": said, "places": PLACES, "problems": {}}
    approved = replace(ONE, state=OrganisationState.APPROVED)
    refused = replace(ONE, state=OrganisationState.REFUSED, why="contact")
    listed = common | {"rows": [ONE, approved, refused], "more": True, "state": ""}
    given = {"id": ONE.id, "name": ONE.name, "code": "9135", "region": "370881", "contact": "", "phone": "1"}
    form = common | {"given": given, "regions": REGIONS}
    kept = KeptContact("p1", "赵*伟", "138****1234", Binary(b""))
    detail = common | {"one": ONE, "kept": kept, "members": [], "batches": [], "notice": "", "word": "", "until": ""}
    detail |= {"read": None, "given": {}}
    member = [Member("p1", "138****1234"), Member("p2", "")]
    full = detail | {
        "one": approved,
        "members": member,
        "batches": [BATCH],
        "word": "ABCDEFGH23",
        "until": "12 月 1 日",
    }
    wanted = {"id": BATCH.id, "codes": "12345", "many": "", "kind": "", "county": "", "price": "50"}
    claim = common | {"one": approved, "given": wanted, "counties": PLACES, "prices": PRICES}
    return {
        "organisations": ("organisations/list.html", listed),
        "organisations-none": ("organisations/list.html", listed | {"rows": [], "more": False, "state": "applied"}),
        "organisation-new": ("organisations/new.html", form),
        "organisation-new-wrong": (
            "organisations/new.html",
            form | {"problems": {"code": "invalid", "phone": "invalid", "contact": "missing"}},
        ),
        "organisation": ("organisations/detail.html", detail),
        "organisation-approved": ("organisations/detail.html", full),
        "organisation-read": (
            "organisations/detail.html",
            full | {"read": Contact("赵大伟", "13812341234"), "word": ""},
        ),
        "organisation-refused": (
            "organisations/detail.html",
            detail
            | {"one": refused, "kept": None, "problems": {"why": "missing", "phone": "invalid"}}
            | {"notice": said.CHANGED_MEANWHILE},
        ),
        "organisation-claim": ("organisations/claim.html", claim),
        "organisation-claim-wrong": (
            "organisations/claim.html",
            claim | {"problems": {"codes": "invalid", "organisation": "no_member", "many": "missing"}},
        ),
        **_batches(wish, approved, common),
    }


def _batches(wish: Wish, one: Organisation, common: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    wish = replace(
        wish, state=WishState.CLAIMED, public_text="一双运动鞋", region_path=PATH, code="123456", batch=BATCH.id
    )
    parcel = Parcel("01k0000000000000000000000q", CODE, wish.id, "370881100201", PATH, Place.LABELLED, NOW, NOW)
    gone = replace(wish, id="01k0000000000000000000000g", batch="")
    rows = [Row(wish, True, parcel, [POINT, replace(POINT, name="妇联二楼")]), Row(gone, False, None, [])]
    missed = (("000000", Missed.UNKNOWN), ("111111", Missed.TAKEN))
    batch = replace(BATCH, missed=missed)
    shown = common | {"sheet": Sheet(batch, one, rows), "batch": batch, "format_code": format_code, "refused": False}
    shown |= {"counties": {wish.id: COUNTY, gone.id: COUNTY}, "hers": {wish.id}}
    empty = replace(batch, taken=())
    return {
        "batch": ("organisations/batch.html", shown),
        "batch-refused": ("organisations/batch.html", shown | {"refused": True}),
        "batch-empty": ("organisations/batch.html", shown | {"sheet": Sheet(empty, one, []), "batch": empty}),
    }
