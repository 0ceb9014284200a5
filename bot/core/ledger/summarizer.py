"""One or two sentences of a report's own text: extracted, never written.

Rule 1: every sentence stands in the text as it is; at most one is cut, between words, with `…`.
Rule 2: nothing that only repeats the headline, advertises, or points at a sentence left out.
"""

import re

from bot.core.lang.sentences import sentences

LIMIT = 300
"""Characters of a summary; more is an article (product.md: about 700 for a whole post)."""

READ = 6_000
"""Characters read of a text: a summary comes from the top."""


def summarize(*, title: str, text: str, language: str) -> str:
    """Extract one or two sentences of `text` with their attribution; empty if none is worth it.

    White space is folded to single spaces; lone surrogates and controls are left out. A text of
    one sentence that its feed has cut off is cut before its last word.
    """
    seen, found = [_word_set(title)], _sentences(text)
    kept: list[str] = []
    follows = False
    for sentence in found:
        stands, follows = follows or not _dangles(sentence), False
        if not stands or not _is_complete(sentence, found) or _repeats(sentence, seen):
            continue
        if kept and len(kept[0]) + 1 + len(sentence) > LIMIT:
            break
        kept.append(_shortened(sentence))
        seen.append(_word_set(sentence))
        follows = True
        if len(kept) == _SENTENCES or kept[-1][-1] not in _ENDS:
            break
    return " ".join(kept) or _cut_sentence(found, seen)


_SENTENCES = 2
_ENDS = ".!?…\"'»”’)"
_BULLETS = tuple("•▪●")

_TEASERS = re.compile(
    r"appeared first on|first appeared on|\bread (?:more|full|the (?:full|rest|whole))\b"
    r"|continue reading|keep reading|click here|full story|\bsign up\b|subscribe|follow us"
    r"|share this|\brelated:|\bsee also\b|^watch(?: live)?:|^listen\b|^photos?:|^images?:"
    r"|(?:image|photo) ?credit|^credits?:|getty images|all rights reserved|learn more"
    r"|find out more|^enlarge\b|\(credits?:"
    r"|\bnewsletter|advertisement|\bcookies?\b|download (?:the|our) app|originally published"
    r"|this (?:article|story) (?:was|is|has been)|^editor.s note"
    r"|читать далее|читайте|читать полностью|подробнее|подпис(?:ыв|ат|ка|ок)|смотрите"
    r"|смотреть видео"
    r"|^фото:|^видео:|реклама|материал по теме|по теме:|наш(?:ем)? (?:канал|телеграм)|в telegram"
    r"|новость дополняется|комментари(?:и|ев)$|все права защищены|источник фото|https?://|www\.",
    re.IGNORECASE,
)
_CUT = re.compile(r"\[(?:…|\.\.\.|&hellip;)\]|(?:…|\.\.\.)$")

