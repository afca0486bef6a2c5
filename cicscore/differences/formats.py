"""A difference as text, as Markdown for a pull request, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

from cicscore.differences.document import CatalogueDifference, Change, ScorecardDifference
from cicscore.differences.telling import Block, both, is_long, sentence, told
from cicscore.render.markdown import escaped
from cicscore.text import visible
from cicscore.wording.lines import wrapped

Difference: TypeAlias = CatalogueDifference | ScorecardDifference
#: Takes a difference and the width of the reader's screen.
Renderer: TypeAlias = Callable[[Difference, int], str]


def render_text(difference: Difference, width: int) -> str:
    """The difference for a screen of ``width`` columns."""
    whole = told(difference)
    lines = [*wrapped(whole.title, width), *wrapped(whole.summary, width)]
    for block in whole.blocks:
        lines += ["", *_text_block(block, width)]
    return "".join(f"{line}\n" for line in lines)


def _text_block(block: Block, width: int) -> Iterator[str]:
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


def render_markdown(difference: Difference, width: int) -> str:
    """The difference in GitHub's Markdown; a browser wraps lines by itself."""
    del width
    whole = told(difference)
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


def render_json(difference: Difference, width: int) -> str:
    """The document, with keys in the order of the model."""
    del width
    return json.dumps(difference.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"


#: Every format, by the name that a user gives.
DIFFERENCE_RENDERERS: Mapping[str, Renderer] = MappingProxyType(
    {"text": render_text, "markdown": render_markdown, "json": render_json}
)
