"""The code's layout shows how data flows, and each library has its place."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "cicscore"

#: Where each library may be imported; everything else is kept from knowing it.
HOMES = {
    "pandas": (
        "tables/frames.py",
        "tables/table.py",
        "extracts/read.py",
        "results.py",
        "ssda903",
        "report/workbook.py",
    ),
    "pyarrow": ("tables", "extracts"),
    "numpy": ("tables", "extracts", "scorecard", "explain", "examples", "ssda903", "disclosure"),
    "highspy": ("disclosure",),
    "yaml": ("catalogue/yaml.py", "catalogue/syntax_errors.py", "faults/rules.py"),
    "click": ("cli",),
    "rich": ("cli", "render"),
    "gptables": ("report/workbook.py",),
    "docx": ("report/word.py",),
    "holidays": ("periods.py",),
    "rapidfuzz": ("faults/fault.py",),
}


def imported(path: Path) -> set[str]:
    """The libraries that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                found |= {name.name.split(".")[0] for name in names}
            case ast.ImportFrom(module=str(module), level=0):
                found.add(module.split(".")[0])
    return found


def is_at_home(path: Path, library: str) -> bool:
    """Whether a file lies where the library belongs."""
    inside = path.relative_to(PACKAGE)
    return any(inside.is_relative_to(home) for home in HOMES[library])


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_imported_at_home_only(library: str) -> None:
    """One place knows YAML, one knows the command line, a few know tables."""
    users = [path for path in sorted(PACKAGE.rglob("*.py")) if library in imported(path)]
    assert users, f"nothing imports {library} any more: take it out of the list"
    assert [str(path.relative_to(ROOT)) for path in users if not is_at_home(path, library)] == []


def test_imports_keep_to_the_layers() -> None:
    """The contract in pyproject.toml holds: each layer imports only from those below it."""
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_contract_names_every_part_of_the_package() -> None:
    """A module that no layer names would be free to import anything."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    named = {part.strip() for layer in contract["layers"] for part in layer.replace("|", ":").split(":")}
    parts = {
        f"cicscore.{path.stem}"
        for path in PACKAGE.iterdir()
        if (path.is_dir() and (path / "__init__.py").is_file()) or path.suffix == ".py"
    }
    assert parts - named == {"cicscore.__init__", "cicscore.__main__"}


@pytest.mark.parametrize(
    "doing",
    [
        "import cicscore",
        "import cicscore.cli",
        "import cicscore.app.api",
        "from cicscore.catalogue.load import load_catalogue; load_catalogue('indicators.yaml')",
    ],
)
def test_what_needs_no_extracts_never_waits_for_tables(doing: str) -> None:
    """Help and checks of the catalogue start without pandas, numpy, pyarrow and HiGHS."""
    slow = {"pandas", "numpy", "pyarrow", "highspy"}
    code = f"import sys; {doing}; print(sorted({slow!r} & sys.modules.keys()))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


@pytest.mark.parametrize("command", ["compute", "extracts"])
def test_figures_of_extracts_never_wait_for_pandas(command: str) -> None:
    """A data frame is for those who ask for one, and bank holidays are written down."""
    code = (
        "import sys; from cicscore.cli import main; import atexit; slow = {'pandas', 'holidays'}; "
        "atexit.register(lambda: print(sorted(slow & sys.modules.keys()), file=sys.stderr)); main()"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, command, "samples/2016-03"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr.splitlines()[-1] == "[]"
