"""Which outlets a message names."""

from bot.core.ledger.story_status import StoryStatus
from bot.core.renderer.story_lines import told_reports
from bot.core.types import Report, Role, Story

NAMES = {"compact": 1, "standard": 3, "full": 8}
"""Outlets per role that a post's fingerprint looks at, by style."""


def named_reports(story: Story, standing: StoryStatus, style: str) -> tuple[Report, ...]:
    """Return the reports whose outlets a post names: aggregators only in full style, or alone."""
    reports = told_reports(story, standing)
    telling = tuple(each for each in reports if each.role is not Role.AGGREGATOR)
    return reports if style == "full" else telling or reports
