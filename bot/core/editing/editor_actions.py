"""What editors do to stories: events, and the state worked out from them.

Rule 1: an act is only ever added; undoing one is another act, and both lines stay.
Rule 2: only `with_event` changes `held` and `merged_into` of a story.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.alerts.audience import Subscriber
from bot.core.alerts.promises import Messages, StoryChange, edits, promises
from bot.core.alerts.significance import significances_when_freed
from bot.core.lang.i18n import key
from bot.core.ledger.developments import development
from bot.core.ledger.editor_events import RULE, Act, last_event, retractions
from bot.core.ledger.ledger import close_if_quiet
from bot.core.ledger.story_status import status_set_by_editors
from bot.core.types import Delivery, Status, Story, StoryEvent


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of the editors' log. (subject, position) names it for ever."""

    subject: str
    """A story's id, or the bot or a source as `mute_pause` names them."""
    position: int
    event: StoryEvent
    number: int | None = None
    """The story's number, where it is one."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What an act is decided on."""

    now: datetime
    stories: Mapping[str, Story] = field(default_factory=dict)
    messages: Mapping[str, Messages] = field(default_factory=dict)
    subscribers: Mapping[str, tuple[Subscriber, ...]] = field(default_factory=dict)
    desk: Mapping[str, tuple[StoryEvent, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ActOutcome:
    """Everything an act changes, recorded together or not at all."""

    stories: tuple[Story, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    """Entries, each with the story it belongs to from now on."""
    withdrawn: tuple[str, ...] = ()
    """Stories whose unsent deliveries are taken back."""
    followed: tuple[tuple[str, str], ...] = ()
    """Stories, each with the one its followers follow too from now on."""
    desk: tuple[tuple[str, int, StoryEvent], ...] = ()
    """Events of the bot as a whole and of sources, each with its subject and position."""
    paused: bool | None = None
    """Whether all sending is paused from now on; None: no change."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is changed: a sentence for people."""

    words: str


Decide = Callable[[Scene], ActOutcome | Refusal]


def with_event(story: Story, event: StoryEvent) -> Story:
    """Add an event to the story, and work out its state anew."""
    events = (*story.events, event)
    shown, merged = last_event(events, Act.HELD, Act.PUBLISHED), last_event(events, Act.MERGED)
    return replace(
        story,
        events=events,
        held=shown is not None and shown.kind == Act.HELD,
        merged_into=merged.detail if merged else None,
    )


def held_by(story: Story) -> str:
    """Return who holds the story: an editor's id, or RULE; empty if nobody does."""
    last = last_event(story.events, Act.HELD, Act.PUBLISHED)
    return last.by if last and last.kind == Act.HELD else ""


def hold(scene: Scene, *, id: str, by: str) -> ActOutcome | Refusal:
    """Hold a story: nothing more of it goes out until an editor publishes it."""
    story = scene.stories[id]
    if held_by(story) not in ("", RULE):
        return Refusal(key("It is held already."))
    return outcome_of(story, with_event(story, StoryEvent(scene.now, Act.HELD, by)), scene)


def publish(scene: Scene, *, id: str, by: str) -> ActOutcome | Refusal:
    story = scene.stories[id]
    if not story.held:
        return Refusal(key("It is not held: readers have it."))
    return outcome_of(story, with_event(story, StoryEvent(scene.now, Act.PUBLISHED, by)), scene)


def set_status(
    scene: Scene, *, id: str, status: Status | None, by: str, number: int = 0
) -> ActOutcome | Refusal:
    """Set the editors' status of a story or of one development, shown beside the computed one;
    None takes it away.
    """
    story = scene.stories[id]
    if number and (why := no_development(story, number)):
        return Refusal(why)
    if status_set_by_editors(story.events, number) is status:
        return Refusal(key("That is what it says already."))
    word = StoryEvent(scene.now, Act.STATUS, by, status.value if status else "", number)
    return outcome_of(story, with_event(story, word), scene, about=(number,))


def retract(scene: Scene, *, id: str, number: int, by: str) -> ActOutcome | Refusal:
    """Take a development back: each message that tells it says so, and it is told to nobody
    more.
    """
    story = scene.stories[id]
    if why := no_development(story, number):
        return Refusal(why)
    if number in retractions(story.events):
        return Refusal(key("It has been taken back already."))
    taken = StoryEvent(scene.now, Act.RETRACTED, by, development=number)
    return outcome_of(story, with_event(story, taken), scene, about=(number,))


def no_development(story: Story, number: int) -> str:
    """Return why a story has no development with this number; empty if it has."""
    if number in story.joined:
        return key("It is part of another development now.")
    return "" if development(story, number) else key("It has no such development.")


def quiet_closing(scene: Scene, *, id: str) -> ActOutcome | Refusal:
    """Close a quiet story. Recorded like an editor's act, so that no report in between is lost."""
    story = scene.stories[id]
    closed = close_if_quiet(story, scene.now)
    return ActOutcome((closed,)) if closed != story else Refusal(key("It is not quiet."))


def outcome_of(
    before: Story, after: Story, scene: Scene, *, about: Collection[int] = ()
) -> ActOutcome:
    """Return what follows from the change of one story; `about`: of these developments.

    Held: nothing more is sent. Set free: a post for every subscriber. Otherwise: edits of its
    messages.
    """
    if after.held:
        return ActOutcome((after,), withdrawn=(after.id,))
    edited = edits(after, scene.messages.get(after.id, {}), now=scene.now, about=about)
    fresh = first_posts(after, scene) if before.held else ()
    return ActOutcome((after,), deliveries=(*fresh, *edited))


def first_posts(story: Story, scene: Scene) -> tuple[Delivery, ...]:
    """Return what its current episode is worth to every subscriber that has nothing of it."""
    step, subscribers = StoryChange(None, story), scene.subscribers.get(story.id, ())
    promised = promises(
        step, significances_when_freed(story), subscribers=subscribers, messages={}, now=scene.now
    )
    messages = scene.messages.get(story.id, {})
    standing = {
        place
        for place, posts in messages.items()
        if any(post.episode == story.episode for post in posts)
    }
    return tuple(each for each in promised if (each.chat_id, each.thread_id) not in standing)
