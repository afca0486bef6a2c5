"""The rules of what definitions mean, alone and together."""

from __future__ import annotations

from cicscore.catalogue.rule import Rule
from cicscore.faults.fault import Severity

_E, _W = Severity.ERROR, Severity.WARNING

#: What has to be right before anything can be computed.
_NEEDED: tuple[Rule, ...] = (
    Rule(
        "CIC301",
        _E,
        "A reference to something that the catalogue does not declare",
        "Extracts, columns, themes and variants are declared once and referred to by name.",
        """\
indicators:
  - denominator: {from: revews, dated_by: held_on}
""",
        """\
indicators:
  - denominator: {from: reviews, dated_by: held_on}
""",
    ),
    Rule(
        "CIC302",
        _E,
        "Two things with one name",
        "A name that means two things means neither. Two definitions of one indicator may follow each other "
        "in time, but not overlap.",
        """\
indicators:
  - {id: took_part, title: Took part, valid_to: 2016-03-31}
  - {id: took_part, title: Took part again, valid_from: 2016-03-31}
""",
        """\
indicators:
  - {id: took_part, title: Took part, valid_to: 2016-03-31}
  - {id: took_part, title: Took part again, valid_from: 2016-04-01}
""",
    ),
    Rule(
        "CIC303",
        _E,
        "An indicator that does not say what to compute, or says it twice",
        "A value is computed from a numerator, with or without a denominator, or is an input; not both.",
        """\
indicators:
  - denominator: {from: reviews, dated_by: held_on}
    numerator: {label: reviews}
""",
        """\
indicators:
  - denominator: {from: reviews, dated_by: held_on}
    numerator: {label: reviews, where: participation == "PN1"}
""",
    ),
    Rule(
        "CIC304",
        _E,
        "A unit that contradicts what is counted",
        "A count has no denominator, everything else has one; a mean adds something up, and a percentage "
        "compares like with like.",
        """\
indicators:
  - unit: percent
    numerator: {count: {sum: score}}
""",
        """\
indicators:
  - unit: mean
    numerator: {count: {sum: score}}
""",
    ),
    Rule(
        "CIC305",
        _E,
        "A window without a date, or a date without a window",
        "A period such as year_to_date is a window, and `dated_by` says which date has to fall into it. A "
        "snapshot has none.",
        """\
indicators:
  - period: year_to_date
    denominator: {from: reviews}
""",
        """\
indicators:
  - period: year_to_date
    denominator: {from: reviews, dated_by: held_on}
""",
    ),
    Rule(
        "CIC306",
        _E,
        "Thresholds that do not fit the polarity",
        "Where higher is better, the amber limit lies below the target, where lower is better above it. The "
        "other way round either the limits are swapped or the polarity is wrong, and every rating with it.",
        """\
indicators:
  - polarity: higher
    targets:
      2015-16: {target: 90, amber: 95}
""",
        """\
indicators:
  - polarity: higher
    targets:
      2015-16: {target: 95, amber: 90}
""",
    ),
    Rule(
        "CIC307",
        _E,
        "A target without the limit between amber and red",
        "No tolerance fits every indicator, so each target says where amber ends.",
        """\
indicators:
  - targets:
      2015-16: {target: 95}
""",
        """\
indicators:
  - targets:
      2015-16: {target: 95, amber: 90}
""",
    ),
    Rule(
        "CIC308",
        _E,
        "A target on an indicator that has no polarity",
        "Without a polarity nothing is better or worse, so nothing can be rated.",
        """\
indicators:
  - polarity: none
    targets:
      2015-16: {target: 95, amber: 90}
""",
        """\
indicators:
  - polarity: higher
    targets:
      2015-16: {target: 95, amber: 90}
""",
    ),
    Rule(
        "CIC309",
        _E,
        "A denominator whose meaning under a variant was not chosen",
        "A variant leaves out children. Where only the numerator is made of children, somebody has to say "
        "whether the denominator stays whole or there is no figure.",
        """\
indicators:
  - unit: ratio
    period: snapshot
    denominator: {from: posts, count: {sum: fte}}
    numerator: {from: care_periods, where: open, count: children}
""",
        """\
indicators:
  - unit: ratio
    period: snapshot
    denominator: {from: posts, count: {sum: fte}, under_variants: whole}
    numerator: {from: care_periods, where: open, count: children}
""",
    ),
    Rule(
        "CIC310",
        _E,
        "A data dictionary that contradicts itself",
        "A column of codes lists them, and rows that are about children carry the children's key.",
        """\
extracts:
  visits:
    file: visits.csv
    about: children
    columns: {seen_on: {type: date}}
indicators:
  - {unit: count, numerator: {from: visits, dated_by: seen_on}}
""",
        """\
extracts:
  visits:
    file: visits.csv
    about: children
    columns: {child_id: {type: id}, seen_on: {type: date}}
indicators:
  - {unit: count, numerator: {from: visits, dated_by: seen_on}}
""",
    ),
    Rule(
        "CIC311",
        _E,
        "A count that has no meaning for the extract",
        "Children can be counted only where rows belong to children, a window needs a date, and a published "
        "value is a number.",
        """\
indicators:
  - {unit: count, period: snapshot, numerator: {from: posts, count: children}}
""",
        """\
indicators:
  - {unit: count, period: snapshot, numerator: {from: posts, count: rows}}
""",
    ),
)

