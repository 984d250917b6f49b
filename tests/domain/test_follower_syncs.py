"""Tags that are set on both sides end the same on both, whoever did what since they were last compared."""

import pytest

from domain.follower_syncs import reconcile


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("here", [False, True])
def test_what_either_side_changed_since_counts(here: bool, there: bool, before: bool) -> None:  # noqa: FBT001
    tags = {True: ["舞队"], False: []}
    found = reconcile(tags[here], tags[there], tags[before])
    ours, theirs = set(tags[here]) | found.add - found.remove, set(tags[there]) | found.put_on
    assert ours - found.remove == theirs - found.take_off
    changed = (here != before) or (there != before)
    assert (ours - found.remove == {"舞队"}) is (not before if changed else before)
    again = reconcile(ours - found.remove, theirs - found.take_off, ours - found.remove)
    assert not any((again.add, again.remove, again.put_on, again.take_off))


def test_a_pushs_own_tags_are_nobodys_tags() -> None:
    found = reconcile([], ["xq-0123456789abcdef"], [])
    assert not any((found.add, found.remove, found.put_on, found.take_off))
