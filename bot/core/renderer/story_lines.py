"""The lines of a story: badge, headline, sources by role, facts side by side, silent parties."""

from bot.core.lang.i18n import key
from bot.core.lang.markup import Line, bold, clean, italic, joined, line, link, plain, shortened
from bot.core.ledger.origins import RETELLERS
from bot.core.ledger.status_rules import SENTENCES
from bot.core.ledger.story_status import PartyWord, StoryStatus
from bot.core.renderer.fact_values import fact_name, fact_value
from bot.core.renderer.reader_context import View
from bot.core.types import Modality, Report, Role, Status, Story, Urgency

_RULE_UNITS = 400
HEADLINE_UNITS = 220
"""UTF-16 units of a headline; longer ones are not headlines but paragraphs."""

_LANGUAGES = {
    "en": key("in English"),
    "ru": key("in Russian"),
    "de": key("in German"),
    "fr": key("in French"),
    "es": key("in Spanish"),
    "it": key("in Italian"),
    "ja": key("in Japanese"),
    "zh": key("in Chinese"),
    "uk": key("in Ukrainian"),
}

MODALITIES = {
    Modality.DECIDED: key("it is decided"),
    Modality.PLANS: key("it is planned"),
    Modality.MAY: key("it may be so"),
    Modality.DENIES: key("denies it"),
    Modality.NO_COMMENT: key("does not comment"),
    Modality.UNCONFIRMED: key("does not confirm it"),
}
"""How a claim is put, where it is more than stated."""

_TOLD_IN_POSTS = (
    Modality.DECIDED,
    Modality.DENIES,
    Modality.NO_COMMENT,
    Modality.UNCONFIRMED,
)
"""Without plans and may, which the headline shows already."""

BADGES = {
    Status.REPORTED: "⚪",
    Status.SEVERAL: "🔵",
    Status.OFFICIAL: "🟢",
    Status.DENIED: "🔴",
    Status.DISPUTED: "🟠",
    Status.CLOSED: "⚫",
}


STATUSES = {
    Status.REPORTED: key("Reported · one source"),
    Status.SEVERAL: key("Several sources"),
    Status.OFFICIAL: key("Official"),
    Status.DENIED: key("Denied"),
    Status.DISPUTED: key("Disputed · sources contradict each other"),
}
"""Also the statuses that can be set by hand."""


RETRACTED = "✖"
_TAKEN_BACK = key("Taken back by the editors")


def badge(standing: StoryStatus) -> str:
    if standing.retracted:
        return RETRACTED
    return BADGES[standing.set_by_editors or standing.status]


def status_words(standing: StoryStatus, view: View) -> str:
    """Say in two or three words how sure one can be, and whose word it is.

    A status the editors set is named as theirs, with the computed one beside it.
    """
    if standing.retracted:
        return view.texts.say(_TAKEN_BACK)
    if standing.set_by_editors is None:
        return _computed_words(standing, view)
    word = view.texts.say(STATUSES[standing.set_by_editors])
    ruled = _computed_words(standing, view)
    return view.texts.say("Editors: {word} (rules: {ruled})", word=word, ruled=ruled)


def _computed_words(standing: StoryStatus, view: View) -> str:
    if standing.status is Status.CLOSED:
        return view.texts.say("Closed · {held}", held=_open_status_words(standing, view))
    return _open_status_words(standing, view)


def _open_status_words(standing: StoryStatus, view: View) -> str:
    texts, party = view.texts, view.party(standing.party) if standing.party else ""
    named = {
        Status.OFFICIAL: key("Official: {party}"),
        Status.DENIED: key("Denied: {party}"),
    }
    if party and standing.status_when_open in named:
        return texts.say(named[standing.status_when_open], party=party)
    return texts.say(STATUSES[standing.status_when_open])


def rule_words(standing: StoryStatus, view: View) -> str:
    """Say in a sentence why a story has its status."""
    named = {name: _parameter_words(name, value, view) for name, value in standing.params}
    return shortened(view.texts.say(SENTENCES[standing.rule], **named), _RULE_UNITS)


def badge_line(standing: StoryStatus, view: View) -> Line:
    return line(badge(standing), " ", bold(status_words(standing, view)))


def current_reports(story: Story) -> tuple[Report, ...]:
    """Return the reports of the current episode, or all of them if it has none yet."""
    return story.episode_reports or story.own_reports


