"""The line tool tell: what one imagined English channel with all alerts sees of each report.

Rule 1: judgement and words are those of `run`; only the chat and its messages are imagined here,
and what would wait for its hour is done at once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from bot.cli.json_lines import Line, text
from bot.cli.line_tools import ROLES, read_entry
from bot.core.editing.confidence import hold_uncertain
from bot.core.grouping.grouper import Grouper
from bot.core.ledger.developments import is_aside
from bot.core.ledger.ledger import close_if_quiet, report_of
from bot.core.ledger.story_status import standing
from bot.core.planning.planner import ReportOf, judge_entries, plan_poll, story_changes
from bot.core.planning.ruleset import Ruleset
from bot.core.renderer.post import post
from bot.core.renderer.reader_context import View
from bot.core.renderer.story_lines import lead_report
from bot.core.renderer.thread_lines import InThread, episode_thread
from bot.core.types import (
    Catalog,
    Chat,
    ChatKind,
    Delivery,
    DeliveryKind,
    Entry,
    Feed,
    Party,
    Placement,
    Post,
    Report,
    Role,
    Status,
    Story,
    Subscription,
    SubscriptionKind,
)
from bot.locale.loading import load_texts
from bot.rules import load_cues, load_matcher
from bot.rules.entity_rules import load_entities
from bot.rules.speaker_rules import body_names

CHANNEL = Chat(-1, ChatKind.CHANNEL, language="en")
_PLACE = (CHANNEL.id, CHANNEL.thread_id)

_BADGES = {
    Status.REPORTED: "reported",
    Status.SEVERAL: "several",
    Status.OFFICIAL: "official",
    Status.DENIED: "denied",
    Status.DISPUTED: "disputed",
}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A message of the channel as it was last sent or edited."""

    post: Post
    badge: str
    whose: str | None
    headline: str
    silent: tuple[str, ...]
    text: str

    def as_line(self, names: Mapping[str, object]) -> Line:
        return {
            "story": self.post.story,
            "development": _name(self.post.episode, self.post.development),
            "message": self.post.message_id,
            "badge": self.badge,
            "whose": self.whose,
            "headline": names.get(self.headline),
            "silent": list(self.silent),
            "text": self.text,
        }


def _name(episode: int, development: int) -> str:
    return f"{episode}.{development}"


