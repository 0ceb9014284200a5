"""What editors do to sources and to the bot as a whole: a source is muted, all sending is paused.

Rule 1: these are events too, of a subject that is no story: the bot, or a source. Whether it is
paused or muted is worked out from them.
Rule 2: entries of a muted source are remembered as seen and never told, not even afterwards.
"""

from collections.abc import Iterable
from datetime import datetime

from bot.core.editing.editor_actions import ActOutcome, Refusal, Scene
from bot.core.lang.i18n import key
from bot.core.ledger.editor_events import Act, last_event
from bot.core.types import StoryEvent, in_force

BOT = "bot"
"""The subject of acts on the bot as a whole."""

_FEED = "feed "

FOR_GOOD = ""
"""Detail of a mute without end."""


def subject_of(feed: str) -> str:
    """Return the subject of acts on a source."""
    return f"{_FEED}{feed}"


def feed_of(subject: str) -> str | None:
    """Return the source a subject names, or None."""
    return subject.removeprefix(_FEED) if subject.startswith(_FEED) else None


def is_paused(events: Iterable[StoryEvent]) -> bool:
    last = last_event(events, Act.PAUSED, Act.RESUMED)
    return last is not None and last.kind == Act.PAUSED


def is_muted(events: Iterable[StoryEvent], now: datetime) -> bool:
    return mute_in_force(events, now) is not None


def mute_in_force(events: Iterable[StoryEvent], now: datetime) -> StoryEvent | None:
    """Return the act by which a source is muted now."""
    last = last_event(events, Act.MUTED, Act.UNMUTED)
    if last is None or last.kind != Act.MUTED:
        return None
    over = last.detail != FOR_GOOD and now >= datetime.fromisoformat(last.detail)
    return None if over else last


def pause(scene: Scene, *, by: str) -> ActOutcome | Refusal:
    """Pause all sending of deliveries; commands are still answered."""
    if is_paused(scene.desk.get(BOT, ())):
        return Refusal(key("Sending is paused already."))
    return _switch_outcome(scene, BOT, StoryEvent(scene.now, Act.PAUSED, by))


def resume(scene: Scene, *, by: str) -> ActOutcome | Refusal:
    if not is_paused(scene.desk.get(BOT, ())):
        return Refusal(key("Sending is not paused."))
    return _switch_outcome(scene, BOT, StoryEvent(scene.now, Act.RESUMED, by))


def mute(scene: Scene, *, feed: str, until: datetime | None, by: str) -> ActOutcome | Refusal:
    """Mute a source until a time; None: for good."""
    detail = until.isoformat() if until else FOR_GOOD
    return _switch_outcome(scene, subject_of(feed), StoryEvent(scene.now, Act.MUTED, by, detail))


def unmute(scene: Scene, *, feed: str, by: str) -> ActOutcome | Refusal:
    if not is_muted(scene.desk.get(subject_of(feed), ()), scene.now):
        return Refusal(key("That source is not muted."))
    return _switch_outcome(scene, subject_of(feed), StoryEvent(scene.now, Act.UNMUTED, by))


def undo_switch(scene: Scene, *, subject: str, position: int, by: str) -> ActOutcome | Refusal:
    """Undo one of these events; both lines stay."""
    held = dict(in_force(scene.desk.get(subject, ())))
    if position not in held or held[position].kind == Act.UNDONE:
        return Refusal(key("It has been undone already."))
    undone = StoryEvent(scene.now, Act.UNDONE, by, detail=str(position))
    return _switch_outcome(scene, subject, undone)


def _switch_outcome(scene: Scene, subject: str, event: StoryEvent) -> ActOutcome:
    before = scene.desk.get(subject, ())
    paused = is_paused((*before, event)) if subject == BOT else None
    return ActOutcome(desk=((subject, len(before), event),), paused=paused)
