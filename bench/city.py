"""A city to measure in: its regions, as many as are asked for."""

from collections.abc import Iterator

from domain.regions import Region, RegionLevel

CITY = "370000/370800/"


def places(counties: int, townships: int, villages: int) -> Iterator[Region]:
    """A province, a city, and so many counties, townships and villages, spread evenly."""
    yield Region("370000", "省", RegionLevel.PROVINCE, "370000/")
    yield Region("370800", "市", RegionLevel.CITY, CITY)
    towns: list[Region] = []
    for number in range(counties):
        code = str(370801 + number)
        yield Region(code, f"县{number}", RegionLevel.COUNTY, f"{CITY}{code}/")
    for number in range(townships):
        county = str(370801 + number % counties)
        code = f"{county}{100 + number // counties}"
        towns.append(Region(code, f"镇{number}", RegionLevel.TOWNSHIP, f"{CITY}{county}/{code}/"))
        yield towns[-1]
    for number in range(villages):
        town = towns[number % townships]
        code = f"{town.code}{200 + number // townships}"
        yield Region(code, f"村{number}", RegionLevel.VILLAGE, f"{town.path}{code}/")
