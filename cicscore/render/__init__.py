"""Write a Scorecard or a Trend in each output format, one module a format."""
