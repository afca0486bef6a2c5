"""The same twelve indicators as an engineer would write them in SQL.

``python benchmarks/alternatives/duckdb_sql.py FOLDER AS_AT DATES`` prints numerator and denominator of each,
for all children and without UASC, as JSON; ``DATES`` is how the files write a date, such as ``%d/%m/%Y``.
Of each file that the twelve need, only the columns that they need become a table.
"""

import json
import sys
from pathlib import Path

import duckdb

folder, as_at, dates = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
database = duckdb.connect()
#: The columns needed of each file, with their types; identifiers and codes stay text, as in cicscore.
TABLES = {
    "children": {"child_id": "VARCHAR", "uasc": "BOOLEAN", "uasc_ended_on": "DATE"},
    "care_periods": {
        "child_id": "VARCHAR",
        "started_on": "DATE",
        "ended_on": "DATE",
        "end_reason": "VARCHAR",
    },
    "reviews": {"child_id": "VARCHAR", "due_on": "DATE", "held_on": "DATE", "participation": "VARCHAR"},
    "placements": {
        "child_id": "VARCHAR",
        "started_on": "DATE",
        "ended_on": "DATE",
        "placement_type": "VARCHAR",
        "authority": "VARCHAR",
    },
    "youth_offending": {"child_id": "VARCHAR", "opened_on": "DATE", "closed_on": "DATE"},
    "dental_checks": {"child_id": "VARCHAR", "offered_for": "DATE", "outcome": "VARCHAR"},
    "sdq_questionnaires": {"child_id": "VARCHAR", "completed_on": "DATE", "score": "INTEGER"},
    "missing_incidents": {
        "child_id": "VARCHAR",
        "kind": "VARCHAR",
        "went_missing_at": "TIMESTAMP",
        "returned_at": "TIMESTAMP",
    },
    "population": {"age": "INTEGER", "people": "INTEGER", "used_from": "DATE", "used_until": "DATE"},
}
for name, columns in TABLES.items():
    types = ", ".join(f"'{column}': '{kind}'" for column, kind in columns.items())
    database.execute(
        f"""create table {name} as select {", ".join(columns)}
            from read_csv('{folder / name}.csv', header = true, dateformat = '{dates}',
                          timestampformat = '{dates} %H:%M', types = {{{types}}})"""
    )

database.execute(
    f"""
    create macro as_at() as date '{as_at}';
    create macro year_start() as
        make_date(year(as_at()) - case when month(as_at()) >= 4 then 0 else 1 end, 4, 1);
    create macro year_ago() as cast(as_at() - interval 1 year as date);
    create view in_care as
        select * from care_periods where started_on <= as_at() and (ended_on is null or ended_on > as_at());
    create view leavers as
        select * from care_periods p
        where ended_on between year_start() and as_at()
        and not exists (select 1 from care_periods q
                        where q.child_id = p.child_id and q.ended_on > p.ended_on and q.ended_on <= as_at());
    """
)

#: For each indicator the rows of its denominator: `on_day`, and whether the row is `counted` in the numerator.
ROWS = {
    "reviews_on_time": """
        select i.child_id, as_at() on_day, bool_and(r.held_on is not null and r.held_on <= r.due_on) counted
        from in_care i join reviews r on r.child_id = i.child_id
             and r.due_on between year_start() and as_at() and r.due_on > i.started_on
        group by i.child_id""",
    "review_participation": """
        select child_id, held_on on_day, participation in ('PN1', 'PN2', 'PN3', 'PN5', 'PN6') counted
        from reviews where held_on between year_start() and as_at() and participation <> 'PN0'""",
    "re_entered_within_24_months": """
        select p.child_id, p.started_on on_day,
               exists (select 1 from care_periods q where q.child_id = p.child_id and q.ended_on < p.started_on
                       and q.ended_on >= p.started_on - interval 24 months) counted
        from care_periods p where p.started_on between year_start() and as_at()""",
    "open_to_youth_offending": """
        select child_id, as_at() on_day,
               child_id in (select child_id from youth_offending
                            where opened_on <= as_at()
                            and (closed_on is null or closed_on > as_at())) counted
        from in_care""",
    "dental_check_in_time": """
        select child_id, as_at() on_day,
               child_id in (select child_id from dental_checks
                            where outcome = 'HELD'
                            and offered_for > year_ago() and offered_for <= as_at()) counted
        from in_care where started_on <= year_ago() + 1""",
    "three_or_more_placements": """
        select child_id, as_at() on_day,
               child_id in (select child_id from placements
                            where started_on <= as_at()
                            and (ended_on is null or ended_on > year_ago() + 1)
                            and placement_type not in ('A3', 'A5')
                            group by child_id having count(*) >= 3) counted
        from in_care""",
    "placed_in_other_authority": """
        select child_id, as_at() on_day, coalesce(authority <> '886', false) counted
        from placements
        where started_on <= as_at() and (ended_on is null or ended_on > as_at())""",
    "left_care_adopted": "select child_id, ended_on on_day, end_reason in ('E11', 'E12') counted from leavers",
    "left_care_special_guardianship": """
        select child_id, ended_on on_day, end_reason in ('E43', 'E44', 'E45', 'E46', 'E47', 'E48') counted
        from leavers""",
}
KEPT = "not coalesce(c.uasc and (c.uasc_ended_on is null or c.uasc_ended_on >= r.on_day), false)"
results = {}
for name, rows in ROWS.items():
    above, below, above_kept, below_kept = database.execute(
        f"""
        select count(*) filter (where counted), count(*),
               count(*) filter (where counted and {KEPT}), count(*) filter (where {KEPT})
        from ({rows}) r join children c on c.child_id = r.child_id
        """
    ).fetchone()
    results[name] = {"all": [above, below], "excluding_uasc": [above_kept, below_kept]}

people = int(
    database.execute(
        """select sum(people) from population where age < 18 and used_from <= as_at()
           and (used_until is null or used_until >= as_at())"""
    ).fetchone()[0]
)
in_care = database.execute(
    f"""select count(*), count(*) filter (where {KEPT})
        from (select child_id, as_at() on_day from in_care) r join children c on c.child_id = r.child_id"""
).fetchone()
results["children_in_care_per_10000"] = {"all": [in_care[0], people], "excluding_uasc": [in_care[1], people]}

scores = database.execute(
    f"""select sum(score), count(*), sum(score) filter (where {KEPT}), count(*) filter (where {KEPT})
        from (select child_id, score, completed_on on_day from sdq_questionnaires
              where completed_on between year_start() and as_at()) r join children c on c.child_id = r.child_id"""
).fetchone()
results["sdq_average"] = {
    "all": [int(scores[0]), scores[1]],
    "excluding_uasc": [int(scores[2]), scores[3]],
}

incidents = database.execute(
    f"""select count(*), count(*) filter (where {KEPT})
        from (select child_id, cast(went_missing_at as date) on_day from missing_incidents
              where kind = 'M' and cast(went_missing_at as date) between year_start() and as_at()
              and cast(went_missing_at + interval 48 hours as date) <= as_at()
              and (returned_at is null or returned_at > went_missing_at + interval 48 hours)) r
        join children c on c.child_id = r.child_id"""
).fetchone()
results["missing_over_48_hours"] = {"all": [incidents[0], None], "excluding_uasc": [incidents[1], None]}

print(json.dumps(results))
