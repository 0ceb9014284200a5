"""How developments stand, asked one by one as a page or message is made."""

from collections.abc import Callable
from dataclasses import replace

from bot.core.ledger.developments import Development
from bot.core.ledger.story_status import StoryStatus, standing
from bot.core.renderer.reader_context import View
from bot.core.types import Report, Story

StandingOf = Callable[[Story, Development | None], StoryStatus]
"""How a development stands; None: the one that leads the story."""


def standings(view: View, failing: frozenset[str] = frozenset()) -> StandingOf:
    """Return what says how a development stands at `view.now`."""

    def stands(story: Story, told: Development | None) -> StoryStatus:
        until = replace(story, reports=reports_up_to(story, told)) if told else story
        return standing(
            until,
            development=told.number if told else None,
            parties=view.parties,
            failing=failing,
            now=view.now,
        )

    return stands


def reports_up_to(story: Story, told: Development) -> tuple[Report, ...]:
    """Return the reports up to a development's episode: a number may come again in a later one."""
    return tuple(report for report in story.reports if report.episode <= told.episode)
