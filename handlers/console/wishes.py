"""Wishes of her region. The child stays masked until she asks, and that she asked is written down."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from domain.campaigns import STAGES, Campaign
from domain.errors import Invalid, NotFound
from domain.ids import new_id
from domain.receipts import format_receipt
from domain.sharing import givers_of
from domain.staff import Permission, StaffMember
from domain.wish_life import HELD, possible, staff
from domain.wishes import Wish, WishState
from handlers.access import requires
from handlers.console.choosing_region import regions_for
from handlers.console.covering import covered_from
from handlers.console.list_page import TablePage
from handlers.console.page import ConsolePage
from handlers.console.table import About, Asked, Cell, Column, Filter, Link, Table, Tag
from handlers.console.wish_voices import voices_of
from handlers.months import month_choices, month_span
from services.people.moving_over import make_code
from services.wishes.entering import paper_of
from services.wishes.gate import is_passed
from services.wishes.live_figures import GROUPS, STEPS, WAY
from services.wishes.look import child_of, of_same_child, queue, story
from services.wishes.parcels import whereabouts
from services.wishes.pictures import addable, needs_agreement, removable
from services.wishes.urging import urgings
from storage.events import Event
from storage.wish_asked import Asked as Counted
from wording import campaigns, child_reasons, forgotten, tables, wish_entry, wish_life, wish_pictures
from wording import console as words
from wording import parcels as parcel_words
from wording import wish_pages as said
from wording.sharing import BY_SHARERS, GIVERS, SHARER
from wording.wishes import yuan


def wish_link(wish: Wish, about: About) -> Link:
    """A wish in a list: what it asks for, its kind and cost."""
    kind = about["kinds"].get(wish.kind, wish.kind)
    return Link(
        f"/console/wishes/{wish.id}", wish.text, tables.KIND_AND_COST.format(kind=kind, yuan=yuan(wish.cost_fen))
    )


def place_of(wish: Wish, about: About) -> str:
    """Where it is from."""
    names = [about["places"][code] for code in wish.region_path.split("/") if code in about["places"]]
    return " ".join(names[-3:]) or tables.NO_PLACE


def state_of(wish: Wish, about: About) -> Tag:
    """How far it is."""
    del about
    tone = (
        WishState.SUBMITTED if wish.state is WishState.PUBLISHED else wish.state
    )  # a lesson that is published is done
    return Tag(tone, wish_life.STATES[wish.state])


def _given_by(wish: Wish, about: About) -> str:
    del about
    if wish.covered_by:
        return said.FROM_COUNTY[wish.cover_from]
    if wish.sharers:
        return GIVERS.format(count=givers_of(wish))
    return said.FROM_DONOR if wish.donor_id else ""


OFTEN = (*said.GROUPS, "checked", "verified", "published", "claimed", "delivered")  # what one picks among at first
WISHES: Table[Wish] = Table(
    name="wishes",
    address="/console/wishes",
    caption=tables.WISHES,
    key=lambda wish: wish.id,
    sort="-at",
    filters=(Filter("state", tables.BY_STATE, tuple((said.GROUPS | said.WAY | wish_life.STATES).items()), tables.ALL),),
    empty=tables.NO_WISHES,
    columns=(
        Column("wish", tables.WISH, wish_link, Cell.LINK),
        Column("child", tables.CHILD, lambda w, _: tables.CHILD_AND_AGE.format(child=w.child_masked, age=w.age_band)),
        Column("place", tables.PLACE, place_of),
        Column("state", tables.STATE, state_of, Cell.TAG),
        Column("at", tables.SUBMITTED, lambda wish, _: wish.submitted_at, Cell.MOMENT, sortable=True),
        Column("receipt", tables.RECEIPT, lambda wish, _: format_receipt(wish.receipt), shown=False),
        Column("kind", said.BY_KIND, lambda wish, about: about["kinds"].get(wish.kind, wish.kind), shown=False),
        Column("cost", said.COST, lambda wish, _: yuan(wish.cost_fen), shown=False),
        Column("hardship", said.HARDSHIP, lambda w, about: about["hardships"].get(w.hardship, ""), shown=False),
        Column("public", said.PUBLIC, lambda wish, _: wish.public_text, shown=False),
        Column("published", said.PUBLISHED, lambda wish, _: wish.published_at, Cell.MOMENT, shown=False),
        Column("by", said.GIVEN_BY, _given_by, shown=False),
        Column("certificate", said.CERTIFICATE, lambda wish, _: wish.certificate, shown=False),
        Column("changed", tables.CHANGED, lambda wish, _: wish.changed_at, Cell.MOMENT, shown=False),
    ),
)


@requires(Permission.WISH_READ)
class Wishes(TablePage[Wish]):
    """The newest first."""

    SECTION = "wishes"
    TEMPLATE = "wishes/list.html"

    async def get(self) -> None:
        """As every table; the counties that one may ask for are looked up first."""
        self.counties = await self.services.live_wall.counties()
        self.campaign = await self._campaign()
        await super().get()

    async def _campaign(self) -> Campaign | None:
        """The one that is asked for, if it is of her regions."""
        try:
            asked = self.text_argument("campaign", most=40)
            return await self.services.campaigns.get(asked, scope=self.staff.scope(Permission.WISH_READ))
        except NotFound:
            return None

    def table(self) -> Table[Wish]:
        """The list, of one state; a county, kind, month or campaign stands above it where a figure has led to it."""
        rules, now = self.services.facts.wish, self.services.now()
        campaign = ((self.campaign.id, self.campaign.name),) if self.campaign else ()
        more = (
            Filter("county", said.BY_COUNTY, tuple(self.counties.items()), said.ALL_COUNTIES),
            Filter("kind", said.BY_KIND, rules.kinds, said.ALL_KINDS),
            Filter("month", said.BY_MONTH, month_choices(now), said.ALL_MONTHS),
            Filter("nature", said.BY_NATURE, tuple(said.NATURES.items()), tables.ALL),
            Filter("step", said.BY_STEP, tuple(said.STEPS.items()), tables.ALL),
            Filter("campaign", campaigns.BY_CAMPAIGN, campaign, campaigns.ALL),
        )
        asked = [(each, self.text_argument(each.name, most=40)) for each in more]
        chosen = [replace(each, options=tuple(o for o in each.options if o[0] == v)) for each, v in asked if v]
        state = self.text_argument("state", most=40)
        by_state = replace(
            WISHES.filters[0], options=tuple(o for o in WISHES.filters[0].options if o[0] in {*OFTEN, state})
        )
        if campaign:
            by_state = replace(by_state, options=tuple((campaigns.STAGES | dict(by_state.options)).items()))
        return replace(WISHES, filters=(by_state, *chosen))

    async def rows(self, asked: Asked, most: int) -> Sequence[Wish]:
        """Those of her regions."""
        chosen, scope = asked.filters, self.staff.scope(Permission.WISH_READ)
        county, kind, month = (chosen.get(name, "") for name in ("county", "kind", "month"))
        if county:
            scope = scope.inside(f"{self.services.facts.city_path}{county}/")
        state = WishState(chosen["state"]) if chosen["state"] in set(WishState) else None
        campaign = self.campaign
        if campaign:
            scope = scope.inside(campaign.region_path)
        states = {**(STAGES if campaign else {}), **GROUPS, **WAY}.get(chosen["state"], frozenset())
        kinds, on_wall = (campaign.kinds, campaign.span) if campaign else ((), None)
        counted = Counted(
            states=states,
            kind=kind,
            month=month_span(month),
            kinds=kinds,
            on_wall=on_wall,
            nature=chosen.get("nature", ""),
            company_kinds=self.services.facts.wish.company,
            step=STEPS.get(chosen.get("step", "")),
        )
        return await self.services.wishes.page(scope=scope, state=state, asked=counted, part=asked.part, most=most)

    async def about(self, rows: Sequence[Wish]) -> About:
        """The names of their places and kinds."""
        codes = {code for wish in rows for code in wish.region_path.split("/") if code}
        rules = self.services.facts.wish
        places = await self.services.regions.names(codes)
        return {"places": places, "kinds": dict(rules.kinds), "hardships": dict(rules.hardships)}


WAITING: Table[Wish] = Table(
    name="wishes_waiting",
    address="/console/wishes/waiting",
    caption=said.WAITING,
    key=lambda wish: wish.id,
    sort="due",
    filters=(
        Filter("desk", said.WHOSE_TURN, tuple(wish_life.DESKS.items()), said.MINE),
        Filter("late", said.HOW_LATE, (("1", said.LATE),), tables.ALL),
    ),
    empty=said.NOTHING_WAITS,
    empty_so=said.NOTHING_WAITS_SO,
    columns=(
        Column("wish", tables.WISH, wish_link, Cell.LINK),
        Column("state", tables.STATE, state_of, Cell.TAG),
        Column("turn", said.WHOSE_TURN, lambda wish, _: wish_life.DESKS.get(wish.desk, "")),
        Column("due", said.DUE, lambda wish, _: wish.due_at, Cell.MOMENT, sortable=True, by="due_at"),
        Column("place", tables.PLACE, place_of),
        Column("child", tables.CHILD, lambda w, _: tables.CHILD_AND_AGE.format(child=w.child_masked, age=w.age_band)),
        Column("since", said.SINCE, lambda wish, _: wish.since, Cell.MOMENT, shown=False),
    ),
)


@requires(Permission.WISH_READ)
class WaitingWishes(TablePage[Wish]):
    """What waits, what is due first in front; those past their deadline whoever keeps them waiting."""

    SECTION = "wishes"
    TEMPLATE = "wishes/list.html"

    async def get(self) -> None:
        """As every table; the regions that she may choose from are looked up first."""
        self.regions = {each.code: each for each in await regions_for(self, Permission.WISH_READ)}
        await super().get()

    def table(self) -> Table[Wish]:
        """The list, by region where she looks after several."""
        if len(self.regions) <= 1 and not self.text_argument("region", most=40):
            return WAITING
        regions = tuple((code, each.name) for code, each in self.regions.items())
        return replace(
            WAITING, filters=(*WAITING.filters, Filter("region", said.BY_COUNTY, regions, said.ALL_COUNTIES))
        )

    async def rows(self, asked: Asked, most: int) -> Sequence[Wish]:
        """Those of her regions."""
        desk, late, code = asked.filters["desk"], bool(asked.filters["late"]), asked.filters.get("region", "")
        within = self.regions[code].path if code else ""
        return await queue(
            self.services, by=self.staff, desk=desk, late=late, within=within, part=asked.part, most=most
        )

    async def about(self, rows: Sequence[Wish]) -> About:
        """The names of their places and kinds."""
        codes = {code for wish in rows for code in wish.region_path.split("/") if code}
        return {"places": await self.services.regions.names(codes), "kinds": dict(self.services.facts.wish.kinds)}


@requires(Permission.WISH_READ)
class WishDetail(ConsolePage):
    """One wish and its story."""

    SECTION = "wishes"

    async def get(self, wish_id: str) -> None:
        """The page."""
        await show_wish(self, wish_id)


@requires(Permission.WISH_CHILD)
class WishChild(ConsolePage):
    """Who the child is."""

    SECTION = "wishes"

    async def post(self, wish_id: str) -> None:
        """The child's name and village; kept as an event first, with what she needs it for."""
        reason = self.text_argument("child_reason", most=20)
        try:
            child = await child_of(self.services, wish_id, reason=reason, by=self.staff)
        except Invalid:
            self.set_status(400)
            await show_wish(self, wish_id, unsaid=True)
            return
        if self.is_htmx:
            self.page("wishes/_child.html", child=child)
        else:
            await show_wish(self, wish_id, child=child)