#: What can be computed, but is likely not meant.
_DOUBTFUL: tuple[Rule, ...] = (
    Rule(
        "CIC320",
        _W,
        "A colour that no value can reach",
        "A percentage goes from 0 to 100 and a count begins at 0; a limit at or beyond the end leaves a "
        "colour out, and a target that is its own amber limit leaves out amber. Counts are whole numbers, "
        "and one has to lie between the two limits.",
        """\
indicators:
  - targets:
      2015-16: {target: 95, amber: 95}
""",
        """\
indicators:
  - targets:
      2015-16: {target: 95, amber: 90}
""",
    ),
    Rule(
        "CIC425",
        _W,
        "A percentage written as a fraction of 1",
        "A spreadsheet holds 90% as 0.9, and so it is exported. On the scale of percentages it is a target "
        "that nearly every figure meets.",
        """\
indicators:
  - targets:
      2015-16: {target: 0.9, amber: 0.8}
""",
        """\
indicators:
  - targets:
      2015-16: {target: 90, amber: 80}
""",
    ),
    Rule(
        "CIC321",
        _W,
        "A numerator that need not be part of the denominator",
        "A percentage is a part of a whole. A numerator with a `from` of its own, or counted otherwise, may "
        "count what the denominator does not; where that is meant, suppress this check with the reason.",
        """\
indicators:
  - denominator: {from: care_periods, dated_by: started_on}
    numerator: {from: reviews, dated_by: held_on}
""",
        """\
indicators:
  - denominator: {from: care_periods, dated_by: started_on}
    numerator: {where: exists(reviews)}
""",
    ),
    Rule(
        "CIC322",
        _W,
        "Two indicators with one title",
        "Whoever reads the scorecard cannot tell them apart.",
        """\
indicators:
  - {title: Participation, numerator: {where: participation == "PN1"}}
  - {title: Participation, numerator: {where: participation == "PN2"}}
""",
        """\
indicators:
  - {title: Participation in person, numerator: {where: participation == "PN1"}}
  - {title: Participation through others, numerator: {where: participation == "PN2"}}
""",
    ),
    Rule(
        "CIC323",
        _W,
        "Two indicators that compute the same",
        "They always have the same value, however their conditions are put: one was likely forgotten. One "
        "definition that is printed twice, with and without some children, has two `lines`.",
        """\
indicators:
  - {id: in_person, title: In person, numerator: {where: participation == "PN2"}}
  - {id: by_others, title: By others, numerator: {where: participation == "PN2"}}
""",
        """\
indicators:
  - {id: in_person, title: In person, numerator: {where: participation == "PN1"}}
  - {id: by_others, title: By others, numerator: {where: participation == "PN2"}}
""",
    ),
    Rule(
        "CIC324",
        _W,
        "A variant that touches nothing, or the same as another",
        "A variant leaves out rows that belong to children. A rule for rows that no indicator counts, or "
        "that belong to nobody, changes no figure; one that looks at nothing of a row leaves out all or "
        "none; and two that leave out the same rows print one scorecard twice.",
        """\
variants:
  excluding_infants:
    title: Excluding infants
    remove: age(child.date_of_birth, on) < 1
    remove_from:
      posts: fte < 1
""",
        """\
variants:
  excluding_infants:
    title: Excluding infants
    remove: age(child.date_of_birth, on) < 1
    remove_from:
      reviews: age(child.date_of_birth, on) < 2
""",
    ),
    Rule(
        "CIC325",
        _W,
        "A breakdown that touches nothing, or the same as another",
        "A breakdown sorts the rows that are counted into groups. One that has a meaning only for other rows "
        "never shows any, one that looks at nothing of a row has a single group, and two that make the same "
        "groups are one too many.",
        """\
breakdowns:
  uasc: uasc
""",
        """\
breakdowns:
  uasc: child.uasc
""",
    ),
    Rule(
        "CIC326",
        _W,
        "A year between two targets without one",
        "A year without a target is not rated. Between two years with targets that is likely an oversight.",
        """\
indicators:
  - targets:
      2013-14: {target: 94, amber: 90}
      2015-16: {target: 95, amber: 90}
""",
        """\
indicators:
  - targets:
      2013-14: {target: 94, amber: 90}
      2014-15: {target: 95, amber: 90}
      2015-16: {target: 95, amber: 90}
""",
    ),
    Rule(
        "CIC327",
        _W,
        "A line that is printed twice",
        "Each of `lines` is a line of the first page. The second of two is the first once more; another "
        "variant was likely meant.",
        """\
indicators:
  - lines: [all, excluding_uasc, excluding_uasc]
""",
        """\
indicators:
  - lines: [all, excluding_uasc]
""",
    ),
    Rule(
        "CIC328",
        _W,
        "A part of a whole that is not a percentage",
        "A numerator without a `from` is part of the denominator, and what is counted alike on both sides is "
        "a percentage. A rate per 10,000 is out of a population, and a ratio compares two different things.",
        """\
indicators:
  - unit: per_10000
    denominator: {from: reviews, dated_by: held_on}
    numerator: {where: participation == "PN1"}
""",
        """\
indicators:
  - unit: percent
    denominator: {from: reviews, dated_by: held_on}
    numerator: {where: participation == "PN1"}
""",
    ),
    Rule(
        "CIC329",
        _W,
        "A target of a year without figures",
        "A target rates the figures of its financial year. Where the definition holds on no day of that "
        "year, or there is no figure in it, the target was likely meant for another.",
        """\
indicators:
  - valid_from: 2015-04-01
    targets:
      2014-15: {target: 95, amber: 90}
""",
        """\
indicators:
  - valid_from: 2015-04-01
    targets:
      2015-16: {target: 95, amber: 90}
""",
    ),
    Rule(
        "CIC331",
        _W,
        "An extract that nobody uses",
        "Somebody would produce the file each month for nothing, or an indicator forgot to look into it.",
        """\
extracts:
  visits:
    file: visits.csv
    columns: {seen_on: {type: date}}
""",
        """\
extracts:
  visits:
    file: visits.csv
    columns: {seen_on: {type: date}}
indicators:
  - {unit: count, numerator: {from: visits, dated_by: seen_on}}
""",
    ),
    Rule(
        "CIC332",
        _W,
        "A column that nobody uses",
        "Personal data that no figure needs should not be asked for.",
        """\
extracts:
  visits:
    file: visits.csv
    columns: {seen_on: {type: date}, visitor: {type: text}}
indicators:
  - {unit: count, numerator: {from: visits, dated_by: seen_on}}
""",
        """\
extracts:
  visits:
    file: visits.csv
    columns: {seen_on: {type: date}}
indicators:
  - {unit: count, numerator: {from: visits, dated_by: seen_on}}
""",
    ),
    Rule(
        "CIC333",
        _W,
        "A list of codes that nobody uses",
        "A list of codes is kept up for nothing where only the presence of a value is asked for. A single "
        "code that nothing names is no fault: lists are often national ones, larger than what conditions "
        "name, and every code that may be in a file has to be on them.",
        """\
extracts:
  visits:
    file: visits.csv
    columns: {seen_on: {type: date}, kind: {type: code, codes: {H: At home, S: At school}}}
indicators:
  - {unit: count, numerator: {from: visits, dated_by: seen_on, where: kind is not None}}
""",
        """\
extracts:
  visits:
    file: visits.csv
    columns: {seen_on: {type: date}, kind: {type: code, codes: {H: At home, S: At school}}}
indicators:
  - {unit: count, numerator: {from: visits, dated_by: seen_on, where: kind == "H"}}
""",
    ),
    Rule(
        "CIC334",
        _W,
        "A named expression that nobody uses",
        "What is written once so that all share it, and then used by nobody, soon says something else than "
        "the definitions do. To be used by another one that nobody uses does not count.",
        """\
extracts:
  visits:
    file: visits.csv
    columns: {seen_on: {type: date}}
    named:
      late: seen_on > as_at - days(7)
indicators:
  - {unit: count, numerator: {from: visits, dated_by: seen_on}}
""",
        """\
extracts:
  visits:
    file: visits.csv
    columns: {seen_on: {type: date}}
    named:
      late: seen_on > as_at - days(7)
indicators:
  - {unit: count, numerator: {from: visits, dated_by: seen_on, where: late}}
""",
    ),
)

