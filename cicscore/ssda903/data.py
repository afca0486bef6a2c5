"""The YAML files of this package, read once each."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from cicscore.catalogue.yaml import read_yaml


@cache
def shipped(name: str) -> dict[str, Any]:
    """The content of a YAML file that ships with this package."""
    text = files("cicscore.ssda903").joinpath(name).read_text(encoding="utf-8")
    source = read_yaml(text, name)
    assert not source.faults, source.faults  # noqa: S101 - the file ships with the program
    data: dict[str, Any] = source.data
    return data
