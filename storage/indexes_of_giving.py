"""The indexes of what is brought for wishes, and of organisations that bring it."""

from pymongo import ASCENDING, DESCENDING, IndexModel

from domain.wish_days import DayState


def indexes_of_giving() -> dict[str, list[IndexModel]]:
    """By collection."""
    return {**_of_parcels(), **_of_stock(), **_of_organisations()}


def _of_parcels() -> dict[str, list[IndexModel]]:
    """What is brought for wishes: one label a code and a wish, what lies where, and days on which it is handed over."""
    held = {"wish_open": {"$gt": ""}}
    checked = IndexModel([("state", ASCENDING), ("checked_on", ASCENDING)])
    picked = {"state": DayState.OPEN.value, "wishes": {"$gt": ""}}  # an empty day stands in no index
    places = [IndexModel([("within", ASCENDING), ("_id", DESCENDING)]), IndexModel([("region_path", ASCENDING)])]
    return {
        "parcels": [
            IndexModel([("code", ASCENDING)], unique=True),
            IndexModel([("wish_open", ASCENDING)], unique=True, name="one_wish_open", partialFilterExpression=held),
            IndexModel([("point", ASCENDING), ("place", ASCENDING), ("at", ASCENDING)]),
            *places,
        ],
        "volunteers": [IndexModel([("number", 1)], unique=True), IndexModel([("person", 1)]), *places, checked],
        "parcel_steps": [
            IndexModel([("parcel", ASCENDING), ("at", ASCENDING), ("seq", ASCENDING)]),
            IndexModel([("point", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)]),
            IndexModel([("left", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)]),
        ],
        "collection_points": places,
        "campaigns": [*places, IndexModel([("state", ASCENDING), ("last", ASCENDING)])],
        "wish_stories": [
            *places,
            IndexModel([("state", ASCENDING), ("within", ASCENDING), ("_id", DESCENDING)]),
            IndexModel([("state", ASCENDING), ("told_at", DESCENDING)]),
            IndexModel([("person", ASCENDING), ("_id", DESCENDING)]),
            IndexModel([("code", ASCENDING)], unique=True, sparse=True),
        ],
        "wish_days": [
            IndexModel([("wishes", ASCENDING)], unique=True, name="one_open_day", partialFilterExpression=picked),
            *places,
        ],
    }


def _of_stock() -> dict[str, list[IndexModel]]:
    """What a county keeps in store and may spend: a label a lot, one budget a year, and their movements."""
    places = [IndexModel([("within", ASCENDING), ("_id", DESCENDING)]), IndexModel([("region_path", ASCENDING)])]
    there, rights = {"many": {"$gt": 0}}, {"rights": {"$gt": ""}}
    return {
        "lots": [
            IndexModel([("code", ASCENDING)], unique=True),
            IndexModel([("within", ASCENDING), ("_id", DESCENDING)], name="lots_there", partialFilterExpression=there),
            IndexModel([("point", ASCENDING)], name="lots_at_point", partialFilterExpression=there),
            *places,
        ],
        "lot_moves": [
            IndexModel([("lot", ASCENDING), ("seq", DESCENDING)], unique=True),
            IndexModel([("rights", ASCENDING)], unique=True, name="righted_once", partialFilterExpression=rights),
            IndexModel([("within", ASCENDING), ("at", ASCENDING), ("_id", ASCENDING)]),
            IndexModel([("at", ASCENDING), ("_id", ASCENDING)]),
        ],
        "budgets": [IndexModel([("county", ASCENDING), ("year", ASCENDING)], unique=True), *places],
        "budget_moves": [IndexModel([("budget", ASCENDING), ("seq", DESCENDING)], unique=True)],
    }


def _of_organisations() -> dict[str, list[IndexModel]]:
    """Who takes up wishes for others: each credit code once, a person for one, batches by whose they are."""
    places = [IndexModel([("within", ASCENDING), ("_id", DESCENDING)]), IndexModel([("region_path", ASCENDING)])]
    held = {"code_held": {"$type": "string"}}
    return {
        "organisations": [
            IndexModel([("code_held", ASCENDING)], unique=True, name="one_code", partialFilterExpression=held),
            IndexModel([("invite", ASCENDING)], unique=True, sparse=True),
            IndexModel([("state", ASCENDING), ("within", ASCENDING), ("_id", DESCENDING)]),
            IndexModel([("state", ASCENDING), ("_id", DESCENDING)]),
            *places,
        ],
        "organisation_contacts": [IndexModel([("person", ASCENDING)])],
        "organisation_members": [
            IndexModel([("person", ASCENDING)], unique=True),
            IndexModel([("organisation", ASCENDING), ("_id", ASCENDING)]),
        ],
        "gift_batches": [
            IndexModel([("organisation", ASCENDING), ("_id", DESCENDING)]),
            IndexModel([("by", ASCENDING)]),
            *places,
        ],
    }
