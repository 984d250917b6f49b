"""`python -m app COMMAND`: reads the command line and hands over to a module of app/commands."""

import argparse
import importlib
import os
import pkgutil
import sys
from types import ModuleType
from typing import NoReturn

from app import commands
from app.commands import CommandFailed
from app.data_folder import FolderBusy
from app.embedded import StoreMissing
from app.processes import PortTaken
from app.settings import BadSetting, settings_help
from domain.errors import StoreAway
from services.content import BadContent


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"xinqiao: {message} ({self.prog} --help tells more)\n")


def main(arguments: list[str]) -> int:
    """Run what the command line asks for; the exit code. 2 for what the person can put right, 1 for what failed."""
    names = sorted(found.name for found in pkgutil.iter_modules(commands.__path__))
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        return _print(_overview(names)) or (0 if arguments else 2)
    if arguments[0] not in names:
        return _say(f"there is no command {arguments[0]!r}; there are {', '.join(names)}", 2)
    module = _module(arguments[0])
    passes_on = getattr(module, "PASSES_ON", False)
    parser = _Parser(
        prog=f"./xinqiao {arguments[0]}",
        description=_first_line(module),
        epilog=settings_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        add_help=not (passes_on and len(arguments) > 2) or arguments[0] == "test",
    )
    module.register(parser)
    args, rest = parser.parse_known_args(arguments[1:])
    if rest and not passes_on:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    args.rest = rest
    return _run(module, args)


def _run(module: ModuleType, args: argparse.Namespace) -> int:
    try:
        return int(module.run(args))
    except CommandFailed as problem:
        return _say(problem.line, problem.code)
    except BrokenPipeError:
        return _nobody_reads_on()
    except KeyboardInterrupt:
        return 130
    except StoreAway as problem:
        return _say(str(problem), 1)
    except (BadContent, BadSetting, StoreMissing, PortTaken, FolderBusy) as problem:
        return _say(str(problem), 2)


def _print(text: str) -> int:
    try:
        print(text, flush=True)
    except BrokenPipeError:
        return _nobody_reads_on()
    return 0


def _nobody_reads_on() -> int:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _say(line: str, code: int) -> int:
    print(f"xinqiao: {line}", file=sys.stderr, flush=True)
    return code


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"app.commands.{name}")


def _first_line(module: ModuleType) -> str:
    return (module.__doc__ or "").strip().splitlines()[0]


def _overview(names: list[str]) -> str:
    width = max(map(len, names))
    lines = [f"  {name:<{width}}  {_first_line(_module(name))}" for name in names]
    return "./xinqiao COMMAND, with --help for its arguments\n\n" + "\n".join(lines) + "\n\n" + settings_help()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # before the command itself had begun
        sys.exit(130)
