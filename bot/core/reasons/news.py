"""Why an entry is ours, and why it belongs to its story: reasons of matcher and grouper."""

from bot.core.types.reasons import ReasonKind


class Matched(ReasonKind):
    """What the matcher says of a topic."""

    ABOUT = "{topic}: {why}"
    """`topic` is an id; pages show its title."""
    STRONG = "“{words}” ({place})"
    BESIDE = "“{words}” next to “{other}” ({place})"
    TOGETHER = "together: {words}"
    BY_FEED = "all of this feed"
    LONELY = "“{words}” alone is not enough: needs {context}"
    OVERRULED = "refused: “{words}” near “{other}”"
    OVERRULED_BY = "refused: “{words}” near “{other}” ({group})"
    REFUSED = "refused: “{words}” ({place})"
    PASSING = "only a passing mention"
    ELSEWHERE = "the headline is about “{words}”"
    TITLE = "headline"
    SUMMARY = "summary"
    TEXT = "text"


class LeftOut(ReasonKind):
    """Why the matcher was not asked."""

    MUTED = "the editors have muted this source"
    FEED_IS_GONE = "its feed is not in the catalog"


class Placed(ReasonKind):
    """Why an entry opens a story or joins one."""

    FIRST = "no earlier story is like it"
    JOINS_NONE = "{what} joins no story"
    BORN_OF_FLIGHT = "trouble of its own, beside {flight}"
    REPEATS = "{what} as “{title}” ({feed})"
    THINGS = "both about {things}"
    WORDS = "words in common: {words}"
    REACTION = "a reaction to what fills the news"
    LIKELY = "no story fits by itself; this one is the likeliest"
    HOURS_APART = "{n} h apart"
    DAYS_APART = "{n} days apart"
    ROUND_UP = "a round-up"
    LIVE_BLOG = "a live blog"


class Compared(ReasonKind):
    """Why two entries are one text, one story or neither."""

    SAME_ADDRESS = "the same address"
    SAME_HEADLINE = "the same headline"
    SAME_BUT_SPELLING = "the same headline but for spelling"
    SAME_TEXT = "the same text under an edited headline"
    SHARES_NONE = "{what} shares no story"
    MISSIONS = "different missions"
    PHASES = "another phase of the flight"
    WEEKS = "weeks apart"
    SERIES = "a series of one outlet: other numbers or another day"
    LIKENESS = "words in common: {words} ({score})"
    NO_WORDS = "no words in common ({score})"