@requires(Permission.WISH_CHILD)
class WishAccount(ConsolePage):
    """The guardian has a new WeChat account."""

    SECTION = "wishes"

    async def post(self, wish_id: str) -> None:
        """A code for her; kept as an event first."""
        code, until = await make_code(self.services, wish_id, by=self.staff)
        if self.is_htmx:
            self.page("wishes/_account.html", code=code, until=until, now=self.services.now())
        else:
            await show_wish(self, wish_id, code=code, until=until)


async def show_wish(page: ConsolePage, wish_id: str, **opened: object) -> None:
    """A wish's page; `opened` holds the child where it has been asked for."""
    scope = page.staff.scope(Permission.WISH_READ)
    wish = await page.services.wishes.get(wish_id, scope=scope)
    told = await story(page.services, wish, by=page.staff)
    sharers = {each.event.actor for each in told if each.event.kind in BY_SHARERS}
    people = {**dict.fromkeys(sharers, SHARER), wish.guardian_id: said.GUARDIAN, wish.donor_id: said.DONOR}
    page.show(
        "wishes/detail.html",
        wish=wish,
        givers=GIVERS.format(count=givers_of(wish)) if wish.sharers else "",
        organisations=await page.services.organisations.names([wish.organisation]),
        story=told,
        actors=await actors_of(page, [each.event for each in told]) | people,
        places=await page.services.regions.names(code for code in wish.region_path.split("/") if code),
        others=await of_same_child(page.services, wish, by=page.staff),
        moves=[*moves_for(wish, page.staff), *urged(page, wish)],
        own=own_work(wish, page.staff),
        entered=page.text_argument("entered", most=1) == "1",
        paper=await paper_of(page.services, wish),
        signed=wish_entry,
        **await pictures_of(page, wish),
        **await voices_of(page, wish),
        **await _parcel_of(page, wish),
        covered_from=await covered_from(page, wish),
        unchecked=wish.state is WishState.APPROVED and not await is_passed(page.services, wish),
        **(life_words(page) | {"child": None, "unsaid": False, "code": "", "picture_problem": ""} | opened),
    )


