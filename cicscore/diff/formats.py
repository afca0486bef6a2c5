"""Draw a difference as text or Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from cicscore.diff.document import Change
from cicscore.diff.layout import Difference, Entry, lay_out
from cicscore.render.markdown import escaped
from cicscore.text import visible, wrapped
from cicscore.view import View, fitted


def sentence(change: Change) -> str:
    """Describe a change in one line: what differs, what it was and what it is now."""
    match change.was, change.now:
        case None, None:
            text = change.part
        case None, now:
            text = f"{change.part}: now {now}; there was none"
        case was, None:
            text = f"{change.part}: none; was {was}"
        case was, now:
            text = f"{change.part}: was {was}, now {now}"
    return "; ".join((text, *change.words))


def is_long(change: Change) -> bool:
    """Whether old and new read better on separate lines."""
    return sum(len(text) for text in (change.was or "", change.now or "")) > 60


def both(change: Change) -> Iterator[tuple[str, str]]:
    """The old and new values, each after "was" or "now"."""
    for word, text in (("was", change.was), ("now", change.now)):
        if text is not None:
            yield word, text


def render_text(difference: Difference, view: View) -> str:
    """Draw the difference as lines of text."""
    whole, width = lay_out(difference), view.width
    lines = [*wrapped(whole.title, width), *wrapped(whole.summary, width)]
    for block in whole.blocks:
        lines += ["", *_text_block(block, width)]
    return fitted("".join(f"{line}\n" for line in lines), view)


def _text_block(block: Entry, width: int) -> Iterator[str]:
    yield from wrapped(block.heading, width)
    for group in block.groups:
        indent = "  "
        if group.heading is not None:
            yield from wrapped(group.heading, width, indent=indent)
            indent = "    "
        for change in group.changes:
            yield from _text_change(change, width, indent)
    if block.remark is not None:
        yield from wrapped(block.remark, width, indent="  ")


def _text_change(change: Change, width: int, indent: str) -> Iterator[str]:
    if not is_long(change):
        yield from wrapped(sentence(change), width, indent=indent, mark="- ")
        return
    yield from wrapped(change.part, width, indent=indent, mark="- ")
    for word, text in both(change):
        yield from wrapped(text, width, indent=f"{indent}  ", mark=f"{word}: ")
    for words in change.words:
        yield from wrapped(words, width, indent=f"{indent}  ")


def render_markdown(difference: Difference, view: View) -> str:
    """Draw the difference in GitHub's Markdown, leaving line wrapping to the browser."""
    del view
    whole = lay_out(difference)
    parts = [f"## {escaped(whole.title)}", escaped(whole.summary)]
    for block in whole.blocks:
        parts.append(f"### {escaped(block.heading)}")
        for group in block.groups:
            parts += [f"**{escaped(group.heading)}**"] if group.heading else []
            if group.changes:
                parts.append("\n".join(line for change in group.changes for line in _markdown_change(change)))
        parts += [f"> **{escaped(block.remark)}**"] if block.remark else []
    return "\n\n".join(parts) + "\n"


def _markdown_change(change: Change) -> Iterator[str]:
    if not is_long(change):
        yield f"- {escaped(sentence(change))}"
        return
    yield f"- {escaped(change.part)}"
    yield "  ```diff"
    for word, text in both(change):
        yield f"  {'-' if word == 'was' else '+'} {visible(text)}"
    yield "  ```"
    for words in change.words:
        yield f"  - {escaped(words)}"
