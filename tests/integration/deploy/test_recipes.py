"""The recipes of docs/deploy.md, executed as they stand: the machine's own programs are stood in
for, `isswire` is the one the recipe installs.
"""

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from storage.backup import contents

ROOT = Path(__file__).parents[3]

SHIMS = {
    "useradd": "",
    "journalctl": "",
    "git": '[ "$1" = pull ] || {{ mkdir -p "$3"; ln -s {source}/* "$3"/; }}',
    "sudo": 'shift 2; exec env "$@"',
    "install": 'exec /usr/bin/install $(echo "$@" | sed "s/-[og] isswire//g")',
    "systemctl": 'case "$1" in start|restart|enable) {migrate} ;; esac',
    "python3": "{python} -m venv --without-pip .venv && cp {pip} .venv/bin/pip "
    "&& cp {pth} .venv/lib/python3.*/site-packages/",
}
"""By name: what it does here. `systemctl` does what the unit does before it starts the bot."""

PIP = """\
#!/bin/sh
case "$*" in *requirements.lock) exit 0 ;; esac
exec {python} -m pip --disable-pip-version-check --python .venv/bin/python "$@" --no-index -q
"""


class Machine:
    """A folder that stands for `/`, with the programs the recipes call."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in ("etc/systemd/system", "usr/local/bin", "opt", "var/lib", "var/backups"):
            (root / folder).mkdir(parents=True)
        (root / "shims").mkdir()
        (root / "here.pth").write_text("\n".join(filter(None, sys.path)))
        self._write(root / "pip", PIP.format(python=sys.executable))
        known = {
            "source": str(ROOT),
            "python": sys.executable,
            "pth": str(root / "here.pth"),
            "pip": str(root / "pip"),
            "migrate": f"{self.database} {root}/opt/isswire/.venv/bin/python -m bot migrate",
        }
        for name, does in SHIMS.items():
            self._write(root / "shims" / name, f"#!/bin/sh\n{does.format(**known) or ':'}\n")

    @property
    def database(self) -> str:
        return f"DATABASE_URL=sqlite:///{self.root}/var/lib/isswire/isswire.db"

    def _write(self, file: Path, text: str) -> None:
        file.write_text(text)
        file.chmod(0o755)

    def follow(self, section: str) -> str:
        """Run all commands of a section, as root would; return what they said."""
        commands = "\n".join(recipe(section))
        here = re.sub(r"/(?=(?:opt|etc|var|usr/local)/)", f"{self.root}/", commands)
        path = f"{self.root}/shims:{self.root}/usr/local/bin:/usr/bin:/bin"
        said = subprocess.run(
            ["bash", "-euxc", here],
            env={"PATH": path, "HOME": os.environ.get("HOME", "/")},
            cwd=self.root / "opt",
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert said.returncode == 0, said.stderr
        return said.stdout


def recipe(section: str) -> list[str]:
    """Return the commands that root gives in a section of docs/deploy.md."""
    text = (ROOT / "docs/deploy.md").read_text(encoding="utf-8")
    [_, after] = text.split(f"\n## {section}\n")
    blocks = re.findall(r"```console\n(.*?)```", after.partition("\n## ")[0], re.DOTALL)
    lines = "".join(blocks).replace("2026-01-31", date.today().isoformat()).splitlines()  # noqa: DTZ011  # as `date +%F`
    return [line.removeprefix("# ") for line in lines if line.startswith("# ")]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_what_is_installed_is_backed_up_upgraded_and_restored_by_the_recipes(
    machine: Machine,
) -> None:
    machine.follow("systemd")
    live = machine.root / "var/lib/isswire/isswire.db"
    assert contents(live).rows["chat"] == 0
    said = machine.follow("Backup and restore")
    copy = machine.root / f"var/backups/isswire/{date.today().isoformat()}.db"  # noqa: DTZ011
    assert f"copied {live} to {copy} (0 stories" in said
    assert f"restored {live} from {copy} (0 stories" in said
    said = machine.follow("Upgrade")
    assert f"copied {live} to " in said
    assert said.splitlines()[-1].startswith("isswire ")
    assert (machine.root / "var/backups/isswire/before.db").exists()
