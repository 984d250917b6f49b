"""The list of colleagues."""

from collections.abc import Iterable

from domain.staff import StaffRole
from handlers.console.table import About, Cell, Column, Filter, Link, Table, Tag, Typed
from services.staff.appointments import lasting
from storage.staff import AccountState, StaffAccount
from wording import colleagues as words
from wording import tables

TONES = {AccountState.ACTIVE: "published", AccountState.INVITED: "draft", AccountState.LEFT: "withdrawn"}


def paths_of(accounts: Iterable[StaffAccount]) -> set[str]:
    """The paths of all regions that these rows name."""
    return {path for each in accounts for path in (each.region_path, *(one.region_path for one in each.appointments))}


def _place(path: str, about: About) -> str:
    return str(about["places"].get(path.rstrip("/").rsplit("/", 1)[-1], words.NO_PLACE))


def _roles(account: StaffAccount, about: About) -> str:
    held = []
    for each in lasting(account, about["now"]):
        said = words.HELD.format(role=words.role(each.role), place=_place(each.region_path, about))
        held.append(words.HELD_FOR.format(held=said) if each.deputy_for else said)
    return words.AND_THEN.join(held) or words.NO_ROLE


STAFF: Table[StaffAccount] = Table(
    name="staff",
    address="/console/staff",
    caption=words.STAFF,
    key=lambda account: account.id,
    sort="login",
    filters=(
        Filter("role", words.BY_ROLE, tuple((each, words.role(each)) for each in StaffRole), tables.ALL, many=True),
        Filter("state", words.BY_STATE, tuple(words.ACCOUNT_STATES.items()), tables.ALL),
    ),
    typed=(Typed("q", words.BEGINS),),
    empty=words.NOBODY,
    empty_so=words.NOBODY_SO,
    columns=(
        Column(
            "name",
            words.NAME,
            lambda account, _: Link(f"/console/staff/{account.id}", account.name),
            Cell.LINK,
            sortable=True,
            by="name",
        ),
        Column("login", words.LOGIN, lambda account, _: account.login, sortable=True, by="login"),
        Column("place", tables.PLACE, lambda account, about: _place(account.region_path, about)),
        Column("roles", words.ROLES_HELD, _roles),
        Column(
            "state",
            words.ACCOUNT,
            lambda account, _: Tag(TONES[account.state], words.ACCOUNT_STATES[account.state]),
            Cell.TAG,
        ),
        Column("changed", tables.CHANGED, lambda account, _: account.changed_at, Cell.MOMENT, shown=False),
    ),
)
