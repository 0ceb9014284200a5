"""Reasons in the reader's language, topics by their titles."""

from dataclasses import replace

from bot.core.lang.markup import clean
from bot.core.reasons import in_words
from bot.core.renderer.reader_context import View
from bot.core.types import Reason


def reason_words(reason: Reason, view: View) -> str:
    """Put a reason into one line that is safe to show."""
    args = tuple(
        (name, view.topic(str(arg)) if name == "topic" else arg) for name, arg in reason.args
    )
    return clean(in_words(replace(reason, args=args), view.texts.say))
