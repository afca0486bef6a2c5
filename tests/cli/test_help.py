"""Every command and option says what it does, and saying so costs next to nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from cicscore.cli.commands import NAMES, commands
from tests.cli.conftest import Run

HEAVY = ("pandas", "numpy", "pyarrow", "pydantic", "rich", "holidays", "yaml")


def every_command(group: click.Group, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Each command below a group, with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from every_command(command, *path, name)


COMMANDS = [pytest.param(*found, id=" ".join(found[0])) for found in every_command(commands)]


@pytest.mark.parametrize(("words", "command"), COMMANDS)
def test_help_describes_the_command_and_each_option(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], command: click.Command
) -> None:
    """``--help`` has a sentence for the command and one for each of its options."""
    monkeypatch.setenv("COLUMNS", "200")
    ended = run(*words, "--help")
    assert (ended.code, ended.err) == (0, "")
    told = " ".join(ended.out.split())
    assert command.help
    assert command.help.split("\n")[0] in told
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            assert parameter.opts[0] in told
            assert parameter.help in told


def test_each_command_is_in_the_first_help(run: Run) -> None:
    """``cicscore --help`` names each command."""
    listed = run("--help").out.split("Commands:")[1]
    assert [line.split()[0] for line in listed.splitlines() if line[:3].strip()] == list(NAMES)


@pytest.mark.parametrize("arguments", [["--help"], ["compute", "--help"], ["--version"]], ids=" ".join)
def test_help_does_not_wait_for_heavy_libraries(arguments: list[str]) -> None:
    """Asking for help imports neither pandas nor pydantic, so that it answers at once."""
    program = (
        "import atexit, sys; from cicscore.cli import main; "
        f"imported = lambda: [name for name in {HEAVY!r} if name in sys.modules]; "
        "atexit.register(lambda: print(imported(), file=sys.stderr)); "
        "main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "[]\n")
    assert "cicscore" in ended.stdout


def test_a_misspelt_command_is_told_the_nearest(run: Run) -> None:
    """Nothing is run, and what was likely meant is named."""
    ended = run("chek")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "cicscore: there is no command `chek`. Did you mean check? The commands are audit, check, compute,"
        " diff, due, explain, extracts, init, publish, publish-check, report, rule, schema, trend, variants,"
        " verify.\n"
    )


def test_a_command_does_not_wait_for_the_others() -> None:
    """Only the module of the command that is asked for is imported."""
    start = "import sys; from cicscore.cli.commands import run; "
    program = start + "run(['rule', 'CIC306']); print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    modules = ended.stdout.splitlines()[-1].split()
    assert [name for name in NAMES if f"cicscore.cli.{name}" in modules] == ["rule"]
