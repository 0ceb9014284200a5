"""A source's words in the reader's language, marked as a machine's, under the original."""

from bot.core.lang.markup import Line, clean, italic, shortened
from bot.core.renderer.reader_context import View
from bot.core.types import Report

_UNITS = 240
"""Of a headline's translation."""


def translated(text: str, report: Report, view: View, *, limit: int = _UNITS) -> str:
    """Return the translation of a report's text; empty if it needs none or there is none."""
    words = view.translations.get(text, "") if report.language != view.language else ""
    return shortened(clean(words), limit)


def translated_lines(report: Report, view: View) -> list[Line]:
    """Return the line that stands under a headline in another language."""
    words = translated(report.title, report, view)
    if not words:
        return []
    return [view.texts.sentence("Machine translation: {words}", words=italic(words))]
