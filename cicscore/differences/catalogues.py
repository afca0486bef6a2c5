"""What differs between two catalogues: not their order, comments or layout, but what they mean."""

from __future__ import annotations

from cicscore.differences.document import CatalogueDifference, Source
from cicscore.differences.indicators import defined, difference, pairs, touching
from cicscore.differences.meaning import Version
from cicscore.differences.sections import changed_names, section_differences


def compare_catalogues(old: Version, new: Version, sources: tuple[Source, Source]) -> CatalogueDifference:
    """Every difference of meaning or wording; ``sources`` are the two files."""
    names = changed_names(old, new)
    touched = [(pair, touching(pair, names)) for pair in pairs(defined(old), defined(new))]
    users = {
        name: tuple(pair.now.written.id for pair, by in touched if name in by and pair.now is not None)
        for name in names
    }
    found = (difference(pair, by) for pair, by in touched)
    return CatalogueDifference(
        old=sources[0],
        new=sources[1],
        sections=section_differences(old, new, users),
        indicators=tuple(each for each in found if each is not None),
    )
