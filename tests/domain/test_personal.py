"""The table of personal data holds together, and the page that is printed from it is current."""

from app.commands.privacy import privacy_page
from app.processes import ROOT
from domain.consents import CURRENT, GUARDIANS, Purpose
from domain.personal import FIELDS
from domain.personal_kinds import Fate, Ground, Held, Whose
from storage.indexes import INDEXES


def test_the_page_is_what_the_table_says() -> None:
    """./xinqiao privacy table > docs/privacy.md."""
    assert (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8") == privacy_page()


def test_each_field_is_named_once_and_lies_in_a_collection_that_there_is() -> None:
    paths = [each.path for each in FIELDS]
    assert len(paths) == len(set(paths))
    assert {each.collection for each in FIELDS} - {"second_factors", "staff_wechat"} <= set(INDEXES)


def test_what_tells_of_a_child_needs_her_guardians_consent_and_goes_with_her() -> None:
    for each in FIELDS:
        if each.whose is Whose.CHILD:
            assert each.needs in GUARDIANS, each.path
            assert each.ground is Ground.CONSENT_OF_GUARDIAN
            assert each.fate in {Fate.GONE, Fate.EMPTIED}
            assert each.days is not None


def test_words_of_people_are_sealed_and_only_what_was_looked_over_is_not() -> None:
    words = [each for each in FIELDS if each.what.startswith(("what she wrote", "what she asked", "the child's name,"))]
    assert words
    assert {each.held for each in words} <= {Held.FAMILY, Held.OWN, Held.MASTER, Held.MASKED}


def test_each_purpose_has_a_text_of_its_own_that_is_shown_now() -> None:
    assert set(CURRENT) == set(Purpose)
    for text in CURRENT.values():
        assert (ROOT / "content" / "consents" / f"{text}.yaml").is_file()
