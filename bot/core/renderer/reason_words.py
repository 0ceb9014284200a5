"""Reasons, with topics by their titles, and readers' objections, in the reader's language."""

from dataclasses import replace

from bot.core.editing.objections import Objection
from bot.core.lang.i18n import key
from bot.core.lang.markup import clean
from bot.core.reasons import in_words
from bot.core.renderer.reader_context import View
from bot.core.types import Reason

_OBJECTIONS = {
    Objection.STORY: key("Not the same story"),
    Objection.TOPIC: key("Not about this"),
    Objection.LABEL: key("Wrong label"),
}


def reason_words(reason: Reason, view: View) -> str:
    """Put a reason into one line that is safe to show."""
    args = tuple(
        (name, view.topic(str(arg)) if name == "topic" else arg) for name, arg in reason.args
    )
    return clean(in_words(replace(reason, args=args), view.texts.say))


def objection_words(what: Objection, view: View) -> str:
    return view.texts.say(_OBJECTIONS[what])


def objection_count(what: Objection, count: int, view: View) -> str:
    return f"{objection_words(what, view)}: {count}"
