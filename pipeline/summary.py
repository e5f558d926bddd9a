"""The closing summary as text: the sections that serving read, where the file is, where the time went."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pipeline.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from serving.summary import Section

NARROWEST = 80


def render_sections(sections: Sequence[Section], width: int) -> str:
    """Sections as plain text without colours, so that a log and summary.txt hold just what the terminal shows."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    out = io.StringIO()
    console = Console(
        file=out,
        width=max(width, NARROWEST),
        force_terminal=False,
        no_color=True,
        highlight=False,
        markup=False,
    )
    for section in sections:
        console.print(Text(section.title))
        if section.rows:
            table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
            for number, heading in enumerate(section.headings):
                is_numeric = number in section.numeric
                table.add_column(
                    Text("\n".join(heading.rsplit(" ", 1)) if is_numeric else heading),
                    justify="right" if is_numeric else "left",
                    no_wrap=is_numeric,
                    overflow="fold",
                )
            for row in section.rows:
                table.add_row(*(Text(value) for value in row))
            console.print(table)
        if section.note:
            console.print(Text(section.note))
        console.print()
    return out.getvalue()


def render(sections: Sequence[Section], settings: Settings, seconds: dict[str, float], width: int) -> str:
    """The closing summary: its sections, then where the file is and where the time went."""
    steps = ", ".join(f"{key} {value:.1f}" for key, value in seconds.items() if value >= 0.05)
    lines = [
        f"Published 已发布: {settings.published}",
        f"Dashboard 看板: {settings.dashboard / 'index.html'}",
        f"Gates 质量关卡: {settings.gates / 'index.html'}",
        f"Time 用时: {sum(seconds.values()):.1f} s ({steps})",
    ]
    return render_sections(sections, width) + "\n".join(lines) + "\n"
