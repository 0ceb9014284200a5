"""A list of feeds as long as anyone likes."""

from collections.abc import Callable

import pytest

from bot.catalog.opml import MAX_FEEDS, imported
from tests.unit.catalog.test_opml import CATALOG, opml, outline


@pytest.mark.fault("I10")
def test_an_import_has_a_quota(record_property: Callable[[str, object], None]) -> None:
    many = (outline(f"https://f{number}.example/", "F") for number in range(MAX_FEEDS + 7))
    found = imported(opml(*many), CATALOG)
    record_property("figure", f"{found.count} of {MAX_FEEDS + 7}")
    record_property("limit", str(MAX_FEEDS))
    assert (found.count, len(found.left_out)) == (MAX_FEEDS, 7)
