"""Write the samples: `python -m samples.make_samples`."""

from __future__ import annotations

from pathlib import Path

from .extracts import write_extracts

SAMPLES = Path(__file__).resolve().parent.parent


def main() -> None:
    """Write every file that the script makes, where it belongs in the repository."""
    write_extracts(SAMPLES / "2016-03")


if __name__ == "__main__":
    main()
