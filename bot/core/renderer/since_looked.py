"""What is new in a story since the reader last looked at it."""

from dataclasses import replace

from bot.core.chat.looks import reports_seen
from bot.core.lang.markup import Line, italic, line
from bot.core.ledger.story_status import StoryStatus, standing
from bot.core.renderer.reader_context import View
from bot.core.renderer.story_lines import badge, status_words
from bot.core.types import Story


def since_looked(story: Story, stands: StoryStatus, view: View) -> list[Line]:
    """Say how many reports have come, and how the story stood before, if otherwise."""
    seen = reports_seen(view.chat, story)
    if seen is None:
        return []
    came = len(story.own_reports) - len(story.own_reports_before(seen))
    if came < 1:
        return []
    said = view.texts.count("+{n} report since you looked", "+{n} reports since you looked", came)
    earlier = replace(story, reports=story.reports[:seen])
    before = standing(earlier, parties=view.parties, now=view.now)
    if (before.status_when_open, before.party) != (stands.status_when_open, stands.party):
        was = view.texts.say("was: {status}", status=status_words(before, view))
        said = f"{said} · {badge(before)} {was}"
    return [line(italic(said))]
