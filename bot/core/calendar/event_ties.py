"""Which story tells a mission event: one about the same flight, told about when the event happens.

Rule 1: without a flight that both name there is no tie: "a docking" is not enough.
"""

from collections.abc import Iterable
from datetime import timedelta

from bot.core.grouping.entities import Entities
from bot.core.lang.normalize import fold
from bot.core.ledger.developments import Development, developments
from bot.core.types import MissionEvent, Story

AROUND = timedelta(hours=36)
"""Between a start and a story's last news."""


def story_of(event: MissionEvent, stories: Iterable[Story], entities: Entities) -> str | None:
    """Return the id of the story that tells the event, the one told nearest to its start."""
    flights = flights_in(event.name, entities)
    told = [
        story
        for story in stories
        if abs(story.updated - event.start) <= AROUND
        and not story.held
        and set(story.topics).intersection(event.topics)
        and any(flights & flights_in(report.title, entities) for report in story.own_reports)
    ]
    nearest = min(told, key=lambda story: abs(story.updated - event.start), default=None)
    return nearest.id if nearest else None


BEFORE = timedelta(hours=1)
"""What is told earlier of a flight is not of its event."""


def told_of(event: MissionEvent, story: Story) -> tuple[Development, ...]:
    """Return what the story has told of the event: steps of its flight, the first first."""
    if story.held:
        return ()
    found = (each for each in developments(story) if any(report.step for report in each.reports))
    since, until = event.start - BEFORE, event.start + AROUND
    return tuple(each for each in found if since <= each.began <= until)


def flights_in(text: str, entities: Entities) -> frozenset[str]:
    """Return the flights a text names, like Progress MS-35 or Crew-13."""
    return frozenset(flight.id for _, flight, _ in entities.flights(fold(text)))
