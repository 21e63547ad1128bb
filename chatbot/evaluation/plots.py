"""Plots as inline SVG, coloured by the style sheet of the page they stand in; each names itself to a screen reader."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from chatbot.evaluation.measures import Measure

_STYLE = Path(__file__).parent / "report" / "report.css"
_ROW = 26
_WIDTH = 640
_LABELS = 230
_VALUES = 120


def bars(title: str, rows: Sequence[tuple[str, Measure]]) -> str:
    """Horizontal bars from 0 to 1, one a row, each with its 95 % interval, its value and its n."""
    left, right = _LABELS, _WIDTH - _VALUES
    height = len(rows) * _ROW + 24
    parts = [_grid(left, right, height - 18)]
    for row, (label, measure) in enumerate(rows):
        y = row * _ROW + 4
        middle = y + 9
        low, high, end = (left + (right - left) * value for value in (measure.low, measure.high, measure.value))
        parts.append(
            f'<text x="{left - 8}" y="{middle + 4}" class="label">{escape(label)}</text>'
            f'<rect x="{left}" y="{y + 2}" width="{max(end - left, 0.5):.1f}" height="14" class="bar"/>'
            f'<path d="M{low:.1f} {middle}H{high:.1f}m0 -4v8M{low:.1f} {middle - 4}v8" class="interval"/>'
            f'<text x="{right + 10}" y="{middle + 4}" class="value">{measure.value:.3f}, n {measure.n}</text>'
        )
    return _svg(title, height, parts)


def histogram(title: str, series: Sequence[tuple[str, Sequence[float]]], threshold: float) -> str:
    """How often each value from 0 to 1 comes, in 20 bins, one row of columns a series, with the threshold drawn."""
    left, right, row_height = 120, _WIDTH - 20, 84
    height = len(series) * row_height + 30
    parts = []
    for row, (label, values) in enumerate(series):
        counts = [0] * 20
        for value in values:
            counts[min(int(value * 20), 19)] += 1
        base = (row + 1) * row_height
        most = max([*counts, 1])
        width = (right - left) / 20
        parts.append(f'<text x="{left - 8}" y="{base - 4}" class="label">{escape(label)}</text>')
        parts.append(f'<text x="{left - 8}" y="{base - 20}" class="label quiet">n {len(values)}</text>')
        for number, count in enumerate(counts):
            tall = count / most * (row_height - 20)
            x = left + number * width
            parts.append(
                f'<rect x="{x + 1:.1f}" y="{base - tall:.1f}" width="{width - 2:.1f}" height="{tall:.1f}" '
                f'class="series-{row}"><title>{number / 20:.2f} to {(number + 1) / 20:.2f}: {count}</title></rect>'
            )
        parts.append(f'<path d="M{left} {base}H{right}" class="axis"/>')
    parts.append(_threshold(left, right, len(series) * row_height, threshold))
    parts.append(_ticks(left, right, height - 12))
    return _svg(title, height, parts)


def curves(title: str, lines: Sequence[tuple[str, Sequence[tuple[float, float]]]], threshold: float) -> str:
    """Lines of points (x, y), both from 0 to 1, with the threshold drawn; the legend stands to the right."""
    left, right, top, bottom = 40, _WIDTH - 150, 10, 230
    parts = [
        f'<path d="M{left} {y:.1f}H{right}" class="grid"/>'
        f'<text x="{left - 6}" y="{y + 4:.1f}" class="label">{share:g}</text>'
        for share in (0, 0.25, 0.5, 0.75, 1)
        for y in [bottom - (bottom - top) * share]
    ]
    for number, (label, points) in enumerate(lines):
        path = " ".join(
            f"{'L' if at else 'M'}{left + (right - left) * x:.1f} {bottom - (bottom - top) * y:.1f}"
            for at, (x, y) in enumerate(points)
        )
        y = top + 12 + number * 20
        parts.append(f'<path d="{path}" class="line-{number}"/>')
        parts.append(f'<path d="M{right + 14} {y - 4}h18" class="line-{number}"/>')
        parts.append(f'<text x="{right + 38}" y="{y}" class="legend">{escape(label)}</text>')
    parts.append(_threshold(left, right, bottom, threshold))
    parts.append(_ticks(left, right, bottom + 18))
    return _svg(title, bottom + 30, parts)


def standalone(svg: str) -> str:
    """A plot as a file of its own: with its name space, and the colours of the report's style sheet."""
    style = _STYLE.read_text(encoding="utf-8") + "svg { background: var(--paper); }"
    opening, rest = svg.split(">", 1)
    return f'{opening} xmlns="http://www.w3.org/2000/svg"><style>{style}</style>{rest}\n'


def _svg(title: str, height: float, parts: Sequence[str]) -> str:
    body = "".join(parts)
    return f'<svg viewBox="0 0 {_WIDTH} {height:.0f}" role="img" aria-label="{escape(title)}">{body}</svg>'


def _grid(left: float, right: float, bottom: float) -> str:
    lines = "".join(f"M{left + (right - left) * share:.1f} 0V{bottom}" for share in (0, 0.25, 0.5, 0.75, 1))
    return f'<path d="{lines}" class="grid"/>' + _ticks(left, right, bottom + 16)


def _ticks(left: float, right: float, y: float) -> str:
    return "".join(
        f'<text x="{left + (right - left) * share:.1f}" y="{y:.1f}" class="tick">{share:g}</text>'
        for share in (0, 0.25, 0.5, 0.75, 1)
    )


def _threshold(left: float, right: float, bottom: float, threshold: float) -> str:
    x = left + (right - left) * threshold
    return f'<path d="M{x:.1f} 0V{bottom}" class="threshold"><title>threshold {threshold:g}</title></path>'
