"""The life of a wish as staff and as programs read it: a drawing and tables, made from the table of moves."""

from collections.abc import Callable, Iterator, Mapping

from domain.wish_life import ABOVE, MOVES, STAGES
from domain.wishes import ENDED, WishState
from wording import wish_life as say
from wording.staff import PERMISSIONS


def page(days: Mapping[str, int]) -> str:
    """The drawing, whose turn it is in each state, and who makes each move; `days` are working days a state."""
    return "\n".join([*_drawing(say.STATES, say.move_words), "", *_stages(days), "", *_moves(), ""])


def page_of_names(days: Mapping[str, int]) -> str:
    """The same in the names by which events and the API know states and moves."""
    drawn = _drawing({}, lambda name: name.partition("_")[0] if name.startswith(("return_", "refuse_")) else name)
    return "\n".join([*drawn, "", *_stages_by_name(days), "", *_moves_by_name(), ""])


def _drawing(names: Mapping[str, str], words: Callable[[str], str]) -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for state, name in names.items():
        yield f'  state "{name}" as {state}'
    yield f"  [*] --> {WishState.SUBMITTED}"
    arrows: dict[tuple[WishState, WishState], list[str]] = {}
    for move in MOVES.values():
        for state in sorted(move.starts, key=list(WishState).index):
            said = arrows.setdefault((state, move.leads_to), [])
            text = words(move.name)
            said += [] if text in said else [text]
    for (start, end), said in arrows.items():
        yield f"  {start} --> {end}: {' / '.join(said)}"
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


def _stages_by_name(days: Mapping[str, int]) -> Iterator[str]:
    yield "| state | whose turn | working days | past the deadline |"
    yield "|---|---|---|---|"
    for state, stage in STAGES.items():
        after = f"`{stage.overdue}`" if stage.overdue else f"climbs to {ABOVE[stage.desk]}"
        yield f"| `{state}` | {stage.desk} | {days[state]} | {after} |"


def _moves_by_name() -> Iterator[str]:
    yield "| move | from | to | event | by | permission | not by | told in the chat |"
    yield "|---|---|---|---|---|---|---|---|"
    for move in MOVES.values():
        cells = (
            f"`{move.name}`" + (", with a reason" if move.reason else ""),
            ", ".join(state for state in WishState if state in move.starts),
            move.leads_to,
            move.event,
            ", ".join(sorted(move.by)),
            f"`{move.needs}`" if move.needs else "",
            ", ".join(each.replace("_", " ") for each in move.not_by),
            ", ".join(move.tells),
        )
        yield f"| {' | '.join(cells)} |"
