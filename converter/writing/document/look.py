"""How the document looks, as data: the subject ``document.toml`` of a pack."""

from __future__ import annotations

from dataclasses import dataclass, field

from converter.packs.loading import Pack, PackError

POINTS_PER_MM = 72 / 25.4
TWIPS_PER_POINT = 20

# Styles that the writer itself uses; the pack must define them.
NEEDED = (
    "body",
    "part",
    "heading1",
    "title",
    "contents",
    "toc1",
    "toc2",
    "signature",
    "date",
    "note",
    "failed",
)


@dataclass(slots=True, eq=False)
class ParagraphLook:
    """One paragraph style: fonts and lengths in pt, indents in characters.

    ``word`` is the name of the style in Word; ``level`` its outline level (0: none); ``line`` the exact
    distance of lines (0: single); ``indent`` that of the first line, ``left`` and ``right`` of the paragraph.
    """

    word: str
    font: str
    size: float
    bold: bool = False
    align: str = "left"
    line: float = 0
    before: float = 0
    after: float = 0
    indent: float = 0
    left: float = 0
    right: float = 0
    level: int = 0
    keep: bool = False
    new_page: bool = False
    spacing: float = 0
    color: str = "000000"

    @property
    def style_id(self) -> str:
        """The id of the style in the file (``heading 1`` → ``Heading1``)."""
        words = self.word.split()
        return "".join(word if word.isupper() else word[:1].upper() + word[1:] for word in words)

    @property
    def character(self) -> float:
        """The width of a Chinese character as set, in pt."""
        return self.size + self.spacing

    @property
    def line_height(self) -> float:
        """The distance of lines in pt."""
        return self.line or self.size * 1.3


@dataclass(slots=True, eq=False)
class TextPage:
    """The page of the text: sizes, margins and the footer's distance from the edge, in mm."""

    width: float = 210
    height: float = 297
    top: float = 37
    bottom: float = 35
    left: float = 28
    right: float = 26
    footer: float = 24
    header: float = 15

    @property
    def text_width(self) -> float:
        """The width between the margins in pt."""
        return (self.width - self.left - self.right) * POINTS_PER_MM

    @property
    def text_height(self) -> float:
        """The height between the margins in pt."""
        return (self.height - self.top - self.bottom) * POINTS_PER_MM


@dataclass(slots=True, eq=False)
class PerformanceLook:
    """The 项目支出绩效目标表: its printed words, the shares of its nine columns, its font size and rows (pt)."""

    title: str
    year_line: str
    unit: str
    project: str
    leader: str
    money: str
    total: str
    fiscal: str
    other: str
    goal: str
    header: tuple[str, ...]
    widths: tuple[float, ...]
    size: float = 10
    row: float = 20
    landscape: bool = True


@dataclass(slots=True, eq=False)
class DocumentLook:
    """The pack's ``document.toml``. ``latin_gap`` is what office programs keep free between Chinese and
    Latin characters, of the font size; it decides where lines end, and so the contents' page numbers."""

    styles: dict[str, ParagraphLook]
    performance: PerformanceLook
    page: TextPage = field(default_factory=TextPage)
    fallbacks: dict[str, str] = field(default_factory=dict)
    page_number: str = "— {page} —"
    page_number_font: str = "宋体"
    page_number_size: float = 14
    open_color: str = "yellow"
    latin_gap: float = 0.0
    contents_levels: int = 2

    def style(self, name: str) -> ParagraphLook:
        """Return a style, that of running text for an unknown one."""
        return self.styles.get(name) or self.styles["body"]


def load_look(pack: Pack) -> DocumentLook:
    """Return ``document.toml`` of a pack, checked; raise PackError with all faults."""
    return pack.derived("document look", lambda: _load(pack))


def _load(pack: Pack) -> DocumentLook:
    look = pack.section("document", DocumentLook)
    faults = [
        pack.fault("document", f"styles.{name}", "缺少这种样式") for name in NEEDED if name not in look.styles
    ]
    if len(look.performance.header) != 9 or len(look.performance.widths) != 9:
        faults.append(pack.fault("document", "performance", "header 和 widths 都应有九项"))
    if faults:
        raise PackError(faults)
    return look
