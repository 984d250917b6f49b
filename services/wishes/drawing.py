"""The life of a wish as staff read it: a drawing and two tables, made from the table of moves."""

from collections.abc import Iterator, Mapping

from domain.wish_life import ABOVE, MOVES, STAGES
from domain.wishes import ENDED, WishState
from wording import wish_life as say
from wording.staff import PERMISSIONS


def page(days: Mapping[str, int]) -> str:
    """The drawing, whose turn it is in each state, and who makes each move; `days` are working days a state."""
    return "\n".join([*_drawing(), "", *_stages(days), "", *_moves(), ""])


def _drawing() -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for state in WishState:
        yield f'  state "{say.STATES[state]}" as {state}'
    yield f"  [*] --> {WishState.SUBMITTED}"
    arrows: dict[tuple[WishState, WishState], list[str]] = {}
    for move in MOVES.values():
        for state in sorted(move.starts, key=list(WishState).index):
            words = arrows.setdefault((state, move.leads_to), [])
            text = say.move_words(move.name)
            words += [] if text in words else [text]
    for (start, end), words in arrows.items():
        yield f"  {start} --> {end}: {' / '.join(words)}"
    for state in WishState:
        if state in ENDED:
            yield f"  {state} --> [*]"
    yield "```"


def _stages(days: Mapping[str, int]) -> Iterator[str]:
    yield f"| {' | '.join(say.STAGE_HEADS)} |"
    yield "|---|---|---|---|"
    for state, stage in STAGES.items():
        after = say.move_words(stage.overdue) if stage.overdue else say.CLIMBS.format(desk=say.DESKS[ABOVE[stage.desk]])
        yield f"| {say.STATES[state]} | {say.DESKS[stage.desk]} | {days[state]} | {after} |"


def _moves() -> Iterator[str]:
    yield f"| {' | '.join(say.MOVE_HEADS)} |"
    yield "|---|---|---|---|---|"
    for move in MOVES.values():
        states = "、".join(say.STATES[state] for state in WishState if state in move.starts)
        who = [say.PARTIES[party] for party in say.PARTIES if party in {str(each) for each in move.by}]
        needs = PERMISSIONS[move.needs] if move.needs else ""
        told = "、".join(say.PARTIES[party] for party in move.tells)
        names = "、".join(who) + (f"（{needs}）" if needs else "")
        yield f"| {say.move_words(move.name)} | {states} | {say.STATES[move.leads_to]} | {names} | {told} |"
