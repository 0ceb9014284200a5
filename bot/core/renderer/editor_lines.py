"""What a post says of the editors' work: what they changed in its story, or that it was merged."""

from dataclasses import replace

from bot.core.lang.markup import Line, Span, bold, clean, italic, line, link, shortened
from bot.core.ledger.editor_events import Act
from bot.core.ledger.story_status import StoryStatus, standing
from bot.core.renderer.reader_context import View
from bot.core.renderer.story_lines import byline, footer, headline, lead_report
from bot.core.types import Report, Story, in_force

_HEADLINE_UNITS = 160


def editors_lines(story: Story, view: View) -> list[Line]:
    """Say what editors changed in the grouping; empty if nothing."""
    said, (joined, parted) = [], _joined_and_parted(story)
    if joined:
        said.append(
            view.texts.count(
                "The editors made {n} more story part of this one.",
                "The editors made {n} more stories part of this one.",
                joined,
            )
        )
    if parted:
        said.append(
            view.texts.count(
                "The editors moved {n} report to a story of its own.",
                "The editors moved {n} reports to stories of their own.",
                parted,
            )
        )
    return [line(italic(each)) for each in said]


def editors_fingerprint(story: Story, standing: StoryStatus) -> str:
    """Return the editors' part of a post's fingerprint; empty if they changed nothing."""
    seen = (*_joined_and_parted(story), standing.set_by_editors)
    return repr(seen) if any(seen) else ""


def merged_lines(gone: Story, home: Story, view: View) -> list[Line]:
    """Show the post of a story that is part of another one which stands in the chat too."""
    lead, leads = (
        lead_report(each, merged_standing(each, view), view.language) for each in (gone, home)
    )
    name = link(f"#{home.number}", view.story_url(home.number))
    return _part_of(lead, name, leads, home, view)


def joined_lines(story: Story, number: int, home: StoryStatus, view: View) -> list[Line]:
    """Show the message of a development that is part of another one, which stands in the chat
    too.
    """
    own = tuple(each for each in story.reports if each.development == number)
    lead = lead_report(story, replace(home, reports=own), view.language)
    leads = lead_report(story, home, view.language)
    name = link(f"#{story.number}.{home.development}", view.story_url(story.number))
    return _part_of(lead, name, leads, story, view)


def _part_of(lead: Report, name: Span, leads: Report, home: Story, view: View) -> list[Line]:
    """Show a headline that was told by itself, and what it is part of."""
    words = shortened(clean(leads.title), _HEADLINE_UNITS)
    return [
        view.texts.sentence(
            "↪ The editors made this part of {story}: {headline}", story=name, headline=bold(words)
        ),
        (),
        headline(lead, view),
        byline(lead, view),
        (),
        footer(home, view),
    ]


def merged_standing(story: Story, view: View) -> StoryStatus:
    """Return how a story stands that was merged, or that another was merged into: by what it told
    first, for what it took in came later.
    """
    first = (story.episode_reports or story.own_reports)[0].development
    return standing(story, development=first, parties=view.parties, now=view.now)


def merged_fingerprint(home: Story) -> str:
    """Return the fingerprint of such a post."""
    return f"part of {home.id}"


def _joined_and_parted(story: Story) -> tuple[int, int]:
    """Count the stories made part of this one, and the reports moved elsewhere."""
    acts = [each for _, each in in_force(story.events)]
    joined = sum(each.kind == Act.TOOK_IN for each in acts)
    elsewhere = {each.detail for each in acts if each.kind == Act.SPLIT}
    return joined, sum(each.moved_to in elsewhere for each in story.reports)
