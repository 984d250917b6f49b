"""The whole API against its own description, by schemathesis with every check: nobody, a person, a program of staff."""

import asyncio
import sys
from pathlib import Path

import pytest

from domain.staff import StaffRole
from services.staff import add, make_token
from tests.handlers.api.conftest import Visitors
from tests.rig import Rig

ENDS = (
    "signOut",
    "signOutEverywhere",
    "eraseMe",
)  # would end the sign-in that all else is asked with; nobody's run asks for them
OFTEN = 10**9
CONFIG = Path(__file__).with_name("schemathesis.toml")
WHO = ("nobody", "person", "staff")


@pytest.fixture
async def base(visitor: Visitors, monkeypatch: pytest.MonkeyPatch, rig: Rig) -> tuple[str, str, str]:
    """Where the API is, a person's token and a program's; as many calls as are wanted."""
    for name in ("handlers.api.visitor", "handlers.api.staff.call"):
        monkeypatch.setattr(f"{name}.CALLS_A_MINUTE", OFTEN)
    for name in ("visitor.VisitorCall", "kept.KeptCall", "session.SessionCall", "session.RefreshCall"):
        monkeypatch.setattr(f"handlers.api.{name}.ADDRESS_MOST", OFTEN)
    phone = await visitor()
    await add(rig.services, login="boss", name="王芳", roles=[StaffRole.ADMINISTRATOR], region="370800")
    _, secret = await make_token(rig.services, login="boss", name="walk")
    return phone.base, phone.token, secret


async def run(base: tuple[str, str, str], who: str, seconds: int, folder: Path) -> tuple[int, str]:
    """What schemathesis says: its exit code, and its words."""
    address, person, staff = base
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run"]
    command += [f"{address}/api/v1/openapi.json", "--checks", "all"]
    command += ["--max-time", str(seconds), "--mode", "all", "--no-color", "--generation-database", "none"]
    if who == "nobody":
        command += ["--suppress-health-check", "all"]
    else:
        command += ["-H", f"Authorization: Bearer {person if who == 'person' else staff}"]
        command += ["--include-path-regex" if who == "staff" else "--exclude-path-regex", "^/api/v1/staff"]
        command += [part for name in ENDS for part in ("--exclude-operation-id", name)]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode("utf-8", "replace")


@pytest.mark.parametrize("who", WHO)
async def test_the_api_is_as_it_describes_itself(base: tuple[str, str, str], who: str, tmp_path: Path) -> None:
    code, said = await run(base, who, 40, tmp_path)
    assert code == 0, said


@pytest.mark.long
@pytest.mark.parametrize("who", WHO)
async def test_the_api_is_as_it_describes_itself_for_ten_minutes(
    base: tuple[str, str, str], who: str, tmp_path: Path
) -> None:
    code, said = await run(base, who, 600, tmp_path)
    assert code == 0, said
