"""Why a mission event is in doubt."""

from bot.core.types.reasons import ReasonKind


class EventDoubt(ReasonKind):
    VANISHED = "it has vanished from the calendar"
    UNSTEADY = "its time was moved {n} times within a day"
    UNKNOWN_AGE = "it is not known when the calendar last answered"
    STALE = "the calendar has not answered for {hours} h"
