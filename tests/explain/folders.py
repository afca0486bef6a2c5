"""A few children, their stays and checks, and posts: small enough to count by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from cicscore.app.explain import ExplainRequest, explain
from cicscore.explain.document import Explanation
from tests.explain.catalogues import catalogue_text

MARCH = dt.date(2016, 3, 31)

#: Anna and Ben and Cleo are in care; Dan has left; Cleo is UASC; Ben came back after a first stay.
CHILDREN = """\
child_id,born,sex,uasc,status_ended
anna,2010-01-01,F,no,
ben,2002-06-30,M,no,
cleo,1999-05-05,F,yes,
dan,2008-08-08,M,no,
"""

STAYS = """\
child_id,began,ended,home
anna,2014-02-01,,OWN
ben,2013-01-01,2014-06-30,PRIV
ben,2015-07-01,,OWN
cleo,2015-10-10,,PRIV
dan,2015-01-01,2016-01-31,OWN
"""

CHECKS = """\
child_id,held_on,score
anna,2015-05-01,10
anna,2016-02-01,14
ben,2015-08-01,
cleo,2016-03-31,21.5
dan,2014-12-12,3
"""

POSTS = "post,fte,filled\nP1,1,yes\nP2,0.5,yes\nP3,0.7,no\n"
RESULTS = "measure,out_on,per_cent\nREAD,2014-12-01,61\nREAD,2015-12-01,64.5\nREAD,2016-12-01,70\n"

USUAL = {"children": CHILDREN, "stays": STAYS, "checks": CHECKS, "posts": POSTS, "results": RESULTS}


def write(folder: Path, **files: str) -> Path:
    """A folder of the usual extracts, but for those given."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (USUAL | files).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def write_catalogue(folder: Path, indicator: str, replacing: tuple[str, str] | None = None) -> Path:
    """The test catalogue with this indicator as a file; ``replacing`` is a text in it and its stand-in."""
    path = folder / "indicators.yaml"
    text = catalogue_text(indicator)
    path.write_text(text.replace(*replacing) if replacing else text, encoding="utf-8")
    return path


def explained(
    folder: Path,
    indicator: str,
    by: tuple[str, ...] = (),
    replacing: tuple[str, str] | None = None,
    **files: str,
) -> Explanation:
    """The explanation of an indicator as at 31 March 2016."""
    extracts = write(folder / "extracts", **files)
    request = ExplainRequest("it", write_catalogue(folder, indicator, replacing), extracts, MARCH, by=by)
    return explain(request).explanation