#: Who answers for a definition, and what is let through.
_GOVERNANCE: tuple[Rule, ...] = (
    Rule(
        "CIC335",
        _W,
        "A snapshot that writes out a window",
        "A variant that looks at `on` asks for each row's own day, which only a window gives it. A snapshot "
        "whose condition writes the window out has no such day, and a child who was UASC when something "
        "happened, and no longer is, is not left out.",
        """\
variants:
  excluding_infants:
    title: Excluding infants
    remove: age(child.date_of_birth, on) < 1
indicators:
  - period: snapshot
    unit: count
    numerator: {from: reviews, where: held_on >= year_start and held_on <= as_at}
""",
        """\
variants:
  excluding_infants:
    title: Excluding infants
    remove: age(child.date_of_birth, on) < 1
indicators:
  - period: year_to_date
    unit: count
    numerator: {from: reviews, dated_by: held_on}
""",
    ),
    Rule(
        "CIC336",
        _W,
        "A variant that leaves out every row",
        "Where an indicator counts only what a variant leaves out, its figure under that variant is 0 or "
        "none whatever the data, and says nothing.",
        """\
indicators:
  - period: snapshot
    unit: count
    numerator: {from: care_periods, where: open and child.uasc}
""",
        """\
indicators:
  - period: snapshot
    unit: count
    numerator: {from: care_periods, where: open and child.date_of_birth is not None}
""",
    ),
    Rule(
        "CIC360",
        _W,
        "A column of text that a condition compares with a word",
        "Exports write one thing in several ways: 886, 886.0, 886 Kent. In a column of text each is a value "
        "of its own, and a condition passes it over without a word. A column of codes refuses what is not on "
        "its list.",
        """\
extracts:
  placements:
    file: placements.csv
    columns: {started_on: {type: date}, authority: {type: text}}
indicators:
  - {unit: count, numerator: {from: placements, dated_by: started_on, where: authority != "886"}}
""",
        """\
extracts:
  placements:
    file: placements.csv
    columns: {started_on: {type: date}, authority: {type: code, codes: {"886": Kent, "887": Medway}}}
indicators:
  - {unit: count, numerator: {from: placements, dated_by: started_on, where: authority != "886"}}
""",
    ),
    Rule(
        "CIC341",
        _W,
        "A review that is overdue",
        "Definitions that nobody looks at again drift away from the guidance they follow. The day is the one "
        "on which the check runs, or `--on`.",
        """\
indicators:
  - review_by: 2016-03-31
""",
        """\
indicators:
  - review_by: 2099-03-31
""",
    ),
    Rule(
        "CIC342",
        _W,
        "A definition checked by its owner",
        "A second pair of eyes belongs to somebody else.",
        """\
indicators:
  - {owner: Performance Manager, checked_by: Performance Manager}
""",
        """\
indicators:
  - {owner: Performance Manager, checked_by: Head of Safeguarding}
""",
    ),
    Rule(
        "CIC351",
        _E,
        "A suppression of a check that does not exist or cannot be suppressed",
        "Warnings can be suppressed with a reason, errors cannot; a code that does not exist suppresses "
        "nothing, though whoever wrote it thinks so.",
        """\
indicators:
  - review_by: 2099-03-31
    allow: [{code: CIC999, reason: The review was put off.}]
""",
        """\
indicators:
  - review_by: 2016-03-31
    allow: [{code: CIC341, reason: The review was put off.}]
""",
    ),
    Rule(
        "CIC352",
        _W,
        "A suppression that suppresses nothing",
        "What it was for has been corrected, or it stands there twice. Left there, it would hide the next "
        "fault of its kind.",
        """\
indicators:
  - {owner: Performance Manager, checked_by: Head of Safeguarding,
     allow: [{code: CIC342, reason: There is only one of us.}]}
""",
        """\
indicators:
  - {owner: Performance Manager, checked_by: Performance Manager,
     allow: [{code: CIC342, reason: There is only one of us.}]}
""",
    ),
)

MEANING_RULES: tuple[Rule, ...] = (*_NEEDED, *_DOUBTFUL, *_GOVERNANCE)
