from domain.regions import Scope


def test_a_scope_holds_its_region_and_all_below() -> None:
    scope = Scope.of("37/3708/370881/")
    assert scope.holds("37/3708/370881/")
    assert scope.holds("37/3708/370881/370881100/")


def test_a_scope_holds_no_region_whose_code_only_begins_alike() -> None:
    assert not Scope.of("37/3708/").holds("37/37081/")


def test_a_scope_of_nothing_holds_nothing_and_the_systems_everything() -> None:
    assert not Scope.nothing().holds("37/")
    assert Scope.system().holds("37/")