def lead_report(story: Story, standing: StoryStatus, language: str) -> Report:
    """Return the report whose headline stands for the development.

    Preferred, in this order: if it is official, the party's own word or one that relays it; the
    reader's language; no hearsay page; an alarm over what led to it; the party itself; an original
    over a repeated text; the earliest.
    """
    official, was_calm = standing.status_when_open is Status.OFFICIAL, _was_calm(story)

    def standing_for(report: Report) -> tuple[bool, ...]:
        own = report.party == standing.party
        relays = own or standing.party in report.named
        hearsay = report.role in RETELLERS
        calm = was_calm and report.urgency is not Urgency.EXTRAORDINARY
        foreign = report.language != language
        aside = official and not relays
        another = official and not own
        return aside, foreign, hearsay, calm, another, report.duplicate_of is not None

    return min(told_reports(story, standing), key=standing_for)


def told_reports(story: Story, standing: StoryStatus) -> tuple[Report, ...]:
    """Return the reports of the development that the standing is of."""
    return standing.reports or current_reports(story)


def named_reports(story: Story, standing: StoryStatus, style: str) -> tuple[Report, ...]:
    """Return the reports whose outlets a message names: aggregators only in full style, or
    alone.
    """
    reports = told_reports(story, standing)
    telling = tuple(each for each in reports if each.role is not Role.AGGREGATOR)
    return reports if style == "full" else telling or reports


def _was_calm(story: Story) -> bool:
    """Whether no earlier episode alarmed; if one did, an alarm is only another wording."""
    before = (each for each in story.own_reports if each.episode < story.episode)
    return all(each.urgency is not Urgency.EXTRAORDINARY for each in before)


def headline(report: Report, view: View, *, limit: int = HEADLINE_UNITS) -> Line:
    """Show the source's own words, linked to where it says them."""
    words = shortened(clean(report.title), limit) or view.texts.say("Untitled")
    return line(bold(words)) if not report.url else _bold_link(words, report.url)


def byline(report: Report, view: View) -> Line:
    """Say who tells it, when, and in which language if it is not the reader's."""
    said = [line(link(view.outlet(report.outlet), report.url)), view.moment(report.at)]
    if report.language and report.language != view.language:
        said.append(line(italic(language_words(report.language, view))))
    return joined(said, " · ")


def language_words(language: str, view: View) -> str:
    if language in _LANGUAGES:
        return view.texts.say(_LANGUAGES[language])
    return view.texts.say("language: {code}", code=shortened(clean(language), 12))


def party_words(standing: StoryStatus, *, quoted: bool) -> list[PartyWord]:
    """Return what parties said on their own channels beyond stating it.

    `quoted`: followed by what others quote them with.
    """
    worth = MODALITIES if quoted else _TOLD_IN_POSTS
    telling = [each for each in standing.heard if each.modality in worth]
    return sorted((each for each in telling if quoted or each.own), key=lambda each: not each.own)


def party_lines(standing: StoryStatus, view: View, *, quoted: bool = False) -> list[Line]:
    """Return one line per party: its statement, or that it has not come."""
    lines = []
    for word in party_words(standing, quoted=quoted):
        how = view.texts.say(MODALITIES[word.modality])
        by = (
            ""
            if word.own
            else view.texts.say(" (quoted by {outlet})", outlet=view.outlet(word.outlet))
        )
        lines.append(line(bold(view.party(word.party)), f"{by}: {how}"))
    return lines + silence_lines(standing, view)


def silence_lines(standing: StoryStatus, view: View) -> list[Line]:
    """Say who has not commented, whose word is awaited, and whose silence means nothing."""
    named = tuple(each for each in standing.silent if each not in standing.awaited)
    about: tuple[tuple[tuple[str, ...], str, str], ...] = (
        (named, key("{parties} has not commented"), key("{parties} have not commented")),
        (standing.awaited, key("No word from {parties} yet"), key("No word yet from {parties}")),
        (
            standing.cannot_check,
            key("{parties}: its feed is down, so its silence means nothing"),
            key("{parties}: their feeds are down, so their silence means nothing"),
        ),
    )
    return [
        view.texts.sentence(
            one if len(some) == 1 else many, parties=bold(", ".join(map(view.party, some)))
        )
        for some, one, many in about
        if some
    ]


def footer(story: Story, view: View) -> Line:
    words = view.texts.say("grouped by machine, not fact-checked")
    number = f"#{story.number} · " if story.number is not None else ""
    return line(plain(number), " " if number else "", italic(words))


def _parameter_words(name: str, value: str, view: View) -> str:
    """Put a rule's parameter into words: a fact's kind or value, or a party's name."""
    match name:
        case "fact":
            return fact_name(value, view.texts).lower()
        case "now" | "earlier":
            return fact_value("end date", value, view.texts)
        case _:
            return view.party(value)


def _bold_link(words: str, url: str) -> Line:
    linked = link(words, url)
    return (type(linked)(linked.text, style="b", url=linked.url),)
