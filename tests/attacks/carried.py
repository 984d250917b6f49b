"""A wish in hand of a place, with its parcel, a collection point and a delivery day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.calendar import day_in_china
from domain.campaigns import Campaign, CampaignState
from domain.company import PLEDGE
from domain.ids import new_id
from domain.parcels import Point
from domain.regions import Scope
from domain.staff import Appointment, StaffMember, StaffRole
from domain.stock import Budget, From, Lot
from domain.wish_days import WishDay
from domain.wishes import Wish
from services.context import Services
from services.wishes import budgets, campaigns, parcels, points, stock, wish_days
from storage.scoped import placed
from storage.wall import county_path

CITY = "370000/370800/"


async def carried(services: Services, like: Wish, name: str, login: str) -> dict[str, str]:
    """The id of each, and the label's code."""
    boss = StaffMember("boss", "boss", "王芳", (Appointment(StaffRole.ADMINISTRATOR, CITY),), CITY)
    document = await services.db["wishes"].find_one({"_id": like.id}) or {}
    once = {"key": f"{login}.carried", "receipt": new_id(), "child_open": None, "state": "prepared", "desk": "donor"}
    await services.db["wishes"].insert_one({**document, "_id": new_id(), **once, "text": name})
    wish = next(
        each for each in await services.wishes.page(scope=Scope.of(like.region_path), state=None) if each.text == name
    )
    parcel = await parcels.label_for(services, wish.id, by=boss)
    county = like.region_path.split("/")[2]
    point = await points.keep(services, Point(new_id(), name, county, "", name, name), by=boss)
    there = await points.keep(services, Point(new_id(), name, county, "", name, name), by=boss)
    received = Lot(new_id(), "", name, "study", 8000, From.BOUGHT, there.id, date(2026, 11, 20), 90)
    lot = await stock.receive(services, received, by=boss)
    year = services.now().year
    budget = await budgets.put_down(services, Budget(new_id(), county, "", year, 10**6), by=boss)
    day = await wish_days.make(services, WishDay(new_id(), date(2026, 12, 5), name, county, ""), by=boss)
    await services.db["wish_days"].update_one({"_id": day.id}, {"$set": {"wishes": [wish.id]}})
    days = (date(2026, 11, 1), date(2026, 12, 31))
    campaign = Campaign(new_id(), name, name, *days, county, "", target_wishes=3, state=CampaignState.OPEN)
    await campaigns.keep(services, campaign, by=boss)
    volunteer = new_id()
    row = {
        "_id": volunteer,
        "person": volunteer,
        "number": volunteer[-8:],
        "region": county,
        **placed(county_path(like.region_path)),
    }
    row |= {"state": "applied", "pledge": PLEDGE, "pledged_at": services.now(), "checked_by": "s1"}
    row |= {"checked_on": day_in_china(services.now()).isoformat()}
    await services.db["volunteers"].insert_one({**row, "decided_by": "", "version": 1})
    return {
        "campaign": campaign.id,
        "carried": wish.id,
        "parcel": parcel.code,
        "point": point.id,
        "lot": lot.id,
        "budget": budget.id,
        "day": day.id,
        "volunteer": volunteer,
    }


def carried_form(ids: Mapping[str, str]) -> dict[str, Any]:
    """What forms of these things hold besides what all forms do."""
    wish = ids["carried"]
    words = {"address": "换掉", "hours": "换掉", "step": "handed_in"}
    words |= {"target_wishes": "7", "target_yuan": "900", "target_fen": "90000", "public": "on"}
    words |= {"cover": ids["lot"], "lot": ids["lot"], "source": "stock", "yuan": "12000", "total_fen": "1200000"}
    return {**words, "kinds": ["clothes"], "wish": wish, "wishes": [wish], "label": ids["parcel"]}


def lot_form(ids: Mapping[str, str], move: str) -> dict[str, Any]:
    """What forms of a lot call by a name that others use as well."""
    why = {"pieces": "broken", "out": "broken", "in": "found", "count": "counted", "counted": "counted"}
    why |= {"correct": "twice", "corrected": "twice"}
    kept = {"kind": "out", "many": "3", "why": why.get(move, "nearer"), "point": ids["point"]}
    return kept | {"movement": ids["lot"]}  # the first one of a lot has its id
