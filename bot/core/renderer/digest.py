"""What a digest contains: stories that moved since the last one, weightiest first."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.lang.i18n import known_zone
from bot.core.ledger.developments import Development, developments, is_aside
from bot.core.ledger.editor_events import retractions
from bot.core.ledger.ledger import weight
from bot.core.ledger.story_status import StoryStatus, standing
from bot.core.renderer.list_pages import DigestStory
from bot.core.renderer.standings import reports_up_to
from bot.core.types import Chat, Party, Story, Subscription, SubscriptionKind

DIGEST = "digest"
"""`Delivery.story` of a digest."""

CONSIDERED = 200
"""How many of the newest stories are weighed; a week brings fewer, a day far fewer."""


def digest_window(chat: Chat, now: datetime, *, last: datetime | None = None) -> datetime:
    """Return where a chat's digest begins.

    At the last digest; if that is long ago, one day back, or a week for a weekly digest.
    """
    usual = timedelta(days=7 if chat.digest.startswith("weekly") else 1)
    return last if last is not None and now - 2 * usual <= last < now else now - usual


def wanted_stories(stories: Iterable[Story], wishes: Iterable[Subscription]) -> list[Story]:
    """Return the stories on the chat's topics (all if it has none) and those it follows, none it
    muted.
    """
    asked = {(wish.kind, wish.value) for wish in wishes}
    topics = {value for kind, value in asked if kind is SubscriptionKind.TOPIC}
    return [
        story
        for story in stories
        if (SubscriptionKind.MUTED_STORY, story.id) not in asked
        and (
            not topics
            or not topics.isdisjoint(story.topics)
            or (SubscriptionKind.STORY, story.id) in asked
        )
    ]


def digest_stories(
    stories: Iterable[Story],
    *,
    parties: tuple[Party, ...],
    failing: frozenset[str],
    since: datetime,
    now: datetime,
) -> tuple[DigestStory, ...]:
    """Return the stories with news since then, weightiest first: each with the developments that
    are new or have moved, and how the first of them stood before.
    """
    moved = sorted(
        (story for story in stories if _moved(story, since)),
        key=lambda story: (-weight(story, now), story.id),
    )

    def told(story: Story) -> DigestStory:
        def stands(each: Development, at: datetime) -> StoryStatus:
            known = replace(story, reports=reports_up_to(story, each))
            return standing(
                known, development=each.number, parties=parties, failing=failing, now=at
            )

        newest, *others = _moved(story, since)
        was_told = any(report.at <= since for report in newest.reports)
        return DigestStory(
            story,
            stands(newest, now),
            stands(newest, since) if was_told else None,
            others=tuple(stands(each, now) for each in others[:OTHERS]),
        )

    return tuple(map(told, moved))


OTHERS = 3
"""Developments of a story that a digest names below the one that heads it."""


def _moved(story: Story, since: datetime) -> list[Development]:
    """Return the developments with a report since then, the newest first; what is routine stands
    behind all others, and alone where there is nothing else.
    """
    gone = retractions(story.events)
    told = (each for each in developments(story) if each.number not in gone)
    some = [each for each in told if any(it.at > since for it in each.reports)]
    some = sorted(some, key=lambda each: max(it.at for it in each.reports), reverse=True)
    return [each for each in some if not all(map(is_aside, each.reports))] or some


def digest_due(chat: Chat, now: datetime) -> datetime | None:
    """Return when the chat's newest digest was due, local time; None if it wants none just now.

    A digest missed by more than two hours (the bot was down) waits for the next day.
    """
    weekly, at = chat.digest.startswith("weekly"), chat.digest.rpartition(" ")[2]
    if not chat.active or chat.digest == "off" or (chat.muted_until and chat.muted_until > now):
        return None
    local = now.astimezone(known_zone(chat.zone))
    hour, _, minute = at.partition(":")
    due = local.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
    on_its_day = not weekly or local.weekday() == _WEEKLY_ON
    return due if on_its_day and due <= local < due + DIGEST_GRACE else None


DIGEST_GRACE = timedelta(hours=2)
_WEEKLY_ON = 0
"""Monday."""
