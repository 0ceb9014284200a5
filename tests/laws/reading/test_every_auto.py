"""`every: auto` against a fixed interval at the same number of requests; benchmarks/rhythm.py."""

import pytest

from benchmarks.rhythm import WITH, WITHOUT, figures
from tests.integration.promised import Figure


@pytest.mark.parametrize("name", WITH)
def test_with_a_rhythm_the_median_is_at_most_half(name: str, record_property: Figure) -> None:
    median, _, fixed, _ = figures(WITH[name], seeds=1)
    record_property("figure", f"{name}: {median:.1f} of {fixed:.1f} min")
    assert median <= fixed / 2


@pytest.mark.parametrize("name", WITHOUT)
def test_without_one_it_is_hardly_worse(name: str) -> None:
    """The allowance here is for one seed's chance; the benchmark has the figure of five."""
    median, _, fixed, _ = figures(WITHOUT[name], seeds=1)
    assert median <= fixed * 1.25
