import pytest

from services.context import Services
from tests.services.wishes.lives import Lives


@pytest.fixture
def lives(services: Services) -> Lives:
    return Lives(services)
