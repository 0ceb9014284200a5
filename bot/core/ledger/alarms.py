"""Alarming words that nothing beside them takes back."""

from bot.core.ledger.cues import Cues


def alarm_in(text: str, group: str, cues: Cues) -> str:
    """Return the first alarming words of a `readable` text; empty where they are taken back."""
    alarms = cues.group(group).matches(text)
    if not alarms or _is_unreal(text, cues):
        return ""
    calmed = cues.group("calmed").matches(text)
    return next((alarm.words for alarm in alarms if not any(map(alarm.overlaps, calmed))), "")


def _is_unreal(text: str, cues: Cues) -> bool:
    """Whether the text is about a drill, a film or the past; an anniversary's eve is none."""
    aside = cues.group("aside").matches(text)
    return any(not any(map(cue.overlaps, aside)) for cue in cues.group("unreal").matches(text))
