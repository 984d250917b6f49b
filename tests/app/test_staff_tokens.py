"""`staff token`: what it prints, lists and ends."""

import argparse
from typing import Any

import pytest

from app.commands import staff as command
from domain.errors import Invalid, NotFound
from domain.staff import StaffRole
from services.context import Services
from services.staff import add, owner_of


async def run(services: Services, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    command.register(parser)
    return await command._token(services, parser.parse_args(["token", "wang", *arguments]))


async def test_a_token_is_printed_once_listed_and_ended(services: Services, capsys: Any) -> None:
    await add(services, login="wang", name="王芳", roles=[StaffRole.COUNTY], region="370881")
    await run(services, "--name", "report", "--may", "wish:read", "--days", "30")
    token_id, secret = capsys.readouterr().out.split()
    assert secret.startswith("xqs_")
    assert {str(each) for each in (await owner_of(services, secret)).token.may} == {"wish:read"}
    await run(services, "--list")
    listed = capsys.readouterr().out
    assert token_id in listed
    assert secret not in listed
    await run(services, "--revoke", token_id)
    await run(services, "--list")
    assert "revoked" in capsys.readouterr().out.splitlines()[-1]


async def test_a_token_that_cannot_be_made_says_why(services: Services) -> None:
    await add(services, login="wang", name="王芳", roles=[StaffRole.COUNTY], region="370881")
    for arguments in (("--name", "x", "--may", "staff:manage"), ("--name", "x", "--days", "400"), ("--name", " ")):
        with pytest.raises(Invalid) as wrong:
            await run(services, *arguments)
        assert (wrong.value.field, wrong.value.problem) in command.WHAT_IS_WRONG


async def test_nobodys_token_is_not_found(services: Services) -> None:
    with pytest.raises(NotFound):
        await run(services, "--name", "x")
