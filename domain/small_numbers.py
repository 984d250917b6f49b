"""Numbers that are shown to others only from so many on: a smaller one could be somebody."""

FEWEST = 5
HIDDEN = -1


def hidden(many: int) -> int:
    """The number, or HIDDEN where it is too small to be shown; nobody is nobody."""
    return many if many == 0 or many >= FEWEST else HIDDEN
