"""Render a scorecard as the paper that a panel reads: pages, commentary, covering note, workbook."""
