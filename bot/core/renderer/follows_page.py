"""The page of all that a chat follows, with a button to end each."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.chat.callback_data import Verb, phrase_key, press, replacing
from bot.core.delivery.messages import Button, Message
from bot.core.lang.markup import Line, bold, clean, line, shortened, within
from bot.core.renderer.list_pages import ListedStory, open_buttons, story_lines
from bot.core.renderer.mission_pages import event_line
from bot.core.renderer.post import message
from bot.core.renderer.reader_context import View
from bot.core.types import EVERY_EVENT, MissionEvent, Story, Subscription, SubscriptionKind

_WORDS_ON_BUTTON = 30
_ENDINGS = 20


@dataclass(frozen=True, slots=True)
class Follows:
    """What a chat asked for, with the stories behind it; `more` counts those not shown."""

    subscriptions: Sequence[Subscription]
    followed: Sequence[ListedStory] = ()
    muted: Sequence[Story] = ()
    more: int = 0
    events: Sequence[MissionEvent] = ()
    """The mission events it will be reminded of, the next first."""


def follows_page(follows: Follows, developing: Sequence[ListedStory], view: View) -> Message:
    """List what a chat follows, with a button to end each, and what is developing now."""
    say, subscriptions, followed = view.texts.say, follows.subscriptions, follows.followed
    lines: list[Line] = [line(bold(say("What you follow"))), ()]
    topics = [view.topic(each.value) for each in _of_kind(subscriptions, SubscriptionKind.TOPIC)]
    phrases = [each.value for each in _of_kind(subscriptions, SubscriptionKind.PHRASE)]
    if topics:
        lines.append(view.texts.sentence("Topics: {topics}", topics=", ".join(topics)))
    lines += [view.texts.sentence("“{phrase}”", phrase=bold(each)) for each in phrases]
    lines += [each for told in followed for each in story_lines(*told, view)]
    if follows.more:
        lines.append(
            line(view.texts.count("and {n} more story", "and {n} more stories", follows.more))
        )
    if follows.muted:
        numbers = ", ".join(f"#{each.number}" for each in follows.muted)
        lines.append(view.texts.sentence("Muted: {numbers}", numbers=numbers))
    lines += _reminder_lines(follows, view)
    if len(lines) == 2:
        lines.append(view.texts.sentence("Nothing yet. Try /track Soyuz MS-28 or press Follow."))
    if developing:
        lines += [(), line(bold(say("Developing now")))]
        lines += [each for told in developing for each in story_lines(*told, view)]
    stories = [story for story, _ in followed]
    unmuting = [
        Button(say("Unmute #{number}", number=str(each.number)), data=data)
        for each in follows.muted
        if (data := _unfollow_data(Verb.UNMUTE_STORY, replacing(each.number or 0)))
    ]
    endings = _unfollow_buttons(phrases, stories, view)
    silencing = [
        (Button(f"✕ {shortened(clean(each.name), _WORDS_ON_BUTTON)}", data=data),)
        for each in follows.events[:_ENDINGS]
        if (data := _unfollow_data(Verb.UNREMIND, each.id))
    ]
    rows = [*endings, *silencing, unmuting, open_buttons(developing, view)]
    return message(within(lines), rows)


def _of_kind(subscriptions: Sequence[Subscription], kind: SubscriptionKind) -> list[Subscription]:
    return [each for each in subscriptions if each.kind is kind]


def _reminder_lines(follows: Follows, view: View) -> list[Line]:
    wanted = [each.value for each in _of_kind(follows.subscriptions, SubscriptionKind.REMINDER)]
    if EVERY_EVENT in wanted:
        return [view.texts.sentence("🔔 Every launch, docking, spacewalk and landing")]
    return [event_line(each, view) for each in follows.events]


def _unfollow_buttons(
    phrases: Sequence[str], followed: Sequence[Story], view: View
) -> list[tuple[Button, ...]]:
    stories = [
        (f"#{each.number}", _unfollow_data(Verb.UNFOLLOW, replacing(each.number or 0)))
        for each in followed
    ]
    words = [
        (shortened(each, _WORDS_ON_BUTTON), _unfollow_data(Verb.UNTRACK, phrase_key(each)))
        for each in phrases
    ]
    return [
        (Button(f"✕ {text}", data=data),) for text, data in (words + stories)[:_ENDINGS] if data
    ]


def _unfollow_data(verb: Verb, what: str) -> str | None:
    """Encode a press that ends something and shows the list anew."""
    return press(Verb.MINE, press(verb, what))