class Telling:
    """Tells reports to the imagined channel, in the order of time, each as a poll of its own."""

    def __init__(self, catalog: Catalog, *, any_topic: bool = False) -> None:
        """Build the channel; `any_topic`: what is told is ours whatever words it has."""
        named = replace(catalog, load_bodies=body_names)
        self._ruleset = ruleset = Ruleset(named, load_matcher, load_cues, load_entities)
        self._texts = load_texts()[CHANNEL.language]
        self._grouper = Grouper(ruleset.entities)
        self._stories: dict[str, Story] = {}
        self._open: dict[str, Story] = {}
        self._shown: dict[str, list[_Shown]] = {}
        self._sent = 0
        self._topics = tuple(each.id for each in catalog.topics) if any_topic else ()
        self._topics_of = {feed.title.casefold(): feed.topics for feed in catalog.feeds}
        self._names: dict[str, object] = {}
        self._role_of = lru_cache(1_000)(ruleset.cues.role_of)

    def answer(self, line: Line) -> Line:
        """Answer `{id, title, summary?, url?, source?, source_type?, party?, language?,
        published}` -> `{story, development, act, loud, message, badge, whose, headline, silent,
        text, also}`.
        """
        entry = replace(read_entry(line), feed=_feed_id(line))
        feed = self._feed(line, entry)
        self._names[entry.id] = line.get("id")
        self._close(entry.at)
        return self._told(entry, feed)

    def _feed(self, line: Line, entry: Entry) -> Feed:
        title = text(line, "source") or entry.feed
        role = ROLES.get(text(line, "role") or text(line, "source_type"))
        address = urlsplit(entry.url or "")
        party = text(line, "party")
        return Feed(
            id=entry.feed,
            url=f"{address.scheme}://{address.netloc}/",
            title=title,
            language=entry.language,
            role=role or self._role_of(title) or Role.PRESS,
            every=timedelta(minutes=10),
            topics=self._topics or self._topics_of.get(title.casefold(), ()),
            speaks_for=party if any(party == each.id for each in self._parties) else None,
        )

    @property
    def _parties(self) -> tuple[Party, ...]:
        return self._ruleset.catalog.parties

    def _close(self, now: datetime) -> None:
        for id, story in list(self._open.items()):
            closed = close_if_quiet(story, now)
            if closed.closed is not None:
                self._stories[id] = closed
                del self._open[id]

    def _told(self, entry: Entry, feed: Feed) -> Line:
        planned = judge_entries(
            [entry], feed=feed, matcher=self._ruleset.matcher, grouper=self._grouper
        )
        placement = planned[0].placement
        if placement is None:
            return _UNTOLD
        changes = hold_uncertain(
            story_changes(
                planned, stories=self._stories, report_of=self._report_of(feed), now=entry.at
            ),
            planned,
            topics=self._ruleset.catalog.topics,
            now=entry.at,
        )
        id = placement.story
        if changes:
            self._stories[id] = self._open[id] = changes[0].after
        plan = plan_poll(
            planned,
            changes=changes,
            subscribers={id: tuple((CHANNEL, each) for each in self._wishes)},
            messages={id: {_PLACE: tuple(each.post for each in self._shown.get(id, ()))}},
            lately={},
            quiet=False,
            now=entry.at,
            based_on=0,
        )
        return self._seen(self._stories[id], plan.deliveries, entry)

    def _report_of(self, feed: Feed) -> ReportOf:
        def made(entry: Entry, placement: Placement, after: Story | None) -> Report:
            return report_of(
                entry,
                feed,
                placement,
                cues=self._ruleset.cues,
                parties=self._ruleset.catalog.parties,
                after=after,
            )

        return made

    def _seen(self, story: Story, deliveries: tuple[Delivery, ...], entry: Entry) -> Line:
        """Put the deliveries into the channel; say what its reader sees of this report."""
        report = next(each for each in story.reports if each.entry == entry.id)
        done = [(each, self._delivered(each, story, entry.at)) for each in deliveries]
        own = self._message(story.id, report.episode, report.development)
        ours = [each for each, shown in done if shown and shown == own]
        sent = next((each for each in ours if each.kind is not DeliveryKind.EDIT), None)
        act = "edit" if ours else "digest" if own is None and is_aside(report) else "none"
        if sent is not None and own is not None:
            act = "reply" if own.post.replies_to else "post"
        untold = {"story": story.id, "development": _name(report.episode, report.development)}
        return {
            **(own.as_line(self._names) if own else _UNTOLD | untold),
            "act": act,
            "loud": sent is not None and not sent.silent,
            "also": [each.as_line(self._names) for _, each in done if each and each != own],
        }

    def _message(self, story: str, episode: int, development: int) -> _Shown | None:
        for each in self._shown.get(story, ()):
            if (each.post.episode, each.post.development) == (episode, development):
                return each
        return None

    def _delivered(self, delivery: Delivery, story: Story, now: datetime) -> _Shown | None:
        """Send or edit a message; None if there is none to edit."""
        shown = self._shown.setdefault(story.id, [])
        posts = [each.post for each in shown]
        thread = episode_thread(posts, episode=story.episode, development=delivery.development)
        if delivery.kind is not DeliveryKind.EDIT:
            self._sent += 1
            root = thread.root.message_id if thread.root else 0
            sent = Post(story.id, *_PLACE, story.episode, self._sent, now, now)
            made = replace(sent, development=delivery.development, replies_to=root)
            shown.append(self._worded(made, story, thread.place, now))
            return shown[-1]
        if thread.own is None:
            return None
        edited = self._worded(thread.own, story, thread.place, now)
        shown[posts.index(thread.own)] = edited
        return edited

    def _worded(self, message: Post, story: Story, thread: InThread, now: datetime) -> _Shown:
        catalog = self._ruleset.catalog
        view = View(
            texts=self._texts,
            chat=CHANNEL,
            now=now,
            parties=catalog.parties,
            bodies=catalog.bodies,
            topics=catalog.topics,
        )
        stands = standing(story, development=message.development, parties=catalog.parties, now=now)
        return _Shown(
            post=message,
            badge=_BADGES[stands.status_when_open],
            whose=stands.party,
            headline=lead_report(story, stands, view.language).entry,
            silent=stands.silent,
            text=post(story, stands, view, thread=thread).plain,
        )

    @property
    def _wishes(self) -> tuple[Subscription, ...]:
        return tuple(
            Subscription(*_PLACE, SubscriptionKind.TOPIC, topic.id)
            for topic in self._ruleset.catalog.topics
        )


_UNTOLD: Line = {
    "story": None,
    "development": None,
    "act": "none",
    "loud": False,
    "message": None,
    "badge": None,
    "whose": None,
    "headline": None,
    "silent": [],
    "text": None,
    "also": [],
}


def _feed_id(line: Line) -> str:
    """Return the id of the line's feed: given, or made of its outlet's name."""
    return text(line, "feed") or re.sub(r"\W+", "-", text(line, "source").casefold()).strip("-")
