"""The catalogue: the only place that knows YAML."""
