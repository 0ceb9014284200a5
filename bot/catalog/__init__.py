"""feeds.yaml to Catalog: the editors' file, read strictly and never written.

Rule 1: every error is told at once, as `feeds.yaml:LINE: path: what to write`.
Rule 2: a file that is wrong anywhere changes nothing.
"""

import stat
from pathlib import Path

from pydantic import ValidationError

from bot.catalog.advice import told
from bot.catalog.building import catalog_of
from bot.catalog.model import CatalogModel
from bot.catalog.problems import CatalogError, Problem, Unreadable
from bot.catalog.references import unfit
from bot.catalog.yaml_document import MAX_BYTES, Document, read_document
from bot.core.reasons.catalog import YamlProblem
from bot.core.types import Catalog
from bot.errors import ConfigError
from bot.locale import spoken_languages

__all__ = ["CatalogError", "decoded_catalog", "load_catalog", "parse_catalog", "read_file"]


def load_catalog(path: Path, *, allow_private: bool = False) -> Catalog:
    """The catalog of a file; raises ConfigError with every problem, a line each."""
    return decoded_catalog(read_file(path), path.name, allow_private=allow_private)


def read_file(path: Path) -> bytes:
    """At most a little more than a feeds.yaml may hold. Raises ConfigError for what is no file."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ConfigError(f"FEEDS_FILE: {path} is not a file")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not a usable path"
        raise ConfigError(f"FEEDS_FILE: {path} cannot be read: {why}") from error


def decoded_catalog(content: bytes, name: str, *, allow_private: bool = False) -> Catalog:
    """The catalog of a file's bytes; raises CatalogError."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CatalogError((Problem(line, (), YamlProblem.UTF8()).told(name),)) from error
    return parse_catalog(text, name, allow_private=allow_private)


def parse_catalog(
    text: str,
    name: str = "feeds.yaml",
    *,
    allow_private: bool = False,
    languages: tuple[str, ...] | None = None,
) -> Catalog:
    """The catalog of a text; raises CatalogError with every problem, in the order of the lines.

    `allow_private`: feeds on this machine and in private networks. `languages`: in which titles
    may be given and channels be written for; those in bot/locale where None.
    """
    try:
        document = read_document(text)
    except Unreadable as error:
        raise CatalogError((error.problem.told(name),)) from error
    problems = [*document.problems, *unfit(document, allow_private=allow_private)]
    model = _validated(document, problems, languages or spoken_languages())
    if problems or model is None:
        ordered = sorted(problems, key=lambda problem: (problem.line, str(problem.path)))
        told_once = dict.fromkeys(problem.told(name) for problem in ordered)
        raise CatalogError(tuple(told_once))
    return catalog_of(model)


def _validated(
    document: Document, problems: list[Problem], languages: tuple[str, ...]
) -> CatalogModel | None:
    """A section of which only the name is left, the rest commented out, is an empty one."""
    if not isinstance(document.value, dict):
        problems.append(Problem(1, (), YamlProblem.SECTIONS()))
        return None
    filled = {key: value for key, value in document.value.items() if value is not None}
    try:
        return CatalogModel.model_validate(filled, context=languages)
    except ValidationError as error:
        problems += told(error.errors(include_url=False), document)
        return None
