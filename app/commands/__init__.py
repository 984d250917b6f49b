"""
The commands, a module each.

A module's first line is its help; `register(parser)` declares its arguments, `run(args)` does it and gives the exit
code. With `PASSES_ON = True` arguments that it doesn't declare stand in `args.rest`; otherwise they are refused.
"""


class CommandFailed(Exception):
    """A command cannot do what was asked. `line` is for the person at the terminal; `code` ends the process."""

    def __init__(self, line: str, code: int = 1) -> None:
        super().__init__(line)
        self.line = line
        self.code = code
