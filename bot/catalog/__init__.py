"""Reads feeds.yaml, the editors' file, into a Catalog; strictly, and never writes it.

Rule 1: all errors are reported together, as `feeds.yaml:LINE: path: what to write`.
Rule 2: a file with any error changes nothing.
"""

import stat
from pathlib import Path

from pydantic import ValidationError

from bot.catalog.advice import problems_of
from bot.catalog.building import catalog_of
from bot.catalog.model import CatalogModel
from bot.catalog.problems import CatalogError, Problem, Unreadable
from bot.catalog.references import reference_problems
from bot.catalog.yaml_document import MAX_BYTES, Document, read_document
from bot.core.reasons.catalog_problems import YamlProblem
from bot.core.types import Catalog
from bot.errors import ConfigError
from bot.locale import spoken_languages

__all__ = ["CatalogError", "decoded_catalog", "load_catalog", "parse_catalog", "read_file"]


def load_catalog(path: Path, *, allow_private: bool = False) -> Catalog:
    """Load the catalog from a file. Raises ConfigError with every problem, a line each."""
    return decoded_catalog(read_file(path), path.name, allow_private=allow_private)


def read_file(path: Path) -> bytes:
    """Read the file, up to one byte more than the limit. Raises ConfigError if it is no file."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ConfigError(f"FEEDS_FILE: {path} is not a file")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not a usable path"
        missing = isinstance(error, FileNotFoundError)
        advice = "; set FEEDS_FILE, or start where feeds.yaml lies" if missing else ""
        raise ConfigError(f"FEEDS_FILE: {path} cannot be read: {why}{advice}") from error


def decoded_catalog(content: bytes, name: str, *, allow_private: bool = False) -> Catalog:
    """Parse the bytes of a file. Raises CatalogError."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CatalogError((Problem(line, (), YamlProblem.UTF8()).located(name),)) from error
    return parse_catalog(text, name, allow_private=allow_private)


def parse_catalog(
    text: str,
    name: str = "feeds.yaml",
    *,
    allow_private: bool = False,
    languages: tuple[str, ...] | None = None,
) -> Catalog:
    """Parse the text of a catalog. Raises CatalogError with every problem, in order of lines.

    `allow_private` admits feeds on this machine and in private networks. `languages` are those of
    titles and channels, by default the ones in bot/locale.
    """
    try:
        document = read_document(text)
    except Unreadable as error:
        raise CatalogError((error.problem.located(name),)) from error
    problems = [*document.problems, *reference_problems(document, allow_private=allow_private)]
    model = _validated(document, problems, languages or spoken_languages())
    if problems or model is None:
        ordered = sorted(problems, key=lambda problem: (problem.line, str(problem.path)))
        distinct = dict.fromkeys(problem.located(name) for problem in ordered)
        raise CatalogError(tuple(distinct))
    return catalog_of(model)


def _validated(
    document: Document, problems: list[Problem], languages: tuple[str, ...]
) -> CatalogModel | None:
    """Validate the document, adding to `problems`.

    A section whose content is commented out counts as empty.
    """
    if not isinstance(document.value, dict):
        problems.append(Problem(1, (), YamlProblem.SECTIONS()))
        return None
    filled = {key: value for key, value in document.value.items() if value is not None}
    try:
        return CatalogModel.model_validate(filled, context=languages)
    except ValidationError as error:
        problems += problems_of(error.errors(include_url=False), document)
        return None
