"""A link opens what it was made for until its time, and nothing else, whatever is written in its place."""

from datetime import timedelta

import pytest

from services import links
from services.context import Services
from tests.joined import Clock


@pytest.mark.parametrize("name", ["999999999999-00", "-", "", "0-", "²-00", "9" * 80, "1-é"])
def test_what_was_made_up_opens_nothing(services: Services, name: str) -> None:
    assert not links.holds(services, "question:a:b", name)


def test_a_link_opens_its_thing_until_its_time(services: Services, clock: Clock) -> None:
    name = links.name_of(services, "question:a:b", services.now() + timedelta(minutes=10))
    assert links.holds(services, "question:a:b", name)
    assert not links.holds(services, "question:a:c", name)
    clock.move(minutes=11)
    assert not links.holds(services, "question:a:b", name)
