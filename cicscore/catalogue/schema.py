"""The JSON Schema of a catalogue, for editors: what may stand where, and what it means.

In draft-07, because that is the newest draft that yaml-language-server, which completes and explains YAML in
most editors, says it supports. Stricter than the loader in two things, because an editor reads along: a key
needs a value, and a number stands without quotes. What names refer to, and what expressions mean, is beyond
any schema: ``cicscore check`` looks at those.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from cicscore.catalogue.changes import FIXED
from cicscore.catalogue.model import SCHEMA_VERSION, CatalogueDocument

#: What a bound of a number is called: by pydantic, and in JSON Schema.
_BOUNDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}


class _ForEditors(GenerateJsonSchema):
    """Pydantic's generator, without what only a program needs to know."""

    def field_title_should_be_set(self, schema: object) -> bool:
        """Never: the key says it already."""
        del schema
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """What may be left out is left out with its key, not by an empty value."""
        return self.generate_inner(schema["schema"])

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        """A number, as it is written in YAML."""
        given: Mapping[str, Any] = {**schema}
        return {
            "type": "number",
            **{word: _number(given[key]) for key, word in _BOUNDS.items() if key in given},
        }

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Only defaults that could be written out."""
        if schema.get("default") in (None, ()) or "default_factory" in schema:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def encode_default(self, dft: object) -> object:
        """A decimal as the number that it is."""
        return _number(dft) if isinstance(dft, Decimal) else super().encode_default(dft)

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """A mapping whose keys follow a pattern has no others."""
        found = super().dict_schema(schema)
        if "patternProperties" in found:
            found.pop("propertyNames", None)
            found["additionalProperties"] = False
        return found


def _number(number: Decimal | float) -> int | float:
    return int(number) if number == int(number) else float(number)


def catalogue_schema() -> dict[str, Any]:
    """The schema of version ``SCHEMA_VERSION`` of the grammar, with a description for every field."""
    schema = CatalogueDocument.model_json_schema(
        by_alias=True, ref_template="#/definitions/{model}", schema_generator=_ForEditors
    )
    definitions: dict[str, Any] = schema.pop("$defs")
    definitions["DatedChange"] = _dated_change(definitions["Indicator"]["properties"])
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": f"urn:cicscore:catalogue:{SCHEMA_VERSION}",
        **schema,
        "title": "cicscore catalogue",
        "definitions": dict(sorted(definitions.items())),
    }


def _dated_change(properties: dict[str, Any]) -> dict[str, Any]:
    """What may stand below a day of ``changes``, which also gets a form here: any key that can change.

    The model knows no such section, because every change becomes an indicator before a document is made.
    """
    properties["changes"] = {
        "additionalProperties": False,
        "description": properties["changes"]["description"],
        "patternProperties": {"^[0-9]{4}-[0-9]{2}-[0-9]{2}$": {"$ref": "#/definitions/DatedChange"}},
        "type": "object",
    }
    return {
        "additionalProperties": False,
        "description": "What is different from a day on.",
        "minProperties": 1,
        "properties": {key: field for key, field in properties.items() if key not in FIXED},
        "type": "object",
    }
