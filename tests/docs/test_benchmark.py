"""The benchmark's parts that no other test runs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_time_of_a_run_is_told_a_stage_at_a_time() -> None:
    """Every stage took some time, and their names are those that the results page lists."""
    command = [sys.executable, "-m", "benchmarks.stages", "samples/2016-03"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    stages = json.loads(ended.stdout)
    page = (ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    assert all(seconds > 0 for seconds in stages.values())
    assert [name for name in stages if f"| {name} |" not in page] == []
