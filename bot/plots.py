"""Draws statistics as a small picture; the only room with matplotlib (the `plots` extra).

Rule 1: each picture has its own Figure, never pyplot, which keeps every figure for ever.
"""

from importlib.util import find_spec
from io import BytesIO

from bot.core.lang.i18n import Texts, key
from bot.core.renderer.daily_stats import Days

_INCHES = (6.4, 4.2)
_DOTS = 110
_TITLES = (
    key("bars: stories told; line: reports folded into them"),
    key("bars: entries read; line: messages that arrived"),
    key("messages that were late, per cent"),
)


def is_possible() -> bool:
    """Whether the extra is installed."""
    return find_spec("matplotlib") is not None


def drawn(days: Days, texts: Texts) -> bytes:
    """Draw a PNG of some 40 kB. Takes half a second, more the first time."""
    from matplotlib.dates import DateFormatter
    from matplotlib.figure import Figure

    dates = [each.day for each in days]
    figure = Figure(figsize=_INCHES, dpi=_DOTS, layout="constrained")
    stories, read, late = figure.subplots(3, 1, sharex=True)
    stories.bar(dates, [each.alerts for each in days], color="#2a6fbb")
    stories.plot(dates, [each.folded for each in days], color="#e08214")
    read.bar(dates, [each.entries for each in days], color="#b8c4d0")
    read.plot(dates, [each.messages for each in days], color="#2a6fbb")
    late.plot(dates, [100 * each.late / (each.messages or 1) for each in days], color="#b2182b")
    late.set_ylim(0, 100)
    for axes, title in zip((stories, read, late), _TITLES, strict=True):
        axes.set_title(texts.say(title), fontsize=8, loc="left")
        axes.tick_params(labelsize=7)
        axes.spines[["top", "right"]].set_visible(False)
    late.xaxis.set_major_formatter(DateFormatter("%d.%m."))  # type: ignore[no-untyped-call]
    picture = BytesIO()
    figure.savefig(picture, format="png")
    return picture.getvalue()
