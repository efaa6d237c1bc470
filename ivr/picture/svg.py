"""SVG: the drawing of a dialplan as one file that any browser shows."""

import math
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from xml.sax.saxutils import escape

from ivr.dialplan.dialplan import Dialplan
from ivr.picture.drawn import Arrow, Box, Counts, arrows, boxes
from ivr.picture.laying import Laid, Point, lay

WIDTH, HEIGHT = 216.0, 66.0
ACROSS, DOWN = 252.0, 142.0
EDGE = 48.0
HEAD = 64.0

_COLOURS = {
    "menu": "#2563eb",
    "collect": "#2563eb",
    "question": "#2563eb",
    "listen": "#2563eb",
    "language": "#2563eb",
    "consent": "#2563eb",
    "say": "#0d9488",
    "speak": "#0d9488",
    "queue": "#16a34a",
    "transfer": "#16a34a",
    "callback": "#16a34a",
    "voicemail": "#16a34a",
    "branch": "#d97706",
    "hours": "#d97706",
    "rules": "#d97706",
    "set": "#d97706",
    "lookup": "#7c3aed",
    "verify": "#7c3aed",
    "notify": "#7c3aed",
    "hang_up": "#64748b",
}
_STYLE = """
text{font-family:"Noto Sans CJK SC","Noto Sans SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif}
.name{font-size:14px;font-weight:600;fill:#0f172a}.type{font-size:11px;font-weight:600}
.says{font-size:11.5px;fill:#475569}.way{font-size:11px;fill:#334155}.count{font-weight:700;fill:#0f172a}
.title{font-size:20px;font-weight:700;fill:#0f172a}.about{font-size:12.5px;fill:#64748b}
"""


def drawing(dialplan: Dialplan, language: str, counts: Counts | None = None, about: str = "") -> str:
    """The dialplan as SVG; ``counts`` of callers stand at the arrows, ``about`` under the title."""
    drawn, ways = boxes(dialplan, language), arrows(dialplan, counts)
    laid = lay([box.name for box in drawn], [(way.source, way.target) for way in ways])
    places = {name: _place(point) for name, point in laid.places.items()}
    points = [*places.values(), *(_place(bend) for bends in laid.bends.values() for bend in bends)]
    wide = max(x for x, _ in points) + WIDTH / 2 + EDGE
    high = max(y for _, y in points) + HEIGHT / 2 + EDGE
    most = max((way.count or 0 for way in ways), default=0)
    parts = (
        *_frame(dialplan, language, about, wide, high),
        *(part for way in ways for part in _arrow(way, laid, most, language)),
        *(part for box in drawn for part in _box(box, places[box.name], language)),
        *(part for way in ways for part in _label(way, laid, language)),
        "</svg>",
    )
    return "\n".join(parts) + "\n"


def _frame(dialplan: Dialplan, language: str, about: str, wide: float, high: float) -> Iterator[str]:
    title = dialplan.name
    if dialplan.title:
        title += f" · {dialplan.title.get(language) or next(iter(dialplan.title.values()))}"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.0f}" height="{high:.0f}" '
        f'viewBox="0 0 {wide:.0f} {high:.0f}" role="img" aria-label="{_text(title)}">'
    )
    yield f"<style>{_STYLE}</style>"
    yield (
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="12" markerHeight="12" '
        'markerUnits="userSpaceOnUse" orient="auto">'
        '<path d="M0 0L10 5L0 10z" fill="context-stroke"/></marker></defs>'
    )
    yield f'<rect width="{wide:.0f}" height="{high:.0f}" fill="#f8fafc"/>'
    yield f'<text class="title" x="{EDGE:.0f}" y="36">{_text(title)}</text>'
    if about:
        yield f'<text class="about" x="{EDGE:.0f}" y="56">{_text(about)}</text>'


def _box(box: Box, at: Point, language: str) -> Iterator[str]:
    x, y = at[0] - WIDTH / 2, at[1] - HEIGHT / 2
    colour = _COLOURS.get(box.type, "#334155")
    ring = 'stroke-width="2.5"' if box.begins else 'stroke-width="1.25"'
    yield f"<g><title>{_text(box.name)}: {_text(box.says)}</title>"
    yield (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{WIDTH:.0f}" height="{HEIGHT:.0f}" rx="10" fill="#fff" '
        f'stroke="{colour}" {ring}/>'
    )
    yield f'<rect x="{x:.1f}" y="{y + 10:.1f}" width="5" height="{HEIGHT - 20:.0f}" rx="2" fill="{colour}"/>'
    kind = box.told.in_language(language)
    yield f'<text class="name" x="{x + 16:.1f}" y="{y + 26:.1f}">{_text(_cut(box.name, 15.5))}</text>'
    yield (
        f'<text class="type" x="{x + WIDTH - 12:.1f}" y="{y + 26:.1f}" text-anchor="end" fill="{colour}">'
        f"{_text(kind)}</text>"
    )
    yield f'<text class="says" x="{x + 16:.1f}" y="{y + 48:.1f}">{_text(_cut(box.says, 16.5))}</text></g>'


