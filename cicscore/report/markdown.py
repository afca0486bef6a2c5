"""Draw the paper in Markdown: the scorecard's first page, then the commentary."""

from __future__ import annotations

from cicscore.render.markdown import escaped, render_markdown
from cicscore.report.paper import Paper
from cicscore.view import View


def render_report_markdown(paper: Paper, view: View) -> str:
    """Draw the scorecard, and what was written on its indicators, in their order."""
    written = [
        f"### {escaped(info.title)}\n\n{escaped(paper.commentary[info.id].text.strip())}"
        for info in paper.scorecard.indicators
        if info.id in paper.commentary
    ]
    page = render_markdown(paper.scorecard, view)
    return "\n\n".join([page.rstrip("\n"), "## Commentary", *written]) + "\n" if written else page
