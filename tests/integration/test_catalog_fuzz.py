"""Whatever is written in feeds.yaml: a catalog comes out, or lines that say what is wrong."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog import CatalogError, parse_catalog
from tests.unit.catalogs import GOOD


def refusals(text: str) -> tuple[str, ...]:
    try:
        parse_catalog(text)
    except CatalogError as error:
        return error.lines
    return ()


@pytest.mark.fault("H5")
@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("feds:[]{}- \n&*!<'\"#|>%@0ю\t"), max_size=60))
def test_nothing_but_a_catalog_or_its_errors_comes_out(noise: str) -> None:
    for text in (noise, GOOD + noise, GOOD.replace("NASA blog", noise)):
        assert all(line.startswith("feeds.yaml:") for line in refusals(text))
