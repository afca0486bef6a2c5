"""Which cicscore this is."""

from importlib.metadata import PackageNotFoundError, version


def installed_version() -> str:
    """The version of cicscore that runs."""
    try:
        return version("cicscore")
    except PackageNotFoundError:  # run from a folder of source code
        return "0+unknown"
