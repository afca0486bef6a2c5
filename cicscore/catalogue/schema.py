"""The JSON Schema of a catalogue, with which editors complete and explain keys.

It uses draft-07, the newest draft that yaml-language-server, behind most editors' YAML support, says it
supports. It is stricter than the loader in two ways, because it guides the author during writing: a key needs
a value, and a number has no quotes. References and expressions are beyond any schema: ``cicscore check``
checks those.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from cicscore.catalogue.changes import FIXED
from cicscore.catalogue.model import SCHEMA_VERSION, CatalogueDocument

#: Names of a number's bounds in pydantic and in JSON Schema.
_BOUNDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}


class _ForEditors(GenerateJsonSchema):
    """Pydantic's generator, without details that only programs need."""

    def field_title_should_be_set(self, schema: object) -> bool:
        """Never: the key is title enough."""
        del schema
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """An optional value is omitted together with its key, never left empty."""
        return self.generate_inner(schema["schema"])

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        """A number, as it is written in YAML."""
        given: Mapping[str, Any] = {**schema}
        return {
            "type": "number",
            **{word: _number(given[key]) for key, word in _BOUNDS.items() if key in given},
        }

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Include only defaults that could be written in a catalogue."""
        if schema.get("default") in (None, ()) or "default_factory" in schema:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def encode_default(self, dft: object) -> object:
        """A decimal as a number."""
        return _number(dft) if isinstance(dft, Decimal) else super().encode_default(dft)

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """Allow no other keys in a mapping whose keys follow a pattern."""
        found = super().dict_schema(schema)
        if "patternProperties" in found:
            found.pop("propertyNames", None)
            found["additionalProperties"] = False
        return found


def _number(number: Decimal | float) -> int | float:
    return int(number) if number == int(number) else float(number)


def catalogue_schema() -> dict[str, Any]:
    """The schema of version ``SCHEMA_VERSION`` of the grammar, with a description of every field."""
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
    """The schema of one dated change (any key that can change); also adds that of ``changes``.

    The model has no such section, because every change becomes an indicator before a document is made.
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
