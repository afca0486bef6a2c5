"""One case: a file damaged by its seed and number, a command run on it, and what that has to hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.checks.damage import with_few_indicators
from tests.fuzz.damage import bytes_of, damage_bytes, other_encoding
from tests.fuzz.folder import EARLIER, FEW, MARK
from tests.fuzz.program import LIMIT, Ended, run
from tests.fuzz.runs import RUNS, Run, damage_of

#: Kinds that are not damage to the text, and several kinds of damage to it in one file.
BYTES, ENCODING, SEVERAL = "bytes changed", "another encoding", "several of these"

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Case:
    """A damaged file, and the command that is run on it."""

    run: Run
    kind: str
    file: str
    data: bytes
    output: str | None

    @property
    def arguments(self) -> list[str]:
        """The command line."""
        return [*self.run.arguments, *([] if self.output is None else ["--output", self.output])]


@dataclass(frozen=True)
class Result:
    """How a case ended, and which promises it broke."""

    case: Case
    ended: Ended
    broken: tuple[str, ...]


def case_of(seed: int, number: int, sound: Files) -> Case:
    """The case of this number: the runs take turns, all else is chance."""
    chance = Random(f"{seed}:{number}")  # noqa: S311 - the same case for the same seed is the point
    chosen = RUNS[number % len(RUNS)]
    file = chance.choice(chosen.files)
    text = with_few_indicators(chance) if file == FEW else sound[file].decode()
    kinds = damage_of(chosen.border)
    kind = chance.choice([*kinds, BYTES, ENCODING, SEVERAL])
    match kind:
        case _ if kind in kinds:
            data = bytes_of(kinds[kind](text, chance))
        case _ if kind == BYTES:
            data = damage_bytes(bytes_of(text), chance)
        case _ if kind == ENCODING:
            data = other_encoding(text, chance)
        case _:
            for each in chance.choices(list(kinds.values()), k=chance.randint(2, 4)):
                text = each(text, chance)
            data = bytes_of(text)
    places = [*chosen.outputs, *([] if chosen.needs_output else [None])]
    return Case(chosen, kind, file, data, chance.choice(places))


def read(folder: Path) -> dict[str, bytes]:
    """Every file of the folder, by its name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def try_case(case: Case, folder: Path, sound: Files) -> Result:
    """Run the case in ``folder``, which is the working folder, and leave it sound again."""
    (folder / case.file).write_bytes(case.data)
    if case.output is not None:
        (folder / case.output).write_bytes(EARLIER)
    ended = run(case.arguments)
    after = read(folder)
    broken = tuple(broken_promises(case, ended, sound, after))
    _restore(folder, sound, after)
    return Result(case, ended, broken)


def _restore(folder: Path, sound: Files, after: Files) -> None:
    for name in after.keys() - sound.keys():
        (folder / name).unlink()
    for name, data in sound.items():
        if after.get(name) != data:
            (folder / name).unlink(missing_ok=True)
            (folder / name).write_bytes(data)


def broken_promises(case: Case, ended: Ended, sound: Files, after: Files) -> Iterator[str]:
    """What a run may do to nobody, whatever it reads, and did."""
    if ended.code is None or ended.seconds > LIMIT:
        yield f"it took longer than {LIMIT:.0f} seconds"
    if ended.code not in (0, 1, 2, None):
        yield f"it ended with {ended.code}, which is no exit code of a run"
    if "Traceback (most recent call last)" in ended.err + ended.out:
        yield "a traceback was shown"
    if "something went wrong inside the program" in ended.err:
        yield "something went wrong inside the program"
    if ended.code in (1, 2) and not (ended.err + ended.out).strip() and not _written(case, after):
        yield f"it ended with {ended.code} and said nothing"
    if ended.code == 2 and ended.out:
        yield "it could not run, and there is something on stdout"
    yield from _identified(case, ended, after)
    yield from _files_at_fault(case, ended, sound, after)


def _written(case: Case, after: Files) -> bytes | None:
    """What stands in the output file, where it was written."""
    data = after.get(case.output) if case.output is not None else None
    return None if data == EARLIER else data


def _identified(case: Case, ended: Ended, after: Files) -> Iterator[str]:
    told = {"stdout": ended.out, "stderr": ended.err}
    if case.output is not None:
        told["the output file"] = after.get(case.output, b"").decode("utf-8", errors="replace")
    for place, text in told.items():
        if MARK in text.casefold():
            yield f"an identifier is told on {place}"


def _files_at_fault(case: Case, ended: Ended, sound: Files, after: Files) -> Iterator[str]:
    before = {**sound, case.file: case.data}
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name) and not _is_written(name, case, ended):
            yield f"the file {name} was changed"
    if case.output is None:
        return
    data = after.get(case.output)
    if data is None or (ended.code not in (0, 1) and data != EARLIER):
        yield "the earlier output file is not as it was"
    elif data != EARLIER and case.output.endswith(("json", "sarif")) and not _is_json(data):
        yield "the output file is not whole"
    elif ended.code == 0 and data == EARLIER:
        yield "the output file was not written"


def _is_written(name: str, case: Case, ended: Ended) -> bool:
    """Whether the run is there to write this file: the output, what an edition hides, the register."""
    filed = case.run.arguments[0] == "publish" and name.startswith("register/")
    hidden = "--audience" in case.run.arguments and name == f"{case.output}.hidden.csv"
    return name == case.output or ((filed or hidden) and ended.code == 0)


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data, parse_constant=_refuse)
    except ValueError:
        return False
    return True


def _refuse(word: str) -> None:
    raise ValueError(word)
