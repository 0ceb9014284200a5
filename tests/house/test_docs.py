"""What the docs name exists: commands, options, settings, files, functions, tests, log lines."""

import ast
import io
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path

import pytest

from bot.cli.command_line import parser
from bot.commands.command_table import COMMANDS
from bot.core.pages.addresses import address_of
from bot.settings.variables import VARIABLES
from bot.web.metrics import Metrics
from tests.house.test_imports import rooms

ROOT = Path(__file__).parents[2]
DOCS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
DOCS += [ROOT / "benchmarks" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
"""Decision notes are left out: they speak of their day."""

FOREIGN = {"io", "pg_dump", "pg_restore", "resp", "Update"}
"""Names, and heads of dotted names, that are other people's."""

ELSEWHERE = ("/dev/", "/etc/", "/var/", "/data", "/feed/", "/rss.xml")
"""Paths on machines and sites, not in this checkout."""

EXAMPLES = {"bot/locale/de", "new.yaml", "new-feeds.yaml", "deploy/.env", "deploy/isswire.env"}
"""Files that a reader makes."""

_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_FENCE = re.compile(r"^```(?:sh|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def references(text: str) -> Iterator[str]:
    """Code between backticks, and what the lines of a shell name."""
    yield from _SPAN.findall(text)
    for block in _FENCE.findall(text):
        for line in block.splitlines():
            for part in re.split(r" (?:&&|\|) ", re.sub(r"\s{2,}#.*", "", line)):
                yield from _in_shell(part)


def _in_shell(line: str) -> Iterator[str]:
    """The variables set for a command, the command, and files of ours among its arguments."""
    bare = re.sub(r"^\w?[$#] |^sudo -u \w+ |\S*/bin/(?=isswire)", "", line)
    while variable := re.match(r"[A-Z_]+=\S+ ", bare):
        yield variable[0].strip()
        bare = bare.removeprefix(variable[0])
    if bare.startswith(("make ", "isswire ", "python ")):
        yield bare.strip()
    yield from (each for each in bare.split() if re.match(r"deploy/|[\w-]+\.lock$", each))


@cache
def files() -> frozenset[str]:
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    ran = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    return frozenset(ran.stdout.splitlines())


@cache
def source(*folders: str) -> str:
    """All the Python of some folders, as one text."""
    paths = sorted(each for each in files() if each.startswith(folders) and each.endswith(".py"))
    return "\n".join((ROOT / each).read_text(encoding="utf-8") for each in paths)


def is_target(rest: str) -> bool:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return re.search(rf"^{re.escape(rest.split()[0])}:", makefile, re.MULTILINE) is not None


def is_command_line(rest: str) -> bool:
    """As the parser reads it; a command may be named without its arguments."""
    plain = re.sub(r"\$\([^)]*\)|[\[\]]| [|<>] .*", "", rest)
    said = io.StringIO()
    try:
        with redirect_stderr(said), redirect_stdout(said):
            parser().parse_args(shlex.split(plain))
    except SystemExit as ended:
        return ended.code == 0 or "arguments are required" in said.getvalue()
    return True


def is_benchmark(rest: str) -> bool:
    name, *arguments = re.sub(r"[\[\]]", "", rest).split()
    path = ROOT / "benchmarks" / f"{name}.py"
    flags = [each for each in arguments if each.startswith("--")]
    return path.exists() and all(f'"{each}"' in path.read_text("utf-8") for each in flags)


def is_asked(rest: str) -> bool:
    """A command of the bot, a page that is served, or a path of some machine."""
    name, pages = re.split(r"[ ?=/]", rest)[0], source("bot/web/", "bot/local/")
    return (
        name in {each.name for each in COMMANDS}
        or f'"/{name}' in pages
        or f"/{rest}".startswith(ELSEWHERE)
        or address_of(f"/{rest.partition('?')[0]}", {}, ("en", "ru")) is not None
    )


def is_variable(name: str) -> bool:
    """A setting, or what tests, tools and the compose file read of the environment."""
    read = source("bot/", "benchmarks/", "tests/")
    if f"${{{name}" in (ROOT / "deploy/compose.yaml").read_text(encoding="utf-8"):
        return True
    return name in {each.name for each in VARIABLES} or f'environ.get("{name}"' in read


def is_metric(name: str) -> bool:
    return re.search(rf"^# TYPE {name} ", _METRICS, re.MULTILINE) is not None


_METRICS = Metrics().text().decode()


def is_path(path: str) -> bool:
    """From the root or from `bot/`; a name alone may stand in any folder."""
    near = {path, f"bot/{path}"}
    inside = tuple(f"{each.rstrip('/')}/" for each in near)
    known = path in EXAMPLES or any(each.startswith(inside) for each in files())
    return known or not near.isdisjoint(files()) or _stands_somewhere(path)


def _stands_somewhere(name: str) -> bool:
    return "/" not in name and any(each.endswith(f"/{name}") for each in files())


def is_test(name: str) -> bool:
    return f"def {name}(" in source("tests/")


def is_defined(dotted: str) -> bool:
    """A module of ours, or what one of its name, or a file with a class of that name, defines."""
    if is_path(dotted.replace(".", "/")) or is_path(f"{dotted.replace('.', '/')}.py"):
        return True
    *_, head, name = dotted.split(".")
    return head in FOREIGN or name in defined().get(head, ())


@cache
def defined() -> dict[str, set[str]]:
    """By module, package and class: the names it defines; a class's are all of its room's."""
    found: dict[str, set[str]] = {}
    for path in (each for each in files() if re.match(r"(bot|storage)/.*\.py$", each)):
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        names = set(_defined_in(tree))
        classes = [each.name for each in ast.walk(tree) if isinstance(each, ast.ClassDef)]
        for head in (*Path(path).with_suffix("").parts[1:], *classes):
            found.setdefault(head, set()).update(names)
    for each in ast.walk(ast.parse(source("storage/"))):
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            found["Store"].add(each.name)
            found["store"].add(each.name)
    return found


def _defined_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def is_word(name: str) -> bool:
    """Somewhere in the code, whatever it names there."""
    return name in FOREIGN or name in words()


@cache
def words() -> frozenset[str]:
    code = (each for each in files() if re.search(r"\.(py|toml|yaml|js|html)$", each))
    texts = ((ROOT / each).read_text(encoding="utf-8") for each in code if "house/" not in each)
    return frozenset(word for text in texts for word in re.findall(r"\w+", text))


def is_logged(line: str) -> bool:
    """A line of the log or of /health, without its values."""
    said = re.sub(r'"\s+f?"', "", source("bot/", "storage/"))
    return all(each.strip(" :") in said for each in re.split(r"\.\.\.|=\S*|\bN\b", line))


Check = Callable[[str], bool]

CHECKS: tuple[tuple[str, Check], ...] = (
    (r"make (?=[a-z])(.+)", is_target),
    (r"(?:\.venv/bin/)?(?:isswire|python -m bot) (.+)", is_command_line),
    (r"python -m benchmarks\.(.+)", is_benchmark),
    (r"python (benchmarks/\S+).*", is_path),
    (r"(?:GET )?/([a-z].*)", is_asked),
    (r"([A-Z][A-Z]*_[A-Z_]*[A-Z])(?:=.*)?", is_variable),
    (r"(isswire_\w+)(?:\{\w+\})?", is_metric),
    (r"(test_\w+)", is_test),
    (r"([\w./-]*[\w-]\.(?:py|toml|lock|yaml|c|po|service|txt))", is_path),
    (r"((?:bot|storage|tests|docs|deploy|benchmarks|core|app)(?:/[\w.-]*)*)", is_path),
    (r"([A-Za-z_]+(?:\.[A-Za-z_]+)+)(?:\(.*\))?", is_defined),
    (r"([a-z]+(?:_[a-z]+)+)(?:\(.*\))?", is_word),
    (r"((?!heroku)[a-z][a-z.,' ]+ .*(?:\.\.\.|=).*)", is_logged),
)
"""What a reference looks like, and whether what it names exists: the first that fits decides."""


def faults(text: str) -> list[str]:
    """References to what is not there."""
    return [each for each in references(text) if not _holds(each)]


def _holds(reference: str) -> bool:
    for pattern, check in CHECKS:
        if named := re.fullmatch(pattern, reference):
            return check(named[1])
    return True


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
def test_what_a_doc_names_exists(doc: Path) -> None:
    assert faults(doc.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("doc", [*DOCS, *(ROOT / "docs/decisions").glob("*.md")], ids=str)
def test_the_links_of_a_doc_lead_somewhere(doc: Path) -> None:
    found = _LINK.findall(doc.read_text(encoding="utf-8"))
    gone = [each for each in found if ":" not in each and not (doc.parent / each).exists()]
    assert gone == []


def test_the_tree_of_the_architecture_has_every_room() -> None:
    tree = _TREE.findall((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"))
    named = {name.removesuffix("/").removesuffix(".py") for name in tree}
    assert {"storage", *(f"bot.{name}" for name in named)} == set(rooms())


_TREE = re.compile(r"^  (\S+\.py|\w+/) ", re.MULTILINE)

WRONG = [
    "make tset",
    "isswire chekc",
    "isswire check --offline",
    "isswire feeds ad URL",
    ".venv/bin/isswire export",
    "python -m bot fly",
    "python -m benchmarks.nothing",
    "python -m benchmarks.status --wrnog",
    "python benchmarks/nothing.py [FILE]",
    "/latset iss 3",
    "GET /helth",
    "FEED_FILE",
    "PRT_NUMBER=1",
    "isswire_polls_totl{outcome}",
    "test_a_promise_nobody_made",
    "bot/rules/topics.yaml",
    "core/nothing.py",
    "tests/nothing",
    "outbox.unsettle",
    "bot.nothing",
    "record_pole",
    "polled fed=... new=",
    "the ballast ... is swallowed",
]


def test_a_doc_that_names_what_is_not_there_is_refused() -> None:
    text = "\n".join(f"* Say `{each}`, and see." for each in WRONG)
    assert faults(
        f"# Made up\n\n{text}\n\n```sh\n$ make dmeo  # plays\n$ FEEDS_FIEL=x isswire check\n```\n"
    ) == [
        *WRONG,
        "make dmeo",
        "FEEDS_FIEL=x",
    ]


RIGHT = """
`make demo ARGS=1` `isswire match --since 30d --with new.yaml` `/latest iss 3` `GET /health`
`core/delivery/outbox.py` `outbox.settle` `FEEDS_FILE=feeds.yaml`
`polled feed=... new=` `any words`
"""


def test_a_doc_that_names_what_is_there_is_taken() -> None:
    assert faults(RIGHT) == []
