"""The editors' view of the feeds and the queue, in plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum

from bot.core.delivery.messages import Message
from bot.core.lang.i18n import key
from bot.core.lang.markup import Line, bold, clean, code, line, shortened, within
from bot.core.reading.hubs import tells
from bot.core.reading.poll_result import FeedState, LastPoll
from bot.core.renderer.desk_cards import span_words
from bot.core.renderer.post import message
from bot.core.renderer.reader_context import View
from bot.core.renderer.reason_words import reason_words
from bot.core.types import Delivery, DeliveryState, Feed, Reason, Story, StoryEvent

SILENT_AFTER = timedelta(days=21)
"""A feed with nothing new for this long may have moved without saying so."""

FAILING_AFTER = 3
"""Failed polls in a row before a feed is called failing; one or two mean nothing."""

SLOW_POLL = timedelta(seconds=10)
"""Most of a slow feed's last polls took longer."""


class Health(IntEnum):
    """The health of a feed, worst first."""

    GONE = 0
    FAILING = 1
    SILENT = 2
    SLOW = 3
    MOVED = 4
    NEW = 5
    FINE = 6


def health(state: FeedState | None, now: datetime) -> Health:
    if state is None or state.last_poll is None:
        return Health.NEW
    if state.gone:
        return Health.GONE
    if state.failures >= FAILING_AFTER:
        return Health.FAILING
    latest = state.last_entry or state.last_success
    if latest and now - latest > SILENT_AFTER:
        return Health.SILENT
    if sum(poll.took > SLOW_POLL for poll in state.polls) > len(state.polls) / 2:
        return Health.SLOW
    return Health.MOVED if state.moved_to else Health.FINE


Muted = Mapping[str, StoryEvent]
"""Feeds that the editors have muted, each with the act."""


def health_page(
    feeds: Sequence[Feed], states: Mapping[str, FeedState], muted: Muted, view: View
) -> Message:
    """List every feed that needs a look, worst first, then muted ones, and how many are fine."""
    ranked = sorted(feeds, key=lambda feed: (health(states.get(feed.id), view.now), feed.id))
    bad = [each for each in ranked if health(states.get(each.id), view.now) < Health.NEW]
    fine = len(feeds) - len(bad)
    counts = view.texts.count("{n} feed is fine", "{n} feeds are fine", fine)
    lines: list[Line] = [line(bold(counts))]
    told = sum(tells(states[each.id].hub, view.now) for each in feeds if each.id in states)
    if told:
        counted = view.texts.count(
            "{n} feed is told of by its hub", "{n} feeds are told of by their hubs", told
        )
        lines.append(line(counted))
    for feed in bad:
        lines += [(), *_trouble_lines(feed, states[feed.id], view)]
    silenced = [each for each in feeds if each.id in muted]
    lines += [(), line(bold(view.texts.say("Muted by the editors")))] if silenced else []
    lines += [
        line(bold(each.title), " · ", code(each.id), f" · {span_words(muted[each.id], view)}")
        for each in silenced
    ]
    return message(within(lines))


def feed_page(feed: Feed, state: FeedState | None, muted: Muted, view: View) -> Message:
    """Show one feed: its health, last poll, last entry, error, and the next poll."""
    texts = view.texts
    words = texts.say(_WORDS[health(state, view.now)])
    lines: list[Line] = [line(bold(feed.title), " · ", code(feed.id)), line(words), line(feed.url)]
    if feed.id in muted:
        words = span_words(muted[feed.id], view)
        lines.append(view.texts.sentence("muted by the editors {span}", span=words))
    if state is None:
        return message(lines)
    moments = (
        (key("last poll: {time}"), state.last_poll),
        (key("last success: {time}"), state.last_success),
        (key("last new entry: {time}"), state.last_entry),
        (key("next poll: {time}"), None if state.gone else state.next_poll),
    )
    lines += [texts.sentence(words, time=view.moment(at)) for words, at in moments if at]
    lines += [*_hub_lines(state, view), *_error_lines(state, view)]
    lines += [_poll_line(each, view) for each in reversed(state.polls)]
    if feed.full_text and state.article_error:
        error = _error_words(state.article_error, view)
        lines.append(texts.sentence("articles are not read: {error}", error=error))
    dropped = texts.count("{n} entry left out", "{n} entries left out", state.dropped)
    unread = texts.count("{n} entry unreadable", "{n} entries unreadable", state.malformed)
    counts = [words for words, n in ((dropped, state.dropped), (unread, state.malformed)) if n]
    return message(within([*lines, *([line(" · ".join(counts))] if counts else [])]))


def _hub_lines(state: FeedState, view: View) -> list[Line]:
    if state.hub is None or not (state.hub.tries or state.hub.until):
        return []
    if state.hub.until and tells(state.hub, view.now):
        words = key("its hub tells of news, until {time}")
        return [view.texts.sentence(words, time=view.moment(state.hub.until))]
    return [view.texts.sentence("its hub does not tell of news: it is polled as ever")]


