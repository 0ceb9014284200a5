"""The steps of a story: lift-off, docking, delay, the cause - which of them a report tells.

Rule 1: the headline counts first, and in it what is no background: "docks after the launch" is a
docking. Of several steps the first in bot/rules/steps.toml is the report's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.ledger.cues import CueGroup, Cues
from bot.core.ledger.names import readable
from bot.core.types import Worth

BELOW = 250
"""Characters read below the headline."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step as the reviewed data describes it."""

    id: str
    worth: Worth
    phrases: CueGroup


@dataclass(frozen=True, slots=True)
class StepsTold:
    """The step a report tells, None without one, and the ids of all that are no background."""

    main: Step | None
    named: tuple[str, ...]
    worth: Worth | None = None
    """What `main` is worth: at most a message where the press has it only below a headline."""


def steps_of(
    *, title: str, text: str, cues: Cues, of_flight: bool = False, own: bool = False
) -> StepsTold:
    """Return the step that a report tells, and all that it names.

    `of_flight`: it names a flight. A ship that leaves the station undocks, Russia leaves it.
    `own`: it is a party's word, and those have dry headlines.
    """
    headline = tuple(_found_in(readable(title), cues, of_flight=of_flight))
    below = tuple(_found_in(readable(text[:BELOW]), cues, of_flight=of_flight))
    foreground = [[each for each, behind in some if not behind] for some in (headline, below)]
    some = next(filter(None, foreground), [each for each, _ in headline])
    main = min(some, key=cues.steps.index, default=None)
    told = (*foreground[0], *foreground[1], *([main] if main else []))
    worth = main.worth if main else None
    if not own and not foreground[0] and worth in (Worth.LOUD, Worth.WEIGHTY):
        worth = Worth.MESSAGE
    return StepsTold(main, tuple(dict.fromkeys(each.id for each in told)), worth)


def _found_in(text: str, cues: Cues, *, of_flight: bool) -> Iterator[tuple[Step, bool]]:
    """Find the steps in a readable text, in its order, each with whether it is background.

    Of two that share words the one that begins first counts, then the weightier; "launch pad"
    names none, unless a rocket is put up there.
    """
    things = cues.group("thing").matches(text)
    found = sorted(
        (match.start, place, match.words)
        for place, step in enumerate(cues.steps)
        if not (of_flight and step.id == "leaves")
        for match in step.phrases.matches(text)
        if step.worth is Worth.DIGEST or not any(map(match.overlaps, things))
    )
    behind = [each.start + len(each.words) for each in cues.group("background").matches(text)]
    end = 0
    for start, place, words in found:
        if start >= end:
            end = start + len(words)
            yield cues.steps[place], any(_is_near(text[each:start]) for each in behind)


def _is_near(between: str) -> bool:
    """Whether a step stands so near after a word of background that it belongs to it."""
    return bool(between) and len(between.split()) <= _NEAR and not _STOPS.search(between)


_NEAR = 3
_STOPS = re.compile(r"[,.;:!?]")