async def pictures_of(page: ConsolePage, wish: Wish) -> dict[str, Any]:
    """What the part of a wish's page with its pictures shows: none of them until it is tapped."""
    member, rows = page.staff, await page.services.wish_pictures.of(wish.id)
    kinds = addable(wish, member)
    return {
        "pictures": [(each, removable(each, wish, member)) for each in rows],
        "may_look": member.may_in(Permission.WISH_CHILD, wish.region_path),
        "picture_kinds": kinds,
        "picture_words": wish_pictures,
        "picture_key": new_id(),
        "ask_agreed": bool(kinds) and await needs_agreement(page.services, wish),
    }


async def _parcel_of(page: ConsolePage, wish: Wish) -> dict[str, Any]:
    """Where what is brought for it is, or whether a label can be made."""
    parcel = (await whereabouts(page.services, [wish])).get(wish.id)
    named = await page.services.points.named([parcel.point] if parcel else [])
    return {
        "parcel": parcel,
        "point": named.get(parcel.point, "") if parcel else "",
        "can_label": parcel is None
        and wish.state in HELD
        and page.staff.may_in(Permission.WISH_HAND, wish.region_path),
        "parcel_words": parcel_words,
    }


def life_words(page: ConsolePage) -> dict[str, Any]:
    """The words that pages of a wish choose from."""
    rules = page.services.facts.wish
    own = {"reasons": dict(rules.reasons), "hardships": dict(rules.hardships)}
    return {"life": wish_life, "child_reasons": child_reasons, **own}


