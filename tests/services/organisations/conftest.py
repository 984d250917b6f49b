import pytest

from services.context import Services
from tests.services.organisations.companies import Companies


@pytest.fixture
def companies(services: Services) -> Companies:
    return Companies(services)
