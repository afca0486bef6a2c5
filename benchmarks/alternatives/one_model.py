"""The libraries that a check of a catalogue rests on, imported, and one model validated."""

import click  # noqa: F401 - to be imported is what it is here for
import yaml
from pydantic import BaseModel


class Indicator(BaseModel, frozen=True, extra="forbid"):
    """As small a model as one would write."""

    id: str
    title: str
    decimals: int = 1


Indicator.model_validate(yaml.safe_load("{id: adopted, title: Adopted}"))
