"""退订, topics and hours of her own hold for every way by which anything is pushed, whenever she says so."""

import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from domain.calendar import QuietHours
from domain.consents import How
from domain.pushes import Channel
from services.people.choosing import rest, want_topic
from services.people.follow import want_pushes
from services.pushes.channels import Circumstances, row_for, withheld
from storage.alerts import Endangered
from storage.people import Recipient
from tests.joined import APP
from tests.rig import Rig

SERIES_OF_PUSH = "square-dance"
FIVE = datetime(2026, 11, 24, 9, tzinfo=UTC)  # in the afternoon, in China
LEASE = timedelta(seconds=15)
NOBODY = Circumstances(in_danger=Endangered(), month_used_up=(), granted={"o"}, topic=SERIES_OF_PUSH)
# Where the platform is called to send. Each either asks `withheld` first, or answers what she herself has just said.
SENDS = {
    "services/pushes/direct.py": "asks withheld",
    "services/pushes/mass.py": "its rows come from fill.py, which asks withheld",
    "services/pushes/notices.py": "she has allowed each one, and it is about what she asked or her own work",
    "services/account/pictures.py": "answers her own message",
    "services/questions/sending.py": "answers her own question",
    "worker/tasks/cases.py": "an officer writes to somebody who asked for help",
    "worker/tasks/colleagues.py": "tells a colleague at work, whose account it is bound for",
    "worker/tasks/replies.py": "answers her own message, or tells what is hers, neutrally where it has to",
}


def test_whoever_sends_anything_asks_first_whether_she_wants_it_or_answers_her() -> None:
    """A later programme that sends stands here with its reason, or this fails."""
    call = re.compile(r"\.(send_(text|news|image|articles|subscription|template|mini\w*)|mass_send(_all)?)\(")
    files = [each for part in ("services", "worker", "bot", "handlers") for each in Path(part).rglob("*.py")]
    assert {str(each) for each in files if call.search(each.read_text(encoding="utf-8"))} == set(SENDS)
    for name in ("direct.py", "fill.py", "build.py"):
        assert "withheld(" in (Path("services/pushes") / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("channel", Channel)
def test_no_channel_reaches_who_said_stop_or_not_this_topic(channel: Channel) -> None:
    now_heard = {"message": (FIVE, 0)}
    for recipient, reason in (
        (Recipient("p", "o", following=True, pushes=False, windows=now_heard), "opted_out"),
        (
            Recipient("p", "o", following=True, pushes=True, windows=now_heard, muted=frozenset([SERIES_OF_PUSH])),
            "topic",
        ),
        (Recipient("p", "o", following=False, pushes=True, windows=now_heard), "not_following"),
    ):
        assert withheld(recipient, NOBODY) == reason
        row = row_for(recipient, channel, NOBODY, now=FIVE)
        assert (row.state, row.reason) == ("unreachable", reason)


@pytest.mark.parametrize("channel", [Channel.CUSTOMER, Channel.MASS, Channel.AUTO])
async def test_who_says_stop_after_the_rows_were_written_gets_nothing(rig: Rig, channel: Channel) -> None:
    people, services = await rig.people(6, wrote=3), rig.services
    push = await rig.push(channel)

    async def stop() -> None:
        for at, openid in ((0, people[0]), (1, people[5])):
            person = await services.people.find(APP, openid)
            if at:
                await want_topic(services, person, SERIES_OF_PUSH, wanted=False, now=rig.clock())
            else:
                await want_pushes(services, person, wanted=False, how=How.CHAT, now=rig.clock())

    while (work := await services.outbox.take_next(now=rig.clock(), lease=LEASE)).task == "push_build":
        await rig.step(work)
    await stop()
    await services.outbox.again(work, due_at=rig.clock(), progress=True)
    await rig.work(push)
    assert not {people[0], people[5]} & set(await rig.got())
    states = await rig.states(push)
    assert (states[people[0]], states[people[5]]) == (("unreachable", "opted_out"), ("unreachable", "topic"))


@pytest.mark.parametrize("channel", [Channel.CUSTOMER, Channel.MASS])
async def test_who_rests_gets_it_when_her_hours_are_over_and_nobody_waits_for_her(rig: Rig, channel: Channel) -> None:
    people = await rig.people(4, wrote=4)
    for openid in people[:2]:
        person = await rig.services.people.find(APP, openid)
        await rest(rig.services, person, QuietHours(time(16), time(17, 40)), now=rig.clock())
    push = await rig.push(channel)
    await rig.work(push, until=lambda: rig.clock() > FIVE + timedelta(minutes=30))
    ledger = await rig.work(push)
    assert (ledger.sent, ledger.pending) == (4, 0)
    assert await rig.got() == dict.fromkeys(people, 1)
    rows = [row async for row in rig.services.db["deliveries"].find({"push": push.id})]
    late = {row["openid"] for row in rows if row["at"] >= FIVE + timedelta(minutes=40)}
    assert late == set(people[:2])
