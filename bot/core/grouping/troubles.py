"""What is in trouble and what kind of trouble it is: keys that outlive a flight.

Rule 1: a trouble belongs to what is named nearest to it: in "Ax-4 delayed by leak in Zvezda" the
        module leaks.
Rule 2: only places that last have keys: modules, stations, pads. A ship's trouble is its flight's.

`leak@zvezda` and `leak@iss` are the keys of a leak in Zvezda, `pad@baikonur` that of a broken pad;
`@zvezda` stands for trouble of any kind there, `pad@` for a pad somewhere. A station has keys
only of trouble that lasts.
"""

from collections.abc import Collection, Iterator, Mapping

from bot.core.grouping.entities import Entity, EntityKind, NewsEvent

Mention = Entity | NewsEvent
Found = tuple[tuple[int, Mention], ...]
"""What a text names, each with the place of its first word."""
_Trouble = tuple[int, NewsEvent]

_HOLDERS = (
    EntityKind.MODULE,
    EntityKind.PART,
    EntityKind.FACILITY,
    EntityKind.MISSION,
    EntityKind.VEHICLE,
    EntityKind.STATION,
    EntityKind.COSMODROME,
)
"""What can be in trouble; of two equally near the more particular one is."""
_WHOLE = frozenset({EntityKind.STATION, EntityKind.COSMODROME})
"""Named beside a part of them, the part is meant."""
_PARTS = frozenset({EntityKind.MODULE, EntityKind.PART, EntityKind.FACILITY})
PAD = "pad"
"""Any trouble of a pad is of one kind: what is damaged, has fallen or burnt cannot be used."""


def troubles(title: Found, summary: Found, events: Collection[str]) -> frozenset[str]:
    """Return the keys of the trouble that a headline tells of, or the text below a headline that
    tells of no other event.

    `events`: ids of the events that count; others only seemed to be in the words.
    """
    told = _troubles(title, events)
    keys = {key for each in told for key in _keys(each, title, summary)}
    if keys or any(
        isinstance(each, Entity) and each.kind in _HOLDERS for _, each in title if told
    ):
        return frozenset(keys)
    if not told and any(each.id in events and _counts(each) for _, each in title):
        return frozenset()
    below = _troubles(summary, events)[:1]
    return frozenset(key for each in below for key in _keys(each, summary, title))


def _troubles(found: Found, events: Collection[str]) -> list[_Trouble]:
    return [
        (place, each)
        for place, each in found
        if isinstance(each, NewsEvent) and each.id in events and (each.trouble or each.any_trouble)
    ]


def _counts(each: Mention) -> bool:
    return isinstance(each, NewsEvent) and each.counts


def _keys(trouble: _Trouble, text: Found, other: Found) -> Iterator[str]:
    """Yield the keys of one trouble; `other` is the text that may name a pad's cosmodrome."""
    event, holder = trouble[1], _holder(trouble, text)
    if holder is None:
        return
    match holder.kind:
        case EntityKind.MODULE:
            yield f"{event.trouble}@{holder.id}"
            if event.lasting and holder.within:
                yield f"{event.trouble}@{holder.within}"
        case EntityKind.STATION if event.lasting:
            yield f"{event.trouble}@{holder.id}"
        case EntityKind.PART | EntityKind.FACILITY:
            cosmodrome = holder.within or _first(EntityKind.COSMODROME, (*text, *other))
            yield f"{PAD}@{cosmodrome}"
        case EntityKind.COSMODROME:
            yield f"{PAD if event.trouble == PAD else ''}@{holder.id}"


def _holder(trouble: _Trouble, text: Found) -> Entity | None:
    """Return what the trouble is of: the nearest that can be in trouble."""
    near = [
        (abs(place - trouble[0]), _HOLDERS.index(each.kind), each)
        for place, each in text
        if isinstance(each, Entity) and each.kind in _HOLDERS
    ]
    if any(each.kind in _PARTS for *_, each in near):
        near = [row for row in near if row[2].kind not in _WHOLE]
    return min(near, key=lambda row: row[:2])[2] if near else None


def _first(kind: EntityKind, text: Found) -> str:
    return next((e.id for _, e in text if isinstance(e, Entity) and e.kind is kind), "")


def parted(key: str) -> tuple[str, str, str]:
    """Part a key into kind, @ and place."""
    return key.partition("@")


def same_trouble(keys: Collection[str], counts: Mapping[str, int], least: float) -> set[str]:
    """Return the keys of a story that mean a trouble of these: the same, or any at that place.

    `counts`: how many of a story's entries have a key; those with fewer than `least` are not its
    own. A repair without a kind is of whatever trouble the place has.
    """
    owned = {key for key, count in counts.items() if count >= least}
    return {one for one in owned for key in keys if _meet(parted(one), parted(key))}


def _meet(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    same_kind = one[0] == other[0] or not one[0] or not other[0]
    same_place = one[2] == other[2] or not one[2] or not other[2]
    return same_kind and same_place