_DANGLING = re.compile(
    r"(?:he|she|they|it|his|her|their|its|this|that|these|those|but|and|however|meanwhile|also"
    r"|then"
    r"|so|or|yet|still|instead|moreover|in addition|additionally|furthermore|therefore|thus"
    r"|the former|the latter|both|such|nevertheless|as a result|for (?:example|instance)"
    r"|after that"
    r"|we|i|our|my|you"
    r"|он|она|они|оно|его|ее|её|их|это|эт(?:от|а|и|им|ом|ого|их)|тот|та|те|но|а|и|однако|также"
    r"|кроме"
    r"|при этом|между тем|тем временем|так|поэтому|затем|потом|там|тогда|ему|ей|им"
    r"|по (?:его|ее|её|их)"
    r"|в связи с (?:этим|чем)|в частности|например|последн(?:ий|яя|ие)|таким образом"
    r"|в свою очередь"
    r"|вместе с тем|в то же время|до этого|после этого|мы|я)\b",
    re.IGNORECASE,
)
_INVERTED = re.compile(r"[а-яё]+ (?:он|она|они|оно)\b", re.IGNORECASE)
"""`Называется он ...`, `Когда она ...`"""
_NAME_SPEAKS = re.compile(r"[\"”»],?\s*[—–-]?\s*\w+\s+(?:[A-ZА-ЯЁ«]|\w+ [A-ZА-ЯЁ«])")
"""A quotation followed by its speaker's name."""
_QUOTE_ALONE = re.compile(r"[\"“«][^\"“”«»]*[\"”»]?[.!?…]?[\"”»]?")
"""A quotation from end to end."""
_PRONOUN_SPEAKS = re.compile(
    r"[\"”»],?\s*[—–-]?\s*(?:(?:he|she|they)\s+\w+|(?:said|says|added)\s+(?:he|she|they)\b"
    r"|\w+(?:л|ла|ли|ет|ит)\s+(?:он|она|они)\b)",
    re.IGNORECASE,
)
"""A quotation followed by a pronoun for its speaker."""
_BYLINE = re.compile(
    r"^\((?:image |photo )?credits?: [^)]{1,80}\) "
    r"|By (?:[A-Z][\w.'’-]+ ){2,3}?(?=(?:The|A|An|In|On|At|As|For|When|With|After|NASA)\b)"
)
_DATELINE = re.compile(
    r"\s*[A-ZА-ЯЁ][^!?\n—–]{1,60}?"
    r"(?:\((?:AP|AFP|Reuters|UPI|Xinhua|TASS|ANI|IANS|PTI|CNN|dpa|EFE)\) ?[—–-]+"
    r"|[—–-] ?РИА Новости\.(?: ?[—–-])?|/(?:ТАСС|TASS)/\.?(?: ?[—–-])?"
    r"|(?:INTERFAX|ИНТЕРФАКС|Interfax|Интерфакс)(?:\.RU)? ?[—–-]+)\s*"
    r"|\s*(?:AP|AFP|Reuters|UPI|Canadian Press) [—–-]+ "
    r"|\s*(?:[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}(?:\.| [—–-]+)?"
    r"|\d{1,2} [A-Za-zа-я]{3,9} \d{4}(?: г\.| года)?(?:\.| [—–-]+)) (?=[A-ZА-ЯЁ])"
)
"""`WASHINGTON (AP) - `, `МОСКВА, 26 июл - РИА Новости. `, `May 28, 2026 `: the byline has
both outlet and date.
"""
_MARKS = re.compile(r"^[•▪●]\s+|\s*(?:>>|»»|→|[•▪●])$")
"""Marks that feeds put round a sentence."""
_AUTHORS = re.compile(r"By (?:[A-Z][\w.'’-]*,? (?:and )?){2,6}[•▪●]?")
_SPACE = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_UNFIT = re.compile("[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _sentences(text: str) -> list[str]:
    """Split the top of a text into sentences, white space folded; the last may be cut off."""
    read = _UNFIT.sub("", text[:READ])
    dateline = _DATELINE.match(read)
    parted = sentences(read[dateline.end() :] if dateline else read)
    folded = (_BYLINE.sub("", _SPACE.sub(" ", each).strip()) for each in parted)
    return [each for each in folded if each]


def _is_complete(sentence: str, found: list[str]) -> bool:
    """Whether a sentence could stand in a summary as it is."""
    stands = (
        _says_something(sentence)
        and _is_finished(sentence, found)
        and _has_paired_quotes(sentence)
    )
    return stands and _shortened(sentence) != ""


def _has_paired_quotes(sentence: str) -> bool:
    """Whether every quotation that begins in a sentence ends in it."""
    marks = sum(sentence.count(mark) for mark in '"“”„')
    return marks % 2 == 0 and sentence.count("«") == sentence.count("»")


def _says_something(sentence: str) -> bool:
    """Whether a sentence is long enough, has words of its own, and is no teaser."""
    fewest = _FEWEST_BEFORE_BULLET if sentence.endswith(_BULLETS) else _FEWEST_WORDS
    short = len(sentence) < _SHORTEST or len(_word_set(sentence)) < fewest
    return not (short or _TEASERS.search(sentence) or _AUTHORS.fullmatch(sentence))


_SHORTEST = 18
"""Characters below which a sentence says nothing."""

_FEWEST_WORDS = 3
_FEWEST_BEFORE_BULLET = 6
"""A bullet may only set off a caption or a name."""


def _is_finished(sentence: str, found: list[str]) -> bool:
    """Whether a sentence ends as sentences do, or is a short text of its own."""
    if _CUT.search(sentence) and (sentence == found[-1] or "[" in sentence):
        return False
    return sentence.endswith((*_ENDS, *_BULLETS, ">>")) or (
        len(found) == 1 and len(sentence) <= _UNCUT
    )


_UNCUT = 180
"""Feeds cut off longer texts; a shorter one merely lacks its full stop."""


def _cut_sentence(found: list[str], known: list[frozenset[str]]) -> str:
    """Return the only sentence of a text that was cut off: without its last word, with `…`."""
    opened = _OPENED.sub("", found[0]) if found else ""
    if (
        not _says_something(opened)
        or len(opened) < _SHORTEST_CUT
        or _dangles(opened)
        or _repeats(opened, known)
    ):
        return ""
    if _is_finished(found[0], found):
        return ""
    return _ellipsis(opened[: LIMIT + 1].rpartition(" ")[0])


_OPENED = re.compile(r"\s*(?:\[(?:…|\.\.\.|&hellip;)\]|…|\.\.\.)[\s\S]*$")
_SHORTEST_CUT = 60
"""Characters below which a cut sentence is not worth showing."""


def _dangles(sentence: str) -> bool:
    """Whether a sentence needs another one that is not there: for its pronoun, or its speaker."""
    if _QUOTE_ALONE.fullmatch(sentence) or _PRONOUN_SPEAKS.search(sentence):
        return True
    if sentence[0] in '«"“' and _NAME_SPEAKS.search(sentence):
        return False
    if _INVERTED.match(sentence):
        return True
    return _DANGLING.match(sentence.lstrip("«\"“'(—–- ")) is not None


def _word_set(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", text[:READ].lower()))


def _repeats(sentence: str, seen: list[frozenset[str]]) -> bool:
    """Whether nearly all words of a sentence have been seen already."""
    words = _word_set(sentence)
    return any(len(words & said) >= _SAME * len(words) for said in seen)


_SAME = 0.8


def _shortened(sentence: str) -> str:
    sentence = _MARKS.sub("", sentence)
    if len(sentence) <= LIMIT:
        return sentence
    return _ellipsis(sentence[:LIMIT].rpartition(" ")[0])


def _ellipsis(words: str) -> str:
    kept = words.rstrip(' .,;:—–-(«"“')
    return f"{kept}…" if kept else ""
