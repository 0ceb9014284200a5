"""What happened to a story besides its reports, in words."""

from collections.abc import Mapping
from datetime import datetime

from bot.core.lang.i18n import key
from bot.core.ledger.editor_events import Act
from bot.core.renderer.reader_context import View
from bot.core.renderer.story_lines import STATUSES
from bot.core.types import Status, Story, StoryEvent, in_force

_WORDS: Mapping[str, str] = {
    "closed": key("closed after quiet days"),
    "reopened": key("reopened"),
    Act.STATUS: key("the editors set the status: {status}"),
    Act.TOOK_IN: key("the editors made another story part of this one"),
    Act.JOINED: key("the editors made one development part of another"),
    Act.SPLIT: key("the editors moved reports to another story"),
}


def happenings(
    story: Story, after: datetime, until: datetime, view: View
) -> list[tuple[datetime, str]]:
    """Return what happened after one moment and no later than another, the first first."""
    return sorted(
        (event.at, _words(event, view))
        for _, event in in_force(story.events)
        if event.kind in _WORDS and after < event.at <= until
    )


def _words(event: StoryEvent, view: View) -> str:
    known = event.kind == Act.STATUS and event.detail
    status = STATUSES[Status(event.detail)] if known else key("as the rules have it")
    return view.texts.say(_WORDS[event.kind], status=view.texts.say(status))
