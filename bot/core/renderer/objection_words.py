"""What readers object to, in words."""

from bot.core.editing.objections import Objection
from bot.core.lang.i18n import key
from bot.core.renderer.reader_context import View

_OBJECTIONS = {
    Objection.STORY: key("Not the same story"),
    Objection.TOPIC: key("Not about this"),
    Objection.LABEL: key("Wrong label"),
}


def objection_words(what: Objection, view: View) -> str:
    return view.texts.say(_OBJECTIONS[what])


def objection_count(what: Objection, count: int, view: View) -> str:
    return f"{objection_words(what, view)}: {count}"
