"""Any text makes a report, and thousands of reports a standing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.ledger.statement_kind import weigh_kind
from bot.core.ledger.story_status import standing
from bot.core.types import Status
from bot.rules.cue_rules import load_cues
from tests.build import a_story, an_entry
from tests.rules.ledger.test_ledger import told
from tests.unit.ledger.test_story_status import LATER, TASS, claim


@pytest.mark.parametrize("text", ["", "\ud800", "ТАСС " * 100_000, "\x00" * 100, "🚀"])
def test_any_text_makes_a_report(text: str) -> None:
    report = told(an_entry(text, summary=text, text=text))
    assert report.title == text


@settings(max_examples=25, deadline=None)
@given(title=st.text(max_size=80), summary=st.text(max_size=200))
def test_the_same_entry_always_gives_the_same_report(title: str, summary: str) -> None:
    entry = an_entry(title, summary=summary)
    assert told(entry) == told(entry)


@pytest.mark.parametrize("text", ["", "\ud800", "x " * 500_000])
def test_any_text_has_a_kind(text: str) -> None:
    assert weigh_kind(title=text, text=text, signs=load_cues().signs).kind


def test_many_reports_are_judged_quickly() -> None:
    reports = [claim(n / 60, **TASS) for n in range(2_000)]
    assert standing(a_story(*reports), now=LATER).status is Status.REPORTED
