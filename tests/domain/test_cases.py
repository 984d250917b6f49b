"""The states of a case, and how it climbs the tree."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.case_dues import REPORT, REPORT_WITHIN, Due
from domain.cases import (
    ANSWER_WITHIN,
    ENDED,
    STARTS,
    Case,
    CaseMove,
    CaseState,
    above,
    desks_of,
    moved,
    raised,
    reminded,
    with_report_due,
)
from domain.errors import MoveNotPossible, NotAllowed
from domain.regions import RegionLevel
from domain.safeguarding import Danger

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
VILLAGE = "370000/370800/370881/370881100/370881100201/"
CASE = Case("c", "p", "app", "o", Danger.DOMESTIC_VIOLENCE, VILLAGE, NOW, NOW, answer_by=NOW + ANSWER_WITHIN)


def make(case: Case, *moves: CaseMove, by: str = "s1") -> Case:
    for move in moves:
        case = moved(case, move, by=by, now=NOW)
    return case


def test_every_move_starts_only_from_its_states_and_counts_one() -> None:
    for move, state in itertools.product(CaseMove, CaseState):
        case = replace(CASE, state=state, owner="s1", proposed_by="s2")
        if state in STARTS[move]:
            assert moved(case, move, by="s1", now=NOW).seq == case.seq + 1, (move, state)
        else:
            with pytest.raises(MoveNotPossible):
                moved(case, move, by="s1", now=NOW)


def test_a_case_is_closed_by_a_second_person_only() -> None:
    proposed = make(CASE, CaseMove.ACKNOWLEDGE, CaseMove.REACH, CaseMove.FOLLOW_UP, CaseMove.PROPOSE_CLOSING)
    assert (proposed.state, proposed.proposed_by, proposed.answer_by) == (CaseState.CLOSING, "s1", None)
    with pytest.raises(NotAllowed):
        moved(proposed, CaseMove.CLOSE, by="s1", now=NOW)
    assert moved(proposed, CaseMove.CLOSE, by="s2", now=NOW).state is CaseState.CLOSED
    kept = moved(proposed, CaseMove.KEEP_OPEN, by="s2", now=NOW)
    assert (kept.state, kept.proposed_by) == (CaseState.FOLLOWED_UP, "")


def test_what_concerns_a_minor_is_not_closed_before_the_report_of_the_law() -> None:
    taken = replace(make(CASE, CaseMove.ACKNOWLEDGE), minor=True)
    with pytest.raises(MoveNotPossible):
        moved(taken, CaseMove.PROPOSE_CLOSING, by="s1", now=NOW)
    with pytest.raises(MoveNotPossible):
        moved(replace(taken, minor=False, ask_minor=True), CaseMove.PROPOSE_CLOSING, by="s1", now=NOW)
    reported = replace(taken, reported_at=NOW)
    assert moved(reported, CaseMove.PROPOSE_CLOSING, by="s1", now=NOW).state is CaseState.CLOSING


def test_whoever_takes_up_first_stays_and_handing_back_asks_again_within_five_minutes() -> None:
    taken = make(CASE, CaseMove.ACKNOWLEDGE)
    assert (taken.owner, taken.answer_by, taken.state) == ("s1", None, CaseState.ACKNOWLEDGED)
    assert moved(taken, CaseMove.ACKNOWLEDGE, by="s2", now=NOW).owner == "s1"
    back = moved(taken, CaseMove.HAND_BACK, by="s1", now=NOW)
    assert (back.owner, back.state, back.answer_by) == ("", CaseState.OPENED, NOW + timedelta(minutes=5))


def test_whoever_writes_again_raises_her_case_and_is_waited_for_anew() -> None:
    later = NOW + timedelta(minutes=3)
    again = raised(CASE, Danger.SELF_HARM, at=later, now=later)
    assert (again.level, again.danger, again.messages, again.answer_by) == (3, Danger.SELF_HARM, 2, CASE.answer_by)
    assert raised(again, Danger.OTHER, at=later, now=later).level == 3
    taken = make(CASE, CaseMove.ACKNOWLEDGE, CaseMove.REACH)
    again = raised(taken, Danger.OTHER, at=later, now=later)
    assert (again.state, again.owner, again.answer_by) == (CaseState.IN_CONTACT, "s1", later + ANSWER_WITHIN)
    for state in ENDED:
        again = raised(replace(taken, state=state), Danger.OTHER, at=later, now=later)
        assert (again.state, again.owner, again.is_open) == (CaseState.REOPENED, "", True)


def test_whoever_writes_again_takes_the_proposal_to_close_back() -> None:
    proposed = make(CASE, CaseMove.ACKNOWLEDGE, CaseMove.REACH, CaseMove.PROPOSE_CLOSING)
    again = raised(proposed, Danger.OTHER, at=NOW, now=NOW)
    assert (again.state, again.proposed_by, again.owner) == (CaseState.FOLLOWED_UP, "", "s1")
    assert again.answer_by == NOW + ANSWER_WITHIN
    with pytest.raises(MoveNotPossible):
        moved(again, CaseMove.CLOSE, by="s2", now=NOW)


def test_whether_a_minor_is_concerned_stays_a_question_until_it_is_answered() -> None:
    asked = raised(CASE, Danger.SELF_HARM, at=NOW, now=NOW, speaks_of_minor=True)
    assert (asked.minor, asked.ask_minor) == (False, True)
    assert raised(asked, Danger.OTHER, at=NOW, now=NOW).ask_minor
    child = raised(asked, Danger.CHILD_ABUSE, at=NOW, now=NOW)
    assert (child.minor, child.ask_minor) == (True, False)
    assert not raised(child, Danger.SELF_HARM, at=NOW, now=NOW, speaks_of_minor=True).ask_minor


def test_a_case_climbs_from_the_township_to_the_county_to_the_city_and_then_stays() -> None:
    assert [path.count("/") for _, path in desks_of(VILLAGE)] == [4, 3, 2]
    assert desks_of("370000/370800/") == ((RegionLevel.CITY, "370000/370800/"),)
    assert desks_of("") == ((RegionLevel.CITY, ""),)
    climbed, case = [], replace(CASE, called=RegionLevel.TOWNSHIP)
    while (level := above(case)) is not None:
        climbed.append(level)
        case = replace(case, called=level)
    assert climbed == [RegionLevel.COUNTY, RegionLevel.CITY]


def test_the_gravest_come_first_then_those_that_wait_then_the_latest() -> None:
    grave = replace(CASE, level=3, answer_by=None)
    late, later = CASE, replace(CASE, answer_by=NOW + timedelta(hours=1))
    taken = replace(CASE, answer_by=None)
    assert sorted((taken, later, late, grave), key=lambda case: case.rank) == [grave, late, later, taken]


def test_a_report_is_waited_for_from_when_a_minor_is_concerned_and_keeps_its_time() -> None:
    abused = raised(CASE, Danger.CHILD_ABUSE, at=NOW, now=NOW)
    assert [(each.id, each.due_at) for each in abused.dues] == [(REPORT, NOW + REPORT_WITHIN)]
    later = NOW + timedelta(hours=9)
    assert raised(abused, Danger.CHILD_ABUSE, at=later, now=later).dues == abused.dues
    assert with_report_due(replace(CASE, minor=True, reported_at=NOW), NOW).dues == ()
    assert not abused.is_overdue(NOW + REPORT_WITHIN - timedelta(seconds=1))
    assert abused.is_overdue(NOW + REPORT_WITHIN)
    assert not replace(abused, state=CaseState.CLOSED).is_overdue(NOW + REPORT_WITHIN)


def test_of_a_case_that_is_opened_again_the_report_is_due_again() -> None:
    reported = replace(raised(CASE, Danger.CHILD_ABUSE, at=NOW, now=NOW), reported_at=NOW, dues=())
    closed, later = replace(reported, state=CaseState.CLOSED), NOW + timedelta(days=9)
    assert raised(reported, Danger.CHILD_ABUSE, at=later, now=later).dues == ()
    again = raised(closed, Danger.CHILD_ABUSE, at=later, now=later)
    assert again.reported_at is None
    assert [(each.id, each.due_at) for each in again.dues] == [(REPORT, later + REPORT_WITHIN)]


def test_nothing_is_waited_for_of_whoever_was_erased() -> None:
    assert with_report_due(replace(CASE, person_id="", minor=True), NOW).dues == ()


def test_a_reminder_counts_what_is_to_be_reminded_of_and_leaves_the_rest() -> None:
    now = NOW + timedelta(days=2)
    report, receipt, later = Due(REPORT, NOW, NOW), Due("a", NOW, NOW), Due("b", now + timedelta(days=1), now)
    later = replace(later, remind_at=later.due_at)
    case = replace(CASE, dues=(report, receipt, later))
    closed, opened = (reminded(case, now, working=working).dues for working in (False, True))
    assert [each.reminders for each in closed] == [1, 0, 0]
    assert [each.reminders for each in opened] == [1, 1, 0]
    assert closed[0].remind_at == datetime(2026, 11, 26, 16, tzinfo=UTC)  # midnight in China
    assert not closed[0].wants(closed[0].remind_at, working=False)
    assert closed[0].wants(closed[0].remind_at, working=True)
