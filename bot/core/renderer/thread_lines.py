"""The thread that an episode's messages make in one chat, the post and the replies to it, and what
each says about the others: what was earlier, the latest, what it answers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.lang.i18n import key
from bot.core.lang.markup import Line, clean, line, link, shortened
from bot.core.ledger.developments import Development, development, developments, is_aside
from bot.core.ledger.editor_events import retractions
from bot.core.ledger.origins import RETELLERS
from bot.core.ledger.story_status import StoryStatus, standing
from bot.core.renderer.reader_context import View
from bot.core.renderer.story_lines import lead_report, told_reports
from bot.core.types import Answer, Post, Report, Story

LATEST_UNITS = 120

ANSWERS: Mapping[Answer | None, str] = {
    None: key("Answers: {headline}"),
    Answer.CONFIRMS: key("Confirms: {headline}"),
    Answer.DENIES: key("Answers: {headline}"),
    Answer.DOUBTS: key("Answers: {headline}"),
    Answer.MOVES: key("Moves the date: {headline}"),
    Answer.RESOLVES: key("Ends the trouble: {headline}"),
}
"""The line that names what a development answers."""


@dataclass(frozen=True, slots=True)
class InThread:
    """Where a message stands in its chat: as the post, or as a reply to it."""

    is_reply: bool = False
    latest: int = 0
    """Number of the newest development told below the post, 0 for none."""
    later: int = 0
    """Number of the development whose post begins the next episode, 0 for none."""


Followed = tuple[str, Report]
"""The sentence that names what followed, and the report whose headline it shows."""

AS_POST = InThread()
AS_REPLY = InThread(is_reply=True)


@dataclass(frozen=True, slots=True)
class EpisodeThread:
    """A development's place among the messages of its episode."""

    root: Post | None
    """The post; None where the development's message is to be it."""
    own: Post | None
    """The message that tells the development already."""
    place: InThread


def episode_thread(messages: Iterable[Post], *, episode: int, development: int) -> EpisodeThread:
    """Return a development's place among a chat's messages of its story, in the order sent."""
    every = tuple(messages)
    sent = [each for each in every if each.episode == episode]
    root = next(iter(sent), None)
    own = next((each for each in sent if each.development == development), None)
    if own is None or own is not root:
        return EpisodeThread(root, own, InThread(is_reply=root is not None))
    latest = next((each.development for each in reversed(sent[1:]) if each.development), 0)
    later = next((each.development for each in every if each.episode > episode), 0)
    return EpisodeThread(root, own, InThread(latest=latest, later=later))


def thread_lines(
    story: Story,
    standing: StoryStatus,
    view: View,
    *,
    thread: InThread,
    followed: Followed | None,
    limit: int,
) -> list[Line]:
    """Say of a post what was earlier and what `followed`, of a reply what it answers."""
    if thread.is_reply:
        return _answer_lines(story, standing, view, limit)
    earlier = _earlier_lines(story, standing, view, limit)
    if followed is None:
        return earlier
    words, report = followed
    return [*earlier, view.texts.sentence(words, headline=_named(report, view, limit))]


def what_followed(story: Story, thread: InThread, view: View) -> Followed | None:
    """Return what the story went on with after it was closed, else the latest below the post."""
    lines = ((thread.later, key("Later: {headline}")), (thread.latest, key("Latest: {headline}")))
    for number, words in lines:
        if number and (lead := _lead_of(story, number, view)):
            return words, lead
    return None


def _earlier_lines(story: Story, standing: StoryStatus, view: View, limit: int) -> list[Line]:
    """Name the newest development of more than routine that was told before this one."""
    gone = retractions(story.events)
    first = min(told_reports(story, standing), key=lambda each: each.at)
    before = [
        each
        for each in developments(story)
        if each.number not in gone
        and each.first.at < first.at
        and (each.episode, each.number) != (first.episode, first.development)
    ]
    if not before:
        return []
    worth = [each for each in before if not all(map(is_aside, each.reports))]
    said = _named(_told_best((worth or before)[-1], view), view, limit)
    return [view.texts.sentence("Earlier: {headline}", headline=said)]


def _told_best(told: Development, view: View) -> Report:
    return min(
        told.reports,
        key=lambda each: (each.language != view.language, each.role in RETELLERS, each.at),
    )


def _answer_lines(story: Story, standing: StoryStatus, view: View, limit: int) -> list[Line]:
    told = development(story, standing.development)
    answered = _lead_of(story, told.answers if told else 0, view)
    if told is None or answered is None:
        return []
    return [view.texts.sentence(ANSWERS[told.how], headline=_named(answered, view, limit))]


def _lead_of(story: Story, number: int, view: View) -> Report | None:
    if development(story, number) is None or number in retractions(story.events):
        return None
    now = standing(story, development=number, parties=view.parties, now=view.now)
    return lead_report(story, now, view.language) if now.reports else None


def _named(report: Report, view: View, limit: int) -> Line:
    linked = link(shortened(clean(report.title), limit), report.url)
    return line(linked, f" ({view.outlet(report.outlet)}, {view.day(report.at)})")
