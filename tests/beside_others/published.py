"""Published figures of six authorities beside the small workplace, whose own figure is 66.7%."""

from __future__ import annotations

from pathlib import Path

SETTINGS = """\
settings:
  authority: {name: Anyshire, code: X01}
  neighbours: [Bordshire, Coldshire, Eastshire, Nowhere]
"""

MAPPING = """\
benchmarks:
  - file: reviews.csv
    source: Reviews in England
    year_ends: 31 March
    indicators:
      reviews_on_time:
        value: percentage
        where: {category: On time}
"""

#: Five numbers of 2015: 60, 70, 80, 80, 90. Those of 2014 and of 2016 would give other ranks.
FIGURES = """\
time_period,time_identifier,geographic_level,country_name,region_name,old_la_code,new_la_code,la_name,category,percentage
2015,Reporting year,National,England,,,,,On time,75
2015,Reporting year,Regional,England,Norland,,,,On time,72
2015,Reporting year,Regional,England,Sudland,,,,On time,74
2015,Reporting year,Local authority,England,Norland,901,X01,Anyshire,On time,70
2015,Reporting year,Local authority,England,Norland,902,X02,Bordshire,On time,80
2015,Reporting year,Local authority,England,Norland,903,X03,Coldshire,On time,60
2015,Reporting year,Local authority,England,Sudland,904,X04,Dunshire,On time,80
2015,Reporting year,Local authority,England,Sudland,905,X05,Eastshire,On time,c
2015,Reporting year,Local authority,England,Sudland,906,X06,Farshire,On time,90
2015,Reporting year,Local authority,England,Norland,901,X01,Anyshire,Late,30
2014,Reporting year,Local authority,England,Norland,901,X01,Anyshire,On time,99
2016,Reporting year,Local authority,England,Norland,901,X01,Anyshire,Late,1
"""


def set_out_benchmarks(
    folder: Path, *, figures: str = FIGURES, mapping: str = MAPPING, settings: str = SETTINGS
) -> Path:
    """Put a mapping and its file beside the workplace's catalogue, which says whose scorecard it is."""
    catalogue = folder / "indicators.yaml"
    text = catalogue.read_text("utf-8")
    catalogue.write_text(text.replace("indicators:\n", f"{settings}indicators:\n", 1), encoding="utf-8")
    (folder / "reviews.csv").write_text(figures, encoding="utf-8")
    path = folder / "benchmarks.yaml"
    path.write_text(mapping, encoding="utf-8")
    return path
