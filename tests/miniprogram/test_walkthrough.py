"""docs/api.md, run as it is written."""

import asyncio
import re

from app.processes import ROOT
from domain.regions import Scope
from domain.wishes import WishState
from tests.handlers.api.conftest import Visitors
from tests.handlers.api.conftest import visitor as visitor_of_the_api
from tests.rig import Rig

visitor = visitor_of_the_api
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


async def test_the_walkthrough_of_the_api_runs_as_it_is_written(visitor: Visitors, rig: Rig) -> None:
    phone = await visitor(signed_in=False)
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    script = "set -eu\n" + "".join(BLOCK.findall(page))
    for written, here in (("127.0.0.1:8888", phone.base), ("127.0.0.1:8889", rig.platform.base_url)):
        assert f"http://{written}" in script
        script = script.replace(f"http://{written}", here)
    process = await asyncio.create_subprocess_exec(
        "bash", "-c", script, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    said, wrong = await process.communicate()
    assert process.returncode == 0, (said.decode()[-600:], wrong.decode())
    (wish,) = await rig.services.wishes.page(scope=Scope.system())
    assert (wish.state, wish.text) == (WishState.WITHDRAWN, "一个新书包")
    assert '"tier":"answer"' in said.decode()
    assert "王小明" not in said.decode()
