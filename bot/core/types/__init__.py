"""The nouns: the values that all rooms pass to each other.

Rule 1: values are frozen: change one with `dataclasses.replace`; collections are tuples.
Rule 2: datetimes are aware UTC, durations are `timedelta`, ids are computed from content.
"""

from bot.core.types.catalog import Catalog
from bot.core.types.chat import (
    GENERAL,
    Alerts,
    Channel,
    Chat,
    ChatKind,
    MissingRight,
    Subscription,
    SubscriptionKind,
    thread_of,
)
from bot.core.types.delivery import Delivery, DeliveryKind, DeliveryState, Post
from bot.core.types.feed import PLACES, Access, Entry, Feed, Role, SourceKind
from bot.core.types.mission import (
    EVENT,
    EVERY_EVENT,
    Aboard,
    CalendarPage,
    Docked,
    EventKind,
    EventStatus,
    MissionEvent,
    Precision,
    StationPart,
)
from bot.core.types.reasons import Arg, Reason, ReasonKind
from bot.core.types.story import (
    Answer,
    Fact,
    Genre,
    Kind,
    Modality,
    Party,
    Placement,
    Relation,
    Report,
    Status,
    Story,
    Urgency,
    Worth,
)
from bot.core.types.story_event import JOINED, UNDONE, StoryEvent, in_force
from bot.core.types.topic import Localised, Term, Topic, Verdict

__all__ = [
    "EVENT",
    "EVERY_EVENT",
    "GENERAL",
    "JOINED",
    "PLACES",
    "UNDONE",
    "Aboard",
    "Access",
    "Alerts",
    "Answer",
    "Arg",
    "CalendarPage",
    "Catalog",
    "Channel",
    "Chat",
    "ChatKind",
    "Delivery",
    "DeliveryKind",
    "DeliveryState",
    "Docked",
    "Entry",
    "EventKind",
    "EventStatus",
    "Fact",
    "Feed",
    "Genre",
    "Kind",
    "Localised",
    "MissingRight",
    "MissionEvent",
    "Modality",
    "Party",
    "Placement",
    "Post",
    "Precision",
    "Reason",
    "ReasonKind",
    "Relation",
    "Report",
    "Role",
    "SourceKind",
    "StationPart",
    "Status",
    "Story",
    "StoryEvent",
    "Subscription",
    "SubscriptionKind",
    "Term",
    "Topic",
    "Urgency",
    "Verdict",
    "Worth",
    "in_force",
    "thread_of",
]