def moves_for(wish: Wish, member: StaffMember) -> list[tuple[str, str]]:
    """What she may do with a wish now, as (the address's word, words)."""
    found = [each.name for each in possible(wish, staff(member))]
    return [
        (name.partition("_")[0] if name not in wish_life.MOVES else name, wish_life.move_words(name)) for name in found
    ]


def urged(page: ConsolePage, wish: Wish) -> list[tuple[str, str]]:
    """What she may do that moves nothing by itself, as `moves_for` has it."""
    return [(each, forgotten.URGE[each]) for each in urgings(page.services, wish, page.staff)]


def own_work(wish: Wish, member: StaffMember) -> bool:
    """Whether the wish waits for a step that she may not make only because an earlier one is hers."""
    someone_else = replace(member, id="somebody else")
    return len(moves_for(wish, someone_else)) > len(moves_for(wish, member))


async def actors_of(page: ConsolePage, story: Sequence[Event], *, person: str = "") -> dict[str, str]:
    """Who did what stands in a story, by id."""
    names = await page.services.staff.names(event.actor for event in story)
    return names | {"system": words.ACTOR_SYSTEM, person: words.ACTOR_PERSON}


ROUTES = [
    (r"/console/wishes", Wishes),
    (r"/console/wishes/waiting", WaitingWishes),
    (r"/console/wishes/([0-9a-z]{26})", WishDetail),
    (r"/console/wishes/([0-9a-z]{26})/child", WishChild),
    (r"/console/wishes/([0-9a-z]{26})/account", WishAccount),
]