def _arrow(way: Arrow, laid: Laid, most: int, language: str) -> Iterator[str]:
    passed = way.count is None or way.count > 0
    colour = "#64748b" if way.count is None else "#3b82f6" if passed else "#cbd5e1"
    thick = 1.5 if not way.count else 1.5 + 4.5 * math.log1p(way.count) / math.log1p(most)
    dashes = "" if way.keys or way.told.en == "" else ' stroke-dasharray="5 4"'
    yield (
        f'<path d="{_curve(_points(way, laid))}" fill="none" stroke="{colour}" stroke-width="{thick:.1f}"'
        f'{dashes} marker-end="url(#tip)"/>'
    )


def _label(way: Arrow, laid: Laid, language: str) -> Iterator[str]:
    words = _cut(way.told.in_language(language), 12)
    count = "" if way.count is None else f"{way.count:,}"
    if not words and not count:
        return
    x, y = _label_place(_points(way, laid))
    width = (_ems(words) + _ems(count) + (1 if words and count else 0)) * 11 + 10
    left, top = x - width / 2, y - 9
    yield f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="18" rx="9" fill="#f8fafc"/>'
    counted = f'<tspan class="count">{count}</tspan>' if count else ""
    told = f"{_text(words)} {counted}".strip()
    yield f'<text class="way" x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle">{told}</text>'


def _points(way: Arrow, laid: Laid) -> list[Point]:
    """The points of an arrow: out of the one box, through its bends, into the other."""
    source, target = _place(laid.places[way.source]), _place(laid.places[way.target])
    if way.source == way.target:
        x, y = source
        return [(x + WIDTH / 2, y - 12), (x + WIDTH / 2 + 30, y), (x + WIDTH / 2, y + 12)]
    bends = [_place(bend) for bend in laid.bends[way.source, way.target]]
    down = target[1] > source[1]
    first, last = (bends or [target])[0], (bends or [source])[-1]
    out = HEIGHT / 2 if down else -HEIGHT / 2
    begin = (source[0] + _aside(source, first), source[1] + out)
    end = (target[0] + _aside(target, last), target[1] - out)
    return [begin, *bends, end]


def _aside(box: Point, towards: Point) -> float:
    """How far from the box's middle an arrow leaves it, towards where it goes."""
    return max(-WIDTH * 0.36, min(WIDTH * 0.36, (towards[0] - box[0]) * 0.28))


def _curve(points: list[Point]) -> str:
    """A smooth line through the points, upright at each of them."""
    drawn = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for (x1, y1), (x2, y2) in pairwise(points):
        middle = (y2 - y1) / 2
        drawn.append(f"C{x1:.1f} {y1 + middle:.1f} {x2:.1f} {y2 - middle:.1f} {x2:.1f} {y2:.1f}")
    return "".join(drawn)


def _label_place(points: list[Point]) -> Point:
    """A third of the way along the first stretch: near the box that is left, where arrows still are apart."""
    (x1, y1), (x2, y2) = points[0], points[1]
    part = 0.42
    bow = 3 * part**2 - 2 * part**3
    return x1 + (x2 - x1) * bow, y1 + (y2 - y1) * part


def _place(point: Point) -> Point:
    return EDGE + WIDTH / 2 + point[0] * ACROSS, HEAD + EDGE + HEIGHT / 2 + point[1] * DOWN


def _ems(text: str) -> float:
    """About how wide a text is, in letters of the width of 啊."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.56 for letter in text)


def _cut(text: str, ems: float) -> str:
    """The text, cut where it would be wider than that."""
    if _ems(text) <= ems:
        return text
    kept = ""
    for letter in text:
        if _ems(kept + letter) > ems - 1:
            break
        kept += letter
    return f"{kept.rstrip()}…"


def _text(text: str) -> str:
    return escape(text, {'"': "&quot;"})
