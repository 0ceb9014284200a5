"""A file cut anywhere."""

import pytest

from tests.unit.catalog.catalogs import GOOD, refusals


@pytest.mark.fault("H1")
def test_a_file_cut_short_is_not_taken_for_an_edit() -> None:
    """Feeds name topics, topics come last: what is cut within the feeds names what is gone."""
    topics = GOOD.index("  iss:")
    taken = [end for end in range(topics) if refusals(GOOD[:end]) == ()]
    assert taken == []
