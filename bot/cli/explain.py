"""`isswire explain`: what every stage decides about one item, and why."""

from collections.abc import Iterator

from bot.cli.json_lines import Line
from bot.cli.line_tools import entry_of
from bot.core.alerts.worth import worth_of
from bot.core.grouping.features import features
from bot.core.ledger.developments import developments
from bot.core.ledger.ledger import report_of
from bot.core.ledger.origins import origin_name
from bot.core.reasons import english
from bot.core.types import (
    Catalog,
    Entry,
    Feed,
    Modality,
    Placement,
    Relation,
    Report,
    Role,
    Story,
    Verdict,
)
from bot.rules import load_cues, load_matcher
from bot.rules.entity_rules import load_entities


def explanation(catalog: Catalog, line: Line) -> str:
    """Explain an item, a paragraph for each stage."""
    entry = entry_of(line)
    feed = catalog.feed(entry.feed)
    verdict = load_matcher(catalog.topics).verdict(
        title=entry.title,
        summary=entry.summary,
        text=entry.text,
        language=entry.language,
        url=entry.url,
        feed_topics=feed.topics if feed else (),
    )
    report = _report(catalog, entry, feed)
    return "\n".join((*_matching(verdict), *_threading(entry), *_ledger(report)))


def _report(catalog: Catalog, entry: Entry, feed: Feed | None) -> Report:
    unknown = Feed(
        id=entry.feed or "some-feed",
        url="",
        title=entry.feed or "some feed",
        language=entry.language,
        role=Role.PRESS,
        every=catalog.feeds[0].every if catalog.feeds else entry.seen - entry.seen,
    )
    alone = Placement(story=entry.id[:16], relation=Relation.NEW)
    return report_of(
        entry, feed or unknown, alone, cues=load_cues(), parties=catalog.parties, after=None
    )


def _matching(verdict: Verdict) -> Iterator[str]:
    yield f"matcher    {', '.join(verdict.topics) or 'not ours'}"
    yield from (f"           {english(reason)}" for reason in verdict.reasons)


def _threading(entry: Entry) -> Iterator[str]:
    about = features(entry, load_entities())
    yield f"grouper    missions {_listed(about.missions)}; events {_listed(about.events)}"
    yield f"           things {_listed(about.things)}; numbers {_listed(about.numbers)}"


def _ledger(report: Report) -> Iterator[str]:
    yield f"whose word {_whose(report)}{_quoted(report.origin_words)}"
    yield f"parties    quoted {_listed(report.quoted)}; named {_listed(report.named)}"
    yield f"how said   {_HOW_SAID[report.modality]}{_quoted(report.modality_words)}"
    yield f"kind       {report.kind}"
    yield f"urgency    {report.urgency}{_quoted(report.urgency_words)}"
    yield f"step       {report.step or 'none'}; names {_listed(report.steps)}"
    yield f"told       {_told(report)}"
    if report.genre:
        yield f"genre      {report.genre}{_quoted(report.genre_words)}"
    for fact in report.facts:
        yield f"fact       {fact.kind}: {fact.value}{_quoted(fact.words)}"
    yield f"summary    {report.summary or 'none'}"


_HOW_SAID = {
    Modality.STATES: "stated as a fact",
    Modality.DECIDED: "as decided",
    Modality.PLANS: "as a plan",
    Modality.MAY: "as possible",
    Modality.DENIES: "denied",
    Modality.NO_COMMENT: "not commented on",
    Modality.UNCONFIRMED: "asked, and nothing official yet",
}


def _whose(report: Report) -> str:
    """Name whose word a report rests on."""
    own = report.origin.startswith("outlet:") and not report.origin_words
    return "the outlet's own" if own else origin_name(report.origin)


def _told(report: Report) -> str:
    """Say what the item is worth as the first of its story."""
    alone = Story("0" * 16, (), report.at, report.at, (report,))
    worth = worth_of(alone, developments(alone)[0])
    if worth is None:
        return "in /story and the digest only"
    return f"as a message: {worth.reason}{', may make a sound' if worth.loud else ''}"


def _listed(values: "frozenset[str] | tuple[str, ...]") -> str:
    return ", ".join(sorted(values)) or "none"


def _quoted(words: str) -> str:
    return f" ({words})" if words else ""
