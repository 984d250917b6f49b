"""What staff are told of the installation: in words, with what to do, and without asking again and again."""

from datetime import timedelta

import pytest

from domain.errors import NotAllowed
from domain.staff import StaffMember
from services.context import Services
from services.status import StatusBoard
from tests.joined import Clock
from tests.rig import STAFF
from wechat.client import Quota, WeChatClient
from wechat.errors import NotGranted
from wording import status as words


class Asked:
    """Stands for the platform's answers about quotas, and counts them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, error: Exception | None = None) -> None:
        self.paths: list[str] = []

        async def quota(_client: WeChatClient, path: str) -> Quota:
            self.paths.append(path)
            if error:
                raise error
            return Quota(100, 1, 99)

        monkeypatch.setattr(WeChatClient, "quota", quota)


async def test_looking_again_within_half_a_minute_costs_no_quota(
    services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, board = Asked(monkeypatch), StatusBoard()
    first = await board.look(services, by=STAFF)
    clock.move(seconds=29)
    assert await board.look(services, by=STAFF) is first
    assert len(asked.paths) == 3
    clock.move(seconds=1)
    assert await board.look(services, by=STAFF) is not first


async def test_each_part_that_is_not_well_is_told_with_what_to_do(
    services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    Asked(monkeypatch, error=NotGranted(40164, "invalid ip"))
    await services.outbox.add("k", "clean_pushes", {}, due_at=clock() - timedelta(minutes=6))
    found = await StatusBoard().look(services, by=STAFF)
    states = {each.part: each.state for each in found.findings}
    assert states["platform"] == "not_granted"
    assert (states["mongodb"], states["redis"], states["outbox"]) == ("good", "good", "late")
    for each in found.findings:
        assert words.says(each.part, each.state).format(**each.facts)
        assert bool(words.advice(each.part, each.state)) == (each.state != "good")


async def test_who_holds_no_post_is_told_nothing(services: Services) -> None:
    with pytest.raises(NotAllowed):
        await StatusBoard().look(services, by=StaffMember("s", "s", "s", (), ""))
