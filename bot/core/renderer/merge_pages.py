"""The questions to an editor before a story is merged, split, or given a status by hand."""

from collections.abc import Iterable, Sequence

from bot.core.chat.callback_data import bits_data
from bot.core.delivery.messages import Button, Message
from bot.core.lang.i18n import Texts, key
from bot.core.lang.markup import Line, clean, line, link, shortened
from bot.core.ledger.developments import developments
from bot.core.ledger.editor_events import retractions
from bot.core.ledger.story_status import StoryStatus
from bot.core.renderer.desk_cards import DeskVerb, desk_data
from bot.core.renderer.post import in_rows, message
from bot.core.renderer.reader_context import View
from bot.core.renderer.standings import StandingOf
from bot.core.renderer.story_lines import (
    BADGES,
    STATUSES,
    badge,
    badge_line,
    current_reports,
    lead_report,
)
from bot.core.renderer.story_timeline import development_name
from bot.core.types import Story

COMPUTED = "computed"
"""In place of a status: the editors' status is removed."""

_COMPUTED = key("computed")

_CHOICES = 20
"""The newest reports that can be chosen by a button; others by /split 42 2 3."""
_IN_A_ROW = 5


def merge_page(story: Story, others: Sequence[Story], view: View) -> Message:
    """Ask into which story this one goes; `others` are those it could be."""
    words = key("Into which story does #{number} belong? Any other: /merge {number} 17")
    asked = view.texts.sentence(words, number=str(story.number))
    rows = [
        [Button(_story_label(each), data=desk_data(DeskVerb.INTO, story.number, each.number))]
        for each in others
        if each.id != story.id
    ]
    return message([asked], [*rows, [back(story, view)]])


def split_page(story: Story, chosen: int, view: View) -> Message:
    """Ask which reports become a story of their own; `chosen`: bits by place in the ledger."""
    words = key("Which reports of #{number} are another story?")
    lines: list[Line] = [view.texts.sentence(words, number=str(story.number))]
    boxes = []
    for place in _choosable(story):
        report = story.reports[place]
        mark = "☑" if chosen >> place & 1 else "☐"
        title = link(shortened(clean(report.title), 80), report.url)
        lines.append(line(f"{mark} {place + 1}. {view.outlet(report.outlet, 30)}: ", title))
        turned = bits_data(chosen ^ 1 << place)
        boxes.append(
            Button(f"{mark} {place + 1}", data=desk_data(DeskVerb.SPLIT, story.number, turned))
        )
    grid = in_rows(boxes, _IN_A_ROW)
    parting = desk_data(DeskVerb.PART, story.number, bits_data(chosen))
    part = Button(view.texts.say("Split off"), data=parting)
    return message(lines, [*grid, [*([part] if chosen else []), back(story, view)]])


def status_names(texts: Texts) -> dict[str, str]:
    """Map what may be typed for a status, in lower case, to its name in a press.

    Accepted are the words readers see, whole or up to the dot, and their first word.
    """
    names: dict[str, str] = {}
    for status, words in STATUSES.items():
        brief = _in_short(words, texts)
        said = (texts.say(words).lower(), brief, brief.split()[0])
        names |= dict.fromkeys(said, status.name.lower())
    taking = (texts.say(_COMPUTED), texts.say("As the rules have it").lower())
    return names | dict.fromkeys(taking, COMPUTED)


def status_named(word: str, every: Iterable[Texts]) -> str:
    """Return a status by its name, or by its words in any language."""
    wanted = word.lower()
    names = (status_names(texts) for texts in every)
    return next((known[wanted] for known in names if wanted in known), wanted)


def no_status(word: str, view: View) -> Message:
    """Answer an unknown status with the words for those there are."""
    texts = view.texts
    names = [*(_in_short(words, texts) for words in STATUSES.values()), texts.say(_COMPUTED)]
    words = key("There is no status “{word}”. There are: {statuses}.")
    said = shortened(clean(word), 40)
    return message([texts.sentence(words, word=said, statuses=", ".join(names))])


def _in_short(words: str, texts: Texts) -> str:
    return texts.say(words).partition(" · ")[0].lower()


def retract_page(story: Story, standing_of: StandingOf, view: View) -> Message:
    """Ask which development to take back, the newest first."""
    gone = retractions(story.events)
    words = key("Which development of #{number} should not have been told?")
    rows = []
    for each in reversed(developments(story)):
        name, stands = development_name(story, each), standing_of(story, each)
        if not name or each.number in gone:
            continue
        title = shortened(clean(lead_report(story, stands, view.language).title), 50)
        subject = desk_data(DeskVerb.RETRACT, name.removeprefix("#"))
        rows.append([Button(f"{badge(stands)} .{each.number} {title}", data=subject)])
    asked = view.texts.sentence(words, number=str(story.number))
    return message([asked], [*rows[:_DEVELOPMENTS], [back(story, view)]])


_DEVELOPMENTS = 12
"""The newest that have a button; others by /retract 42.3."""


def status_page(
    story: Story, standing: StoryStatus, view: View, *, development: int = 0
) -> Message:
    """Ask which status the editors set, of the story or of one development."""
    say = view.texts.say
    number = f"{story.number}.{development}" if development else str(story.number)
    asked = view.texts.sentence("What should readers be told of #{number}?", number=number)
    rows = [
        [
            Button(
                f"{BADGES[each]} {say(words)}",
                data=desk_data(DeskVerb.SET, number, each.name.lower()),
            )
        ]
        for each, words in STATUSES.items()
        if each is not standing.set_by_editors
    ]
    ruled = Button(say("As the rules have it"), data=desk_data(DeskVerb.SET, number, COMPUTED))
    taking = [[ruled]] if standing.set_by_editors else []
    return message([asked, badge_line(standing, view)], [*rows, *taking, [back(story, view)]])


def back(story: Story, view: View) -> Button:
    return Button(view.texts.say("Back"), data=desk_data(DeskVerb.CARD, story.number))


def _choosable(story: Story) -> list[int]:
    return [place for place, each in enumerate(story.reports) if not each.moved_to][-_CHOICES:]


def _story_label(story: Story) -> str:
    return f"#{story.number} {shortened(clean(current_reports(story)[0].title), 50)}"
