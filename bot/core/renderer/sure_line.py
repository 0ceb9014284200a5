"""How sure one can be, in one line and a reader's words: who says it, and what parties say of it.

Rule 1: it counts what a reader counts: never "one source" above five names.
Rule 2: a party's word says of what: "NASA: nothing official yet", not "asked, not confirmed".
"""

from collections.abc import Sequence

from bot.core.lang.i18n import key
from bot.core.lang.markup import Line, bold, clean, line
from bot.core.ledger.origins import origin_name
from bot.core.ledger.story_status import PartyWord, StoryStatus
from bot.core.renderer.reader_context import View
from bot.core.renderer.source_lines import one_report_per_voice, teller_name
from bot.core.types import Modality, Report, Status

_NAMED = 3
"""Independent sources named; the quote below names all."""
_NAME_UNITS = 40

_PARTY_SAYS = {
    Modality.DECIDED: key("{party}: it is decided"),
    Modality.DENIES: key("{party} denies it"),
    Modality.NO_COMMENT: key("{party} does not comment"),
    Modality.UNCONFIRMED: key("{party}: nothing official yet"),
}

_BY_EDITORS = {
    Status.REPORTED: key("the editors: reported, not confirmed"),
    Status.SEVERAL: key("the editors: several independent sources"),
    Status.OFFICIAL: key("the editors: official"),
    Status.DENIED: key("the editors: denied"),
    Status.DISPUTED: key("the editors: disputed"),
}


def sure_parts(told: Sequence[Report], standing: StoryStatus, view: View) -> list[Line]:
    """Say how sure one can be of what these reports tell, what matters most first."""
    return [
        *_of_editors(standing, view),
        *_of_sources(told, standing, view),
        *_of_parties(standing, view),
    ]


def _of_editors(standing: StoryStatus, view: View) -> list[Line]:
    by_hand = standing.set_by_editors
    return [line(bold(view.texts.say(_BY_EDITORS[by_hand])))] if by_hand in _BY_EDITORS else []


def _of_sources(told: Sequence[Report], standing: StoryStatus, view: View) -> list[Line]:
    """Say whose word it is, and on how many independent ones it rests."""
    status, party = standing.status_when_open, standing.party
    if all(each.party for each in told) and _own_words(standing):
        return []  # the party's word below says all there is
    if status is Status.OFFICIAL and party:
        return [view.texts.sentence("official: {party}", party=bold(view.party(party)))]
    counted = _counted(told, standing, view)
    if status is Status.DENIED:
        denied = key("denied by {party}") if party else key("denied")
        named = bold(view.party(party)) if party else ""
        return [view.texts.sentence(denied, party=named), counted]
    if status is Status.DISPUTED:
        contrary = line(bold(view.texts.say("sources contradict each other")))
        return [contrary, counted] if len(standing.origins) > 1 else [contrary]
    return [counted]


def _counted(told: Sequence[Report], standing: StoryStatus, view: View) -> Line:
    outlets = tuple(each for each in told if not each.party) or told  # a party is no outlet
    tellers = [teller_name(each, view) for each in one_report_per_voice(outlets, view)]
    origins = [_origin(each, told, view) for each in standing.origins]
    if len(origins) > 1:
        names = ", ".join(origins[:_NAMED]) + (" …" if len(origins) > _NAMED else "")
        return view.texts.counted(
            "{n} independent source: {names}",
            "{n} independent sources: {names}",
            len(origins),
            names=names,
        )
    one = origins[0] if origins else (tellers or [""])[0]
    if len(tellers) > 1:
        return view.texts.counted(
            "{n} outlet, citing {name}", "{n} outlets, all citing {name}", len(tellers), name=one
        )
    own = any(each.voice in standing.origins for each in outlets)
    if tellers and one != tellers[0] and not own:
        citing = key("one source: {teller}, citing {name}")
        return view.texts.sentence(citing, teller=tellers[0], name=one)
    return view.texts.sentence("one source: {name}", name=tellers[0] if tellers else one)


def _origin(origin: str, told: Sequence[Report], view: View) -> str:
    kind, _, id = origin.partition(":")
    if kind == "party":
        return view.party(id)
    return view.outlet(clean(origin_name(origin, told)), _NAME_UNITS)


def _of_parties(standing: StoryStatus, view: View) -> list[Line]:
    """Say what parties said of it on their own channels, and whose word has not come."""
    said = [_word(each, view) for each in _own_words(standing)]
    return [*said, *_silence(standing, view)]


def _own_words(standing: StoryStatus) -> list[PartyWord]:
    """Return what parties said on their own channels that the status does not say already."""
    own = (each for each in standing.heard if each.own and each.modality in _PARTY_SAYS)
    return [each for each in own if not _said_above(each, standing)]


def _said_above(word: PartyWord, standing: StoryStatus) -> bool:
    """Whether the status names this party with the same word already."""
    denied = standing.status_when_open is Status.DENIED and word.modality is Modality.DENIES
    return word.party == standing.party and (
        denied or standing.status_when_open is Status.OFFICIAL
    )


def _word(word: PartyWord, view: View) -> Line:
    words = _PARTY_SAYS[word.modality]
    return view.texts.sentence(words, party=bold(view.party(word.party)))


def _silence(standing: StoryStatus, view: View) -> list[Line]:
    """Say who has not commented, and whose word the topic waits for; of a channel that cannot be
    read nothing is said.
    """
    silent = tuple(each for each in standing.silent if each not in standing.awaited)
    one, many = key("{parties} has not commented"), key("{parties} have not commented")
    about = (
        (silent, one if len(silent) == 1 else many),
        (standing.awaited, key("no word from {parties} yet")),
    )
    return [
        view.texts.sentence(words, parties=bold(", ".join(map(view.party, some))))
        for some, words in about
        if some
    ]
