from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Calendar, DaysOff
from domain.errors import MoveNotPossible, NotAllowed
from domain.staff import Appointment, Permission, StaffMember, StaffRole
from domain.wish_life import (
    ABOVE,
    LADDER,
    MOVES,
    STAGES,
    SYSTEM,
    Desk,
    Party,
    allowed,
    desk_in,
    desks_of,
    person,
    staff,
)
from domain.wish_text import unfit
from domain.wishes import ENDED, Wish, WishState, age_band, mask_name

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PLACE = "370000/370800/370881/370881100/370881100201/"
WISH = Wish(
    id="w",
    receipt="1",
    guardian_id="g",
    state=WishState.VERIFIED,
    kind="books",
    text="一套书",
    cost_fen=8000,
    child_masked="王*明",
    age_band="6-8",
    region="370881100201",
    region_path=PLACE,
    submitted_at=AT,
    changed_at=AT,
    donor_id="d",
    verified_by="village",
)


def member(role: StaffRole, path: str = "370000/370800/370881/", member_id: str = "s") -> StaffMember:
    return StaffMember(member_id, "login", "王芳", (Appointment(role, path),), path)


@given(st.text(alphabet="王小明欧阳娜李", min_size=2, max_size=6))
def test_a_masked_name_never_shows_the_given_name_whole(name: str) -> None:
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert "*" in masked
    assert masked[1:-1].strip("*") == ""


def test_every_state_but_the_first_is_reached_by_a_move_and_every_open_one_can_be_left() -> None:
    assert set(WishState) - {WishState.SUBMITTED} <= {move.leads_to for move in MOVES.values()}
    left = {state for move in MOVES.values() for state in move.starts if move.leads_to is not state}
    assert left == set(WishState) - ENDED
    assert set(STAGES) == set(WishState) - ENDED


def test_every_open_state_ends_by_the_clock_or_climbs_to_staff() -> None:
    for state, stage in STAGES.items():
        if stage.overdue:
            assert Party.SYSTEM in MOVES[stage.overdue].by, state
            assert state in MOVES[stage.overdue].starts, state
        assert ABOVE[stage.desk] in LADDER
    assert {desk: ABOVE[desk] for desk in LADDER} == dict(zip(LADDER, (*LADDER[1:], Desk.CITY), strict=True))


def test_every_move_of_staff_names_what_it_needs() -> None:
    for move in MOVES.values():
        assert (Party.STAFF in move.by) == (move.needs is not None), move.name


def test_whoever_verified_or_entered_a_wish_does_not_approve_it() -> None:
    county = member(StaffRole.COUNTY, member_id="c")
    assert allowed(WISH, "approve", staff(county)).leads_to is WishState.APPROVED
    for own in ({"verified_by": "c"}, {"entered_by": "c"}):
        with pytest.raises(NotAllowed):
            allowed(replace(WISH, **own), "approve", staff(county))
    approved = replace(WISH, state=WishState.APPROVED, approved_by="c")
    with pytest.raises(NotAllowed):
        allowed(approved, "publish", staff(county))
    assert allowed(approved, "publish", SYSTEM)


def test_staff_of_another_county_and_of_another_trade_move_nothing() -> None:
    for stranger in (member(StaffRole.COUNTY, "370000/370800/370883/"), member(StaffRole.EDITOR)):
        for move in MOVES.values():
            with pytest.raises((NotAllowed, MoveNotPossible)):
                allowed(WISH, move.name, staff(stranger))


def test_a_guardian_does_not_take_up_her_own_wish_and_a_stranger_confirms_nothing() -> None:
    shown = replace(WISH, state=WishState.PUBLISHED, donor_id="")
    with pytest.raises(NotAllowed):
        allowed(shown, "claim", person("g"))
    assert allowed(shown, "claim", person("x"))
    brought = replace(WISH, state=WishState.DELIVERED)
    for who in ("x", "d"):
        with pytest.raises(NotAllowed):
            allowed(brought, "confirm", person(who))
    with pytest.raises(MoveNotPossible):
        allowed(WISH, "confirm", person("g"))


def test_a_claim_is_extended_once() -> None:
    held = replace(WISH, state=WishState.CLAIMED)
    assert allowed(held, "extend", person("d"))
    with pytest.raises(MoveNotPossible):
        allowed(replace(held, extended=True), "extend", person("d"))


def test_each_level_watches_over_those_below_and_others_over_none() -> None:
    assert desks_of(frozenset({StaffRole.VILLAGE_OFFICER})) == (Desk.VILLAGE,)
    assert desks_of(frozenset({StaffRole.COUNTY, StaffRole.EXPERT})) == LADDER[:3]
    assert desks_of(frozenset({StaffRole.EXPERT})) == ()
    assert desk_in(WishState.CLOSED, covered=False) == ""
    assert desk_in(WishState.PREPARED, covered=True) == Desk.COUNTY
    assert Permission.WISH_APPROVE not in {move.needs for move in MOVES.values() if "verify" in move.name}


def test_deadlines_are_counted_in_days_that_the_office_works() -> None:
    office = Calendar(off=(DaysOff(date(2026, 11, 26), date(2026, 11, 26)),))
    due = office.add_working_days(AT, 3)  # Tuesday; Thursday is off, then comes a weekend
    assert due.isoformat() == "2026-11-30T17:30:00+08:00"
    saturday = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
    assert office.add_working_days(saturday, 0).date() == date(2026, 11, 30)
    assert office.add_working_days(saturday, 1).date() == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("二百块现金", "cash"),
        ("打到 6222 0212 3456 7890 123", "account"),
        ("6222021234567890", "account"),
        ("一双 35 码的运动鞋", ""),
        ("一个80厘米的书架,2层", ""),
    ],
)
def test_money_and_account_numbers_are_found(text: str, kind: str) -> None:
    assert unfit(text, {"cash": ("现金",)}) == kind


@pytest.mark.parametrize(("years", "band"), [(0, "0-5"), (5, "0-5"), (6, "6-8"), (17, "15-17")])
def test_lists_show_an_age_band(years: int, band: str) -> None:
    assert age_band(years) == band


def test_eighteen_is_past_every_band() -> None:
    with pytest.raises(ValueError, match="18"):
        age_band(18)
