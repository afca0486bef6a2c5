"""What every test shares: property tests that are the same on each run, with no time limit each."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "same_each_time",
    derandomize=True,
    deadline=None,
    # Writing CSV files into a fixture's folder for each example is slow, and meant.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("same_each_time")
