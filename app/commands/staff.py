"""Make accounts for staff, and give them new passwords."""

import argparse

from app.commands import CommandFailed
from app.data_folder import settings_here
from app.running import prepare_to_serve, run_async
from app.settings import Settings
from app.wiring import open_services
from domain.errors import Invalid, NotFound
from domain.staff import PERMISSIONS, Permission, StaffRole
from services.context import Services
from services.staff import LEAST_PASSWORD, add, make_token, reset, revoke_token, tokens_of
from services.staff.tokens import DAYS, MOST_DAYS, MOST_NAME
from wording import staff as words

WHAT_IS_WRONG = {
    ("login", "taken"): "there is a login of this name already",
    ("login", "invalid"): "a login has 2 to 32 small letters, digits, dots, lines or underscores",
    ("name", "invalid"): "a name has 1 to 30 characters",
    ("region", "unknown"): "there is no region with this code (./xinqiao seed writes them)",
    ("name", "token"): f"a token's name has 1 to {MOST_NAME} characters",
    ("days", "out_of_range"): f"a token holds for 1 to {MOST_DAYS} days",
    ("may", "invalid"): "a token can't be for what its owner may not do herself",
    ("password", "too_short"): f"a password has {LEAST_PASSWORD} characters or more",
}


def register(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="add|reset|token|permissions")
    adding = actions.add_parser("add", help="a new account; prints its password once")
    adding.add_argument("login")
    adding.add_argument("--name", required=True, help="how colleagues see her")
    roles = [str(role) for role in StaffRole]
    adding.add_argument("--role", required=True, action="append", choices=roles, help="may be given more than once")
    adding.add_argument("--region", required=True, help="code of the region that she works for, with all below it")
    actions.add_parser("permissions", help="prints the table of who may do what, in Chinese")
    resetting = actions.add_parser("reset", help="a new password, printed once; ends all her sessions")
    resetting.add_argument("login")
    _register_token(actions.add_parser("token", help="a token for a program of hers; prints it once"))


def _register_token(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("login")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--name", help="what the token is for, as she will know it again")
    what.add_argument("--list", action="store_true", help="her tokens, a line each")
    what.add_argument("--revoke", metavar="ID", help="end one of her tokens at once")
    parser.add_argument(
        "--may",
        action="append",
        default=[],
        choices=[str(each) for each in Permission],
        metavar="PERMISSION",
        help="what it may do, such as lesson:read; may be given more than once; otherwise all that she may",
    )
    parser.add_argument(
        "--days", type=int, default=DAYS, help=f"how long it holds (default {DAYS}, at most {MOST_DAYS})"
    )


def run(args: argparse.Namespace) -> int:
    """Do it. Raises BadSetting, CommandFailed, StoreAway."""
    if args.action == "permissions":
        print(permissions_page(), end="")
        return 0
    settings = settings_here()
    return run_async(lambda: _run(settings, args))


def permissions_page() -> str:
    """The table of roles and permissions as Markdown."""
    roles = list(StaffRole)
    rows = [["", *(words.ROLES[role] for role in roles)], ["---"] * (len(roles) + 1)]
    for permission in Permission:
        held = ["✓" if permission in PERMISSIONS[role] else "" for role in roles]
        rows.append([words.PERMISSIONS[permission], *held])
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    return f"# {words.PERMISSIONS_TITLE}\n\n{words.PERMISSIONS_LEAD}\n\n{table}\n"


async def _run(settings: Settings, args: argparse.Namespace) -> int:
    await prepare_to_serve(settings)
    async with open_services(settings) as services:
        try:
            if args.action == "token":
                return await _token(services, args)
            if args.action == "add":
                roles = [StaffRole(role) for role in args.role]
                _, password = await add(services, login=args.login, name=args.name, roles=roles, region=args.region)
            else:
                password = await reset(services, login=args.login)
        except Invalid as problem:
            line = WHAT_IS_WRONG.get((problem.field, problem.problem), f"{problem.field} can't be taken")
            raise CommandFailed(line, 2) from None
        except NotFound:
            raise CommandFailed(f"there is no login {args.login}", 2) from None
    print(f"{args.login}  {password}")
    return 0


async def _token(services: Services, args: argparse.Namespace) -> int:
    """Make, list or end a token. Raises Invalid, NotFound."""
    if args.list:
        for each in await tokens_of(services, login=args.login):
            ends = "revoked" if each.revoked_at else f"until {each.expires_at:%Y-%m-%d}"
            used = f"used {each.used_on}" if each.used_on else "never used"
            print(f"{each.id}  {ends}  {used}  {','.join(sorted(each.may))}  {each.name}")
        return 0
    if args.revoke:
        try:
            await revoke_token(services, login=args.login, token_id=args.revoke)
        except NotFound:
            raise CommandFailed(f"{args.login} has no token {args.revoke}", 2) from None
        print(f"{args.revoke}  revoked")
        return 0
    try:
        may = [Permission(each) for each in args.may]
        token, secret = await make_token(services, login=args.login, name=args.name, may=may, days=args.days)
    except Invalid as problem:
        raise Invalid(problem.field, "token" if problem.field == "name" else problem.problem) from None
    print(f"{token.id}  {secret}")
    return 0
