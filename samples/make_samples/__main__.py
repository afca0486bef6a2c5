"""Write the samples: `python -m samples.make_samples`."""

from __future__ import annotations

from pathlib import Path

from .anyshire.extracts import write_anyshire
from .benchmarks import write_benchmarks
from .extracts import write_extracts
from .foster_survey import write_foster_survey
from .ssda903 import write_return
from .story import tell

_REPOSITORY = Path(__file__).resolve().parents[2]


def main() -> None:
    """Write every file that the script makes, where it belongs in the repository."""
    story = tell()
    write_extracts(_REPOSITORY / "samples" / "2016-03", story)
    write_anyshire(_REPOSITORY / "samples" / "2023-11")
    write_return(_REPOSITORY / "samples" / "ssda903-2016", story)
    write_benchmarks(_REPOSITORY / "samples" / "benchmarks")
    write_foster_survey(_REPOSITORY / "examples" / "foster_carers_survey" / "2016-03")


if __name__ == "__main__":
    main()
