"""How the installation is, for programs of staff."""

from domain.staff import Permission, StaffRole
from tests.handlers.api.conftest import Programs


async def test_every_part_is_told_in_words_and_what_is_not_well_with_what_to_do(program: Programs) -> None:
    found = await (await program(StaffRole.COUNTY)).call("GET", "/status")
    assert found.status == 200
    parts = {each["part"]: each for each in found.body["parts"]}
    assert (parts["mongodb"]["state"], parts["mongodb"]["says"]) == ("good", "正常。")
    assert (parts["platform"]["state"], found.body["good"]) == ("silent", False)
    assert "网络" in parts["platform"]["advice"]
    assert found.body["quotas"] == {}


async def test_a_token_without_the_right_to_it_sees_nothing(program: Programs) -> None:
    her = await program(StaffRole.COUNTY, may=(Permission.LESSON_READ,))
    assert (await her.call("GET", "/status")).status == 403