TROUBLED = (DeliveryState.UNCERTAIN, DeliveryState.DEAD, DeliveryState.EXPIRED)
"""States of deliveries that may not have reached anybody."""


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits to be sent, what did not arrive, and what waits for an editor."""

    sizes: Mapping[DeliveryState, int]
    oldest: datetime | None = None
    """Since when the longest-waiting delivery could have been sent."""
    silent_since: datetime | None = None
    """Since when Telegram has not answered."""
    paused: bool = False
    troubled: Sequence[Delivery] = ()
    stories: Mapping[str, Story] = field(default_factory=dict)
    """The stories of `troubled`."""
    held: Sequence[Story] = ()


def queue_page(queue: Queue, view: View) -> Message:
    texts = view.texts
    lines = (
        [line(bold(texts.say("All sending is paused: /resume goes on")))] if queue.paused else []
    )
    if queue.silent_since is not None:
        silent = view.moment(queue.silent_since)
        lines.append(texts.sentence("Telegram has not answered since {time}", time=silent))
    lines += _count_lines(queue.sizes, view)
    if queue.oldest is not None:
        lines.append(texts.sentence("waiting longest: {time}", time=view.ago(queue.oldest)))
    if queue.held:
        numbers = ", ".join(f"#{each.number}" for each in queue.held)
        lines.append(texts.sentence("held for the editors: {numbers}", numbers=numbers))
    if queue.troubled:
        lines += [(), line(bold(texts.say("Did not arrive, newest first")))]
        lines += [
            _undelivered_line(each, queue.stories.get(each.story), view) for each in queue.troubled
        ]
    return message(within(lines) if lines else [texts.sentence("The queue is empty.")])


def _undelivered_line(delivery: Delivery, story: Story | None, view: View) -> Line:
    about = f"#{story.number}" if story else clean(delivery.story)
    said = [about, str(delivery.chat_id), view.texts.say(_STATES[delivery.state])]
    error = [shortened(reason_words(delivery.error, view), 80)] if delivery.error else []
    return line(" · ".join([*said, *error]), " · ", view.ago(delivery.created))


_STATES = {
    DeliveryState.PENDING: key("waiting"),
    DeliveryState.SENDING: key("being sent"),
    DeliveryState.UNKNOWN: key("answer lost"),
    DeliveryState.PARKED: key("parked: the chat cannot be reached"),
    DeliveryState.SENT: key("sent"),
    DeliveryState.UNCERTAIN: key("uncertain: sent, and never answered"),
    DeliveryState.DEAD: key("refused by Telegram"),
    DeliveryState.EXPIRED: key("expired: too old to be sent"),
    DeliveryState.CANCELLED: key("no longer wanted"),
}

_WORDS = {
    Health.GONE: key("gone: the server says it will not come back"),
    Health.FAILING: key("failing"),
    Health.SILENT: key("silent: nothing new for a long time"),
    Health.SLOW: key("slow: most polls take more than ten seconds"),
    Health.MOVED: key("moved: write the new address into feeds.yaml"),
    Health.NEW: key("not polled yet"),
    Health.FINE: key("fine"),
}
_ERROR_UNITS = 300


def _count_lines(sizes: Mapping[DeliveryState, int], view: View) -> list[Line]:
    counts = [(words, sizes.get(state, 0)) for state, words in _STATES.items()]
    return [line(f"{view.texts.say(words)}: {count}") for words, count in counts if count]


def _trouble_lines(feed: Feed, state: FeedState, view: View) -> list[Line]:
    words = view.texts.say(_WORDS[health(state, view.now)])
    return [
        line(bold(feed.title), " · ", code(feed.id), f" · {words}"),
        *_error_lines(state, view),
    ]


_OUTCOMES = {"changed": key("new document"), "unchanged": key("nothing new")}


def _poll_line(poll: LastPoll, view: View) -> Line:
    said = _OUTCOMES.get(poll.outcome, key("failed: {kind}"))
    kind = _outcome_words(poll.outcome, view)
    seconds = view.texts.seconds(poll.took)
    return line(view.ago(poll.at), f" · {view.texts.say(said, kind=kind)} · {seconds}")


def _outcome_words(outcome: str, view: View) -> str:
    """Put `Failed.kind` into words."""
    name, _, status = outcome.partition("http_")
    if status and not name:
        return view.texts.say("HTTP {n}", n=status)
    return view.texts.say(_FAILED[outcome]) if outcome in _FAILED else clean(outcome)


_FAILED = {
    "bad_coding": key("bad coding"),
    "bug": key("bug"),
    "connect": key("connect"),
    "dns": key("dns"),
    "empty": key("empty"),
    "host_paused": key("host paused"),
    "incomplete": key("incomplete"),
    "not_a_feed": key("not a feed"),
    "parse": key("parse"),
    "parse_died": key("parse died"),
    "parse_memory": key("parse memory"),
    "parse_timeout": key("parse timeout"),
    "protocol": key("protocol"),
    "redirects": key("redirects"),
    "refused_address": key("refused address"),
    "refused_url": key("refused url"),
    "timeout": key("timeout"),
    "tls": key("tls"),
    "too_large": key("too large"),
}


def _error_words(error: Reason, view: View) -> str:
    return shortened(reason_words(error, view), _ERROR_UNITS)


def _error_lines(state: FeedState, view: View) -> list[Line]:
    texts, lines = view.texts, []
    if state.error and state.failures:
        failed = texts.count("{n} failed poll", "{n} failed polls", state.failures)
        error = _error_words(state.error, view)
        since = line(" · ", view.ago(state.failing_since)) if state.failing_since else ()
        lines.append(line(f"{failed}: {error}", since))
    if state.moved_to:
        lines.append(texts.sentence("now at {url}", url=clean(state.moved_to)))
    return lines
