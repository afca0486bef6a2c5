"""The closed expression language: syntax, types and meaning, without any data."""
