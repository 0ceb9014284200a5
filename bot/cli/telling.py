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
from bot.core.ledger.ledger import close_if_quiet, report_of
from bot.core.ledger.story_status import StoryStatus, standing
from bot.core.planning.planner import ReportOf, judge_entries, plan_poll, story_changes
from bot.core.planning.ruleset import Ruleset
from bot.core.renderer.post import post, reply
from bot.core.renderer.reader_context import View
from bot.core.renderer.story_lines import BADGES, lead_report
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
    Urgency,
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
    """A message of the channel as it was last sent or edited; `development` is the number of the
    report that brought it.
    """

    id: int
    story: str
    development: int
    badge: str
    whose: str | None
    headline: str
    silent: tuple[str, ...]
    text: str

    def as_line(self, names: Mapping[str, object]) -> Line:
        return {
            "story": self.story,
            "development": self.development,
            "message": self.id,
            "badge": self.badge,
            "whose": self.whose,
            "headline": names.get(self.headline),
            "silent": list(self.silent),
            "text": self.text,
        }


class Telling:
    """Tells reports to the imagined channel, in the order of time, each as a poll of its own."""

    def __init__(self, catalog: Catalog) -> None:
        named = replace(catalog, bodies=body_names())
        self._ruleset = ruleset = Ruleset(named, load_matcher, load_cues, load_entities)
        self._texts = load_texts()[CHANNEL.language]
        self._grouper = Grouper(ruleset.entities)
        self._stories: dict[str, Story] = {}
        self._open: dict[str, Story] = {}
        self._posts: dict[str, Post] = {}
        self._messages: dict[int, _Shown] = {}
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
            posts={id: {_PLACE: self._posts[id]}} if id in self._posts else {},
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
        changed = [self._delivered(each, story, entry.at) for each in deliveries]
        kinds = {each.kind: each for each in deliveries}
        told = next((kinds[kind] for kind in _ACTS if kind in kinds), None)
        own = self._message_of(story, changed, told)
        routine = own is None and story.reports[-1].urgency is Urgency.ROUTINE
        return {
            **(own.as_line(self._names) if own else {**_UNTOLD, "story": story.id}),
            "act": _ACTS[told.kind] if told else "digest" if routine else "none",
            "loud": told is not None and told.kind is not DeliveryKind.EDIT and not told.silent,
            "also": [each.as_line(self._names) for each in changed if each != own],
        }

    def _message_of(
        self, story: Story, changed: list[_Shown], told: Delivery | None
    ) -> _Shown | None:
        if told is not None and told.kind is DeliveryKind.REPLY:
            return next(each for each in changed if each.development == told.revision)
        standing_post = self._posts.get(story.id)
        return self._messages[standing_post.message_id] if standing_post else None

    def _delivered(self, delivery: Delivery, story: Story, now: datetime) -> _Shown:
        view = View(
            texts=self._texts,
            chat=CHANNEL,
            now=now,
            parties=self._ruleset.catalog.parties,
            bodies=self._ruleset.catalog.bodies,
            topics=self._ruleset.catalog.topics,
        )
        stands = standing(story, parties=view.parties, now=now)
        standing_post = self._posts.get(story.id)
        id = len(self._messages) + 1
        if delivery.kind is DeliveryKind.EDIT and standing_post:
            id = standing_post.message_id
        if delivery.kind is DeliveryKind.POST:
            self._posts[story.id] = Post(story.id, *_PLACE, story.episode, id, now, now)
        shown = (
            self._reply(story, delivery.revision, stands, view)
            if delivery.kind is DeliveryKind.REPLY
            else self._post(story, stands, view)
        )
        self._messages[id] = replace(shown, id=id)
        return self._messages[id]

    def _post(self, story: Story, stands: StoryStatus, view: View) -> _Shown:
        lead = lead_report(story, stands, view.language)
        first = next(n for n, each in enumerate(story.reports, 1) if each.episode == story.episode)
        return _Shown(
            id=0,
            story=story.id,
            development=first,
            badge=_BADGES[stands.status_when_open],
            whose=stands.party,
            headline=lead.entry,
            silent=stands.silent,
            text=post(story, stands, view).plain,
        )

    def _reply(self, story: Story, number: int, stands: StoryStatus, view: View) -> _Shown:
        brought, words = story.reports[number - 1], reply(story, view, report=number).plain
        return _Shown(
            id=0,
            story=story.id,
            development=number,
            badge=next(
                (_BADGES[each] for each, sign in BADGES.items() if words.startswith(sign)),
                "reported",
            ),
            whose=brought.party,
            headline=brought.entry,
            silent=(),
            text=words,
        )

    @property
    def _wishes(self) -> tuple[Subscription, ...]:
        return tuple(
            Subscription(*_PLACE, SubscriptionKind.TOPIC, topic.id)
            for topic in self._ruleset.catalog.topics
        )


_ACTS = {
    DeliveryKind.POST: "post",
    DeliveryKind.REPLY: "reply",
    DeliveryKind.EDIT: "edit",
}

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
