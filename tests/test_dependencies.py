"""pyproject.toml declares exactly the imported packages, and extras stay optional."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.waiting import HANG_S
from vustacrawl.cli import COMMANDS
from vustacrawl.extras import EXTRAS, MissingExtraError, require_extra

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
NOT_IMPORTED = {"tzdata"}
"""zoneinfo reads tzdata if the system has no time zones."""
distributions_of_modules = cache(packages_distributions)  # it takes a second
NEWER_STDLIB = {"compression"}
HIDDEN = """
import sys
sys.modules.update(dict.fromkeys(sys.argv.pop(1).split(",")))
from vustacrawl.cli import main
main()
"""


def declared(requirements: Iterable[str]) -> set[str]:
    """Return the normalised distribution names of requirements."""
    names = (re.match(r"[A-Za-z0-9._-]+", requirement) for requirement in requirements)
    return {normalised(name[0]) for name in names if name}


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(folder: Path) -> set[str]:
    """Return the third-party modules, and names in them, that files below a folder import."""
    found = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
    own = {"vustacrawl", "tests", "benchmarks"}
    if folder.name != "vustacrawl":  # tests and benchmarks import neighbouring files by their bare names
        own |= {file.stem for file in folder.rglob("*.py")}
    known = sys.stdlib_module_names | NEWER_STDLIB | own
    return {name for name in found if name.partition(".")[0] not in known}


def distributions(modules: Iterable[str], candidates: set[str]) -> set[str]:
    """Return the distribution of each module, one of the candidates if possible; its own name if there is none."""
    of_module = distributions_of_modules()
    found = set()
    for module in modules:
        top = module.partition(".")[0]
        providers = {normalised(name) for name in of_module.get(top, [top])}
        if top == "backports":  # a namespace package of many distributions
            providers = {normalised(".".join(module.split(".")[:2]))}
        found |= (providers & candidates) or providers
    return found


@pytest.mark.slow
def test_declared_dependencies_match_imports() -> None:
    extras = PROJECT["optional-dependencies"]
    wanted = declared(PROJECT["dependencies"]) | {name for each in EXTRAS for name in declared(extras[each])}
    assert distributions(imported(ROOT / "vustacrawl"), wanted) == wanted - NOT_IMPORTED


@pytest.mark.slow
def test_imports_of_tests_are_declared() -> None:
    extras = PROJECT["optional-dependencies"]
    wanted = declared(PROJECT["dependencies"]) | {name for each in [*EXTRAS, "test"] for name in declared(extras[each])}
    assert distributions(imported(ROOT / "tests"), wanted) <= wanted


@pytest.mark.parametrize("extra", EXTRAS)
def test_extra_declares_its_checked_modules(extra: str) -> None:
    wanted = declared(PROJECT["optional-dependencies"][extra]) - NOT_IMPORTED
    assert distributions(EXTRAS[extra], wanted) == wanted


def test_missing_extra_is_reported_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    require_extra("wacz", "package")
    monkeypatch.setitem(sys.modules, "cdxj_indexer", None)
    with pytest.raises(MissingExtraError) as raised:
        require_extra("wacz", "package")
    assert str(raised.value) == (
        "package needs cdxj_indexer, which the extra `wacz` brings: pip install 'vustacrawl[wacz]'"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (["package", "vusta"], "wacz"),
        (["package", "vusta", "--cdxj"], "wacz"),
        (["serve"], "web"),
        (["crawl", "vusta", "--metrics", "figures.prom"], "metrics"),
        (["crawl", "vusta", "--cluster", "postgresql://127.0.0.1/x"], "cluster"),
        (["cluster", "status", "postgresql://127.0.0.1/x"], "cluster"),
        (["import", "vustacrawl.toml", "--to", "parquet", "out"], "parquet"),
        (["import", "vustacrawl.toml", "--to", "parquet", "out", "--cluster", "tcp://127.0.0.1:1"], "dask"),
        (["schedule", "install", "--print", "--metrics", "figures.prom"], "metrics"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_command_without_its_extra_fails_and_names_it(tmp_path: Path, arguments: list[str], extra: str) -> None:
    (tmp_path / "vustacrawl.toml").write_text('[schedule]\nvusta = "every 1d"\n', "utf-8")
    done = without_extras(tmp_path, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(rf"Error: .*: pip install 'vustacrawl\[{extra}\]'\n", done.stderr)
    assert [file.name for file in tmp_path.iterdir()] == ["vustacrawl.toml"]


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_works_without_extras(tmp_path: Path, command: str) -> None:
    done = without_extras(tmp_path, command, "--help")
    assert (done.returncode, done.stderr) == (0, "")


def without_extras(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command with the modules of all extras hidden."""
    hidden = ",".join(module for modules in EXTRAS.values() for module in modules)
    return subprocess.run(
        [sys.executable, "-c", HIDDEN, hidden, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=HANG_S,
        check=False,
    )
