"""The recorded developing stories (stories/reports.jsonl) as the bot would meet them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

Told = dict[str, Any]

_MORNING = timedelta(hours=8)
_STEP = timedelta(minutes=20)
"""Between two reports of one day, whose hours are not recorded."""


def read_reports(data: Path) -> list[Told]:
    """The reports in the file's order; none where the file is missing."""
    path = data / "stories" / "reports.jsonl"
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def moments(reports: list[Told]) -> list[datetime]:
    """When each was published: one after another through its day; month-only dates in the middle
    of the month, and an undated one on the day after the report before it.
    """
    taken: dict[datetime, int] = {}
    found: list[datetime] = []
    for each in reports:
        day = _day(each["date"]) or found[-1].replace(hour=0, minute=0) + timedelta(days=1)
        taken[day] = taken.get(day, -1) + 1
        found.append(day + _MORNING + taken[day] * _STEP)
    return found


def _day(date: str | None) -> datetime | None:
    if not date:
        return None
    return datetime.fromisoformat(date if len(date) > 7 else f"{date}-15").replace(tzinfo=UTC)


def title_of(report: Told) -> str:
    slug = (report.get("slug") or "").replace("-", " ")
    return " ".join(str(report["headline"] or slug or report["gist"]).split())


def reports_as_lines(reports: list[Told]) -> list[Told]:
    """JSON Lines for `group`, in the order of time."""
    return [
        {
            "id": f"{each['story']}-{each['seq']}",
            "title": title_of(each),
            "summary": " ".join(filter(None, (each["gist"], each.get("description")))),
            "published": at.isoformat(),
            "feed": each["source"],
            "source_type": each["source_type"],
            "language": each["lang"],
            "url": each.get("url"),
        }
        for each, at in zip(reports, moments(reports), strict=True)
    ]
