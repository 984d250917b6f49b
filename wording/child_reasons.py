"""What somebody needs a child's name for: on her buttons, in the log, and for the family."""

REASONS = {
    "verify": "上门核实",
    "visit": "走访看望",
    "deliver": "送东西",
    "call": "给家里打电话",
    "correct": "改写错的地方",
}
WITH_REASON = "{what}（{reason}）"


def with_reason(what: str, reason: object) -> str:
    """What was done, with what for; as it is where no reason of ours was said."""
    known = REASONS.get(str(reason or ""))
    return WITH_REASON.format(what=what, reason=known) if known else what
