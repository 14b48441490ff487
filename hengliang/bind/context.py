"""What the reader of a paragraph has in mind when the next clause begins.

What goes in: what earlier clauses have bound. What comes out: the subject to carry over, the list to distribute over, the
period, the area and the status that go on.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Context:
    """The state between clauses. Nothing carries over from one paragraph to the next: each begins with a new one.

    Attributes:
        subject: the last thing bound, which a bare 增长8% speaks of.
        root: the last thing named in full, which 总投资 or 支出 hang on.
        roots: all of these in the paragraph, oldest first.
        listed: the last list of subjects, for 分别 and for value lists without subjects.
        recent: what was bound in this sentence, in order.
        verb: the verb that the items of a list share.
        measure: the last measure, so that 排名第一 after a growth ranks the growth.
        period: the period that a clause of this sentence has set, empty where none has.
        started: the year of what something in this sentence started from: 从2015年的56亿元增长到.
        sentence_period: the one set at the head of a sentence of this paragraph.
        area: the area set by name in this paragraph, empty where the document's own goes on.
        vintage: 预计 and the like, to the end of the sentence.
        abroad: the word by which the paragraph tells of the world abroad.
        scopes: scope words in brackets, which go on in the sentence.
        scoped: the thing they are said of, empty for an area: then they hold for all that is told of it.
        piled: the level that is 累计, whose growth is too.
        basis: 同口径 and the like, told in a clause of its own in front of a growth.
        price_basis: what an earlier clause of the sentence says of prices.
        priced: the first growth at these prices, beyond whose name they do not reach.
        accounts: price basis and vintage of national accounts, for the parts of the total.
        share_of: the whole of the last share, for 比重由28.4%降到25.1%.
        shared_whole: the whole that the shares behind 其中 are of, to the end of the sentence.
        peer: among whom the last rank is held, for 由全国第六位升至第四位.
        run: the items of the last list with a figure each, for 甲2家、乙5家，均居全国第一.
        level: the last level bound and the base unit it is in.
        whole: the level whose parts are being told, empty where none are.
        parent: the name whose parts are being told, in whatever unit; empty where none are.
        parted: the same of the sentence before: 其中…。本年结余7亿元 is again of the whole.
        sorted: whether they are told by a classification: 按规模.
        quiet: the last clause without numbers: what it speaks of may be what the next one measures.
        before: the clause right before this one where that has no numbers: it may list what the next values are of.
        said: all names bound in this sentence, in order.
        opening: the sentence without numbers before this one, which may be what this one is about.
        fresh: whether nothing is bound yet since the last full stop or semicolon.
        told: whether something is bound since then, colons aside.
        area_kind: how the area was set: ``named``, ``level`` (a tier of government), ``part`` (a tier as a part of the area
            told before it, to the next semicolon), ``quiet`` (in a clause without numbers, to the full stop).
    """

    subject: str = ""
    root: str = ""
    roots: list[str] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    recent: list[str] = field(default_factory=list)
    verb: str = ""
    measure: str = ""
    period: str = ""
    sentence_period: str = ""
    started: str = ""
    area: str = ""
    area_kind: str = ""
    vintage: str = ""
    target: bool | None = None
    scopes: tuple[str, ...] = ()
    quiet: str = ""
    before: str = ""
    said: list[str] = field(default_factory=list)
    opening: str = ""
    fresh: bool = True
    price_basis: str = ""
    share_of: str = ""
    shared_whole: str = ""
    peer: str = ""
    run: list[str] = field(default_factory=list)
    level: tuple[str, str] = ("", "")
    whole: tuple[str, str] = ("", "")
    parent: str = ""
    parted: str = ""
    sorted: bool = False
    told: bool = False
    abroad: str = ""
    scoped: str = ""
    piled: str = ""
    basis: str = ""
    priced: str = ""
    accounts: tuple[str, str] = ("", "")

    def new_sentence(self, *, parts: bool = False) -> None:
        """Forget what reaches only to the full stop.

        Args:
            parts: whether the sentence tells the parts of a total of national accounts.
        """
        self.accounts = self.accounts if parts else ("", "")
        self.scoped = self.piled = self.basis = self.priced = self.started = ""
        self.recent = []
        self.run = []
        self.shared_whole = ""
        self.said = []
        self.before = ""
        self.opening = self.quiet if self.fresh else ""
        self.quiet = ""
        self.fresh = True
        if self.area_kind == "quiet":
            self.area = self.area_kind = ""
        self.leave_part()
        self.price_basis = ""
        self.verb = ""
        self.period = ""
        self.scopes = ()
        self.whole = ("", "")
        self.parent, self.parted = "", self.parent
        self.target = None

    def leave_part(self) -> None:
        """Go back to the area whose parts were told: 其中市本级3亿元；专项债券… is again of the whole."""
        self.told = False
        if self.area_kind == "part":
            self.area = self.area_kind = ""

    def spoken_of(self) -> tuple[str, str, str, str]:
        """What is told of, before a bracket opens: area, subject, root and measure."""
        return self.area, self.subject, self.root, self.measure

    def leave_bracket(self, outside: tuple[str, str, str, str], *, closed: bool) -> None:
        """Go back from a bracket's area, and where it is closed from all that it told: 收入3亿元（含债券1亿元），增长2%.

        Args:
            outside: what was told of before it.
            closed: whether the number was its last word.
        """
        self.area = outside[0]
        if closed and outside[1]:
            _, self.subject, self.root, self.measure = outside

    def bound(self, name: str, measure: str, *, full: bool) -> None:
        """Note what was bound.

        Args:
            name: the indicator.
            measure: its measure.
            full: whether it was named in full, so that later parts hang on it.
        """
        self.subject, self.measure, self.fresh, self.told, self.before = name, measure, False, True, ""
        if name not in self.said:
            self.said.append(name)
        if measure not in {"growth", "average_growth", "multiple", "rank", "points"} and name not in self.recent:
            self.recent.append(name)
        if full:
            self.root = name
            self.roots.append(name)
