"""Why a story looks as it does: the rule of its badge, each stage's reasons for each report."""

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.core.chat.callback_data import Verb, press
from bot.core.delivery.messages import Button, Message
from bot.core.editing.objections import Objection
from bot.core.lang.i18n import key
from bot.core.lang.markup import (
    Line,
    aside,
    bold,
    clean,
    code,
    joined,
    length,
    line,
    plain,
    shortened,
    within,
)
from bot.core.ledger.editor_events import Act, last_event
from bot.core.ledger.origins import origin_name
from bot.core.ledger.story_status import StoryStatus
from bot.core.planning.planner import PlannedEntry
from bot.core.renderer.post import message
from bot.core.renderer.reader_context import View
from bot.core.renderer.reason_words import objection_count, objection_words, reason_words
from bot.core.renderer.story_lines import footer, rule_words
from bot.core.renderer.story_page import navigation, story_title
from bot.core.types import Placement, Reason, Report, Story

_ROOM = 3800
"""UTF-16 units for the body of the page; the footer needs the rest."""

_REASONS_UNITS = 160


def why_page(
    story: Story, standing: StoryStatus, entries: Sequence[PlannedEntry], view: View
) -> Message:
    """Explain which rule set the badge, and each stage's reasons for each report; offer to
    object.
    """
    planned = {each.entry.id: each for each in entries}
    sentence, *rest = _rule_lines(story, standing, view)
    lines = [*story_title(story, standing, view), (), sentence, *aside(rest)]
    left = 0
    for report in sorted(story.own_reports, key=lambda each: each.at):
        named = line(bold(view.outlet(report.outlet)))
        reason_lines = [(), named, *_reason_lines(report, planned.get(report.entry), view)]
        room = not left and length([*lines, *reason_lines]) <= _ROOM
        lines += aside(reason_lines) if room else []
        left += not room
    more = view.texts.count("and {n} more report", "and {n} more reports", left)
    return message(
        [*lines, *([(), line(more)] if left else []), (), footer(story, view)],
        [*navigation(story, view, Verb.WHY), *_objection_buttons(story, view)],
    )


def explain_page(
    entries: Sequence[PlannedEntry], stories: Mapping[str, Story], view: View
) -> Message:
    """Show editors what every stage said of the entries behind one address."""
    if not entries:
        return message([view.texts.sentence("No feed has brought this address.")])
    lines: list[Line] = []
    for each in entries:
        title = shortened(clean(each.entry.title), 200)
        lines += [
            line(bold(title)),
            line(code(each.entry.feed), " · ", view.moment(each.entry.at)),
        ]
        topics = ", ".join(map(view.topic, each.verdict.topics))
        lines.append(line(topics or view.texts.say("not ours")))
        lines += _stage_lines(each.verdict.reasons, each.placement, (), view)
        story = stories.get(each.placement.story) if each.placement else None
        lines += [line(f"#{story.number}")] if story else []
        lines.append(())
    return message(within(lines[:-1]))


def objections_page(
    counts: Mapping[str, Counter[Objection]], stories: Mapping[str, Story], view: View
) -> Message:
    """Show editors what readers object to, most objected story first."""
    lines: list[Line] = [line(bold(view.texts.say("What readers object to")))]
    for story_id, counted in counts.items():
        story = stories.get(story_id)
        if story is not None:
            said = [line(objection_count(*each, view)) for each in counted.most_common()]
            title = shortened(clean(story.own_reports[0].title), 100)
            lines += [(), line(f"#{story.number} ", bold(title)), joined(said, " · ")]
    return message(within(lines) if len(lines) > 1 else [view.texts.sentence("Nothing here yet.")])


def _rule_lines(story: Story, standing: StoryStatus, view: View) -> list[Line]:
    texts, count = view.texts, len(standing.origins)
    origins = texts.count("{n} independent origin", "{n} independent origins", count)
    names = ", ".join(_origin(each, story, view) for each in standing.origins)
    word = last_event(story.events, Act.STATUS) if standing.set_by_editors else None
    by_hand = key("Set by hand by the editors on {day}; the rules say:")
    rule = rule_words(standing, view)
    return [
        *([texts.sentence(by_hand, day=view.day(word.at))] if word else []),
        line(bold(rule[:1].upper() + rule[1:])),
        line(plain(origins), ": ", plain(shortened(names, 300))),
    ]


def _origin(origin: str, story: Story, view: View) -> str:
    kind, _, id = origin.partition(":")
    return view.party(id) if kind == "party" else clean(origin_name(origin, story.own_reports))


def _reason_lines(report: Report, planned: PlannedEntry | None, view: View) -> list[Line]:
    heard = (report.origin_words, report.modality_words, report.urgency_words)
    matched = planned.verdict.reasons if planned else ()
    return _stage_lines(matched, planned.placement if planned else None, heard, view)


def _stage_lines(
    matched: Sequence[Reason], placement: Placement | None, heard: Sequence[str], view: View
) -> list[Line]:
    """Return a line for each stage that gave a reason."""
    stages = (
        (key("matched: {words}"), _reasons_in_words(matched, view)),
        (
            key("in this story: {words}"),
            _reasons_in_words(placement.reasons if placement else (), view),
        ),
        (key("heard: {words}"), heard),
    )
    said = [(words, _joined_words(told)) for words, told in stages]
    return [view.texts.sentence(words, words=quoted) for words, quoted in said if quoted]


def _reasons_in_words(reasons: Sequence[Reason], view: View) -> list[str]:
    return [reason_words(each, view) for each in reasons]


def _joined_words(words: Sequence[str]) -> str:
    return shortened(" · ".join(clean(each) for each in words if each), _REASONS_UNITS)


def _objection_buttons(story: Story, view: View) -> list[list[Button]]:
    if story.number is None or view.in_channel:
        return []
    buttons = [
        Button(objection_words(what, view), data=press(Verb.OBJECT, story.number, what.name))
        for what in Objection
    ]
    return [buttons[:1], buttons[1:]]
