"""Whatever editors merge, split and undo: every report is told once, no ledger loses a line."""

from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.editing.editor_actions import ActOutcome, Refusal, Scene
from bot.core.editing.merge_split import merge, split
from bot.core.editing.undo import stories_involved, undo
from bot.core.types import Story
from tests.build import NOON, a_report, a_story

Step = tuple[str, int, int]
"""What is done, to which story, and with which other, reports or event."""

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "split", "undo"]), st.integers(0, 20), st.integers(0, 255)
    ),
    max_size=12,
)


@dataclass
class Desk:
    stories: dict[str, Story] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    """Where the grouper remembers each entry."""

    def __post_init__(self) -> None:
        for number in range(4):
            reports = [a_report(entry=f"{number}{place}") for place in range(number % 3 + 1)]
            self.keep(a_story(*reports, id=f"{number:016x}", number=number + 1))
            self.homes |= {each.entry: f"{number:016x}" for each in reports}

    def keep(self, story: Story) -> None:
        self.stories[story.id] = story

    def take(self, step: Step) -> None:
        what, which, other = step
        names = sorted(self.stories)
        chosen, second = names[which % len(names)], names[other % len(names)]
        acted = _DEEDS[what](self, chosen, second, other)
        if isinstance(acted, ActOutcome):
            for story in acted.stories:
                self.keep(story)
            self.homes |= dict(acted.moved)

    def scene(self) -> Scene:
        return Scene(NOON, stories=dict(self.stories))


def _merge(desk: Desk, chosen: str, second: str, bits: int) -> ActOutcome | Refusal:
    return merge(desk.scene(), id=chosen, into=second, by="99")


def _split(desk: Desk, chosen: str, second: str, bits: int) -> ActOutcome | Refusal:
    story = desk.stories[chosen]
    entries = {each.entry for place, each in enumerate(story.reports) if bits >> place & 1}
    return split(desk.scene(), id=chosen, entries=entries, by="99")


def _undo(desk: Desk, chosen: str, second: str, bits: int) -> ActOutcome | Refusal:
    story = desk.stories[chosen]
    position = bits % max(len(story.events), 1)
    assert set(stories_involved(story, position)) <= desk.stories.keys()
    return undo(desk.scene(), id=chosen, position=position, by="99")


_DEEDS: dict[str, Callable[[Desk, str, str, int], ActOutcome | Refusal]] = {
    "merge": _merge,
    "split": _split,
    "undo": _undo,
}


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_every_report_is_told_in_one_story_where_the_grouper_remembers_it(
    steps: list[Step],
) -> None:
    desk = Desk()
    for step in steps:
        desk.take(step)
        standing = [each for each in desk.stories.values() if not each.merged_into]
        told = sorted((report.entry, each.id) for each in standing for report in each.own_reports)
        assert told == sorted(desk.homes.items())
        assert all(each.own_reports for each in standing)


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_no_ledger_loses_a_report_or_an_event(steps: list[Step]) -> None:
    desk = Desk()
    for step in steps:
        before = dict(desk.stories)
        desk.take(step)
        for id, story in before.items():
            after = desk.stories[id]
            assert after.events[: len(story.events)] == story.events
            kept = [each.entry for each in after.reports[: len(story.reports)]]
            assert kept == [each.entry for each in story.reports]


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_whoever_follows_merges_arrives(steps: list[Step]) -> None:
    """Two editors merge at once, each the other way round: there is no circle of stories."""
    desk = Desk()
    for step in steps:
        desk.take(step)
        for story in desk.stories.values():
            passed = {story.id}
            while story.merged_into:
                story = desk.stories[story.merged_into]
                assert story.id not in passed
                passed.add(story.id)
