"""The walk through a document's sentences that binds every number.

What goes in: normalised text, mentions, periods, scopes, territory. What comes out: ``Bound`` observations and, for numbers
that are none, the reason. The dimensions themselves are found by the other modules of this package.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final, TypeAlias

from hengliang.bind import accounts, area, period, status
from hengliang.bind.base import base_of, period_of_base
from hengliang.bind.behind import share_told
from hengliang.bind.bound import Around, Bound, Setting, Subject
from hengliang.bind.brackets import in_bracket, unexplained
from hengliang.bind.context import Context
from hengliang.bind.funds import of_fund
from hengliang.bind.grouping import SHORT_LINE, group_at, no_quantity
from hengliang.bind.industries import of_industries
from hengliang.bind.lists import find_list, parts_of, shared_verb
from hengliang.bind.names import is_name
from hengliang.bind.nominal import clean
from hengliang.bind.parts import announce
from hengliang.bind.place import Place, around_of, words_before, words_behind
from hengliang.bind.predicate import Predicate, parse_predicate
from hengliang.bind.qualifier import Words, qualifier_of, told_apart
from hengliang.bind.ranks import going_on
from hengliang.bind.shares import whole_of
from hengliang.bind.span import Figure, year_before
from hengliang.bind.subject import find_subject
from hengliang.bind.unitless import in_no_unit
from hengliang.codes.indicators import known

if TYPE_CHECKING:
    from hengliang.quantities.dates import PeriodExpression
    from hengliang.quantities.mention import Mention
    from hengliang.text.scopes import Scope
    from hengliang.text.sentences import Clause, Sentence

#: The fields of ``Bound`` behind the indicator.
_Dimensions: TypeAlias = "tuple[str, str, str, str, str, dict[str, str], str, str, str, str, str, str, bool]"
#: Where the whole of a share stands among them.
_SHARE_OF: Final = 7
_FEWEST = 3  # a clause of fewer characters beside its date speaks of nothing
_INDEX_FROM = 50  # from here on a percentage of a price index is the index itself: 102.1%
#: How what follows is sorted: it speaks of nothing.
_VIEWED = re.compile("(?:从|按|分).{1,10}(?:看|分|划分|分类)")
_VIEWED_FIRST = frozenset("从按分")
#: What a new thought may stand behind.
_OPENS = frozenset("；：")
#: What begins a sentence all of whose figures are estimates, whatever stands between them.
_ESTIMATES = ("预计", "全年预计", "初步预计")
#: So much of a sentence tells whether it goes on with parts.
_OPENING = 12
_ITEM_END = re.compile("[、；）]")
_PARTS = ("第一产业增加值", "第二产业增加值", "第三产业增加值")


class Walker:
    """Goes through sentences in order and keeps the context between clauses."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.text = setting.text
        self.context = Context()
        self.bound: list[Bound] = []
        self.rejected: dict[int, str] = {}
        self._paragraph = -1
        self._starts = [scope.start for scope in setting.scopes]
        self._above = dict(setting.territory.above)
        self._area_found = ((-1, -1), ("", ""))

    def alone(self, start: int, end: int, mention: Mention) -> bool:
        """Whether a paragraph is nothing but a number without unit, a cell of a table as a rule: then it counts as read."""
        bare = mention.kind == "quantity" and mention.scaled is None and not mention.chinese
        if not bare or mention.number_start != start or end - mention.number_end > 1 or end - start >= SHORT_LINE:
            return False
        self.rejected[start] = "bare_line"
        return True

    def walk(self, sentence: Sentence, quantities: list[Mention], expressions: list[PeriodExpression]) -> None:
        """Bind the numbers of one sentence.

        Args:
            sentence: the sentence; sentences come in order.
            quantities: its numbers without the ignored ones.
            expressions: its period expressions.
        """
        if sentence.paragraph != self._paragraph:
            self.context = Context()
            self._paragraph = sentence.paragraph
        national = any(self.context.accounts)
        opening = self.text[sentence.start : sentence.start + _OPENING].lstrip() if national else ""
        self.context.new_sentence(parts=national and accounts.tells_parts(opening))
        context, text = self.context, self.text
        context.vintage = ""
        area_before = head = context.area
        seen, estimated = 0, False
        for index, clause in enumerate(sentence.clauses):
            start, end, separator = clause
            own = [e for e in expressions if start <= e.start < end] if expressions else []
            if own or separator == "；":
                period.update(text, clause, own, context, head=index == 0)
            if separator in _OPENS:
                context.verb = ""
                context.vintage = context.vintage if estimated else ""
                context.fresh, context.quiet = True, ""
            if separator == "；":
                context.leave_part()
            words = text[start:end]
            estimated = estimated or (not context.said and words.startswith(_ESTIMATES))
            announce(words, context)
            first = seen
            while seen < len(quantities) and quantities[seen].number_start < end:
                seen += 1
            if first < seen:
                self._clause(sentence, index, quantities[first:seen], own)
            telling = first < seen and not self._for_years(quantities[first:seen])
            if not telling:
                self._quiet(clause, words, own)
            head = context.area if index == 0 else head
            words = "" if telling else words
            context.before = context.before if status.inserted(words) else words
        tier = context.area_kind in {"level", "part"} and head == context.area
        if context.area != area_before and not sentence.first and not tier:
            context.area_kind = "quiet"

    def _scope(self, position: int) -> Scope:
        """The scope in which a position stands."""
        return self.setting.scopes[max(0, bisect_right(self._starts, position) - 1)]

    def _quiet(self, clause: Clause, words: str, expressions: list[PeriodExpression]) -> None:
        """A clause without numbers: it may name the area, the period or the vintage of what follows."""
        context = self.context
        viewed = words[:1] in _VIEWED_FIRST and _VIEWED.fullmatch(words)
        if viewed:
            context.leave_part()
        own = period.telling(self.text, expressions, clause.start, clause.end) if expressions else []
        dated = sum(e.end - e.start for e in expressions) if expressions else 0
        if len(words) - dated >= _FEWEST and not viewed and not status.inserted(words):
            context.quiet = words
        if own:
            scope = self._scope(clause.start)
            period.note(self.text, clause, own[-1], scope, context)
        status.vintage_of(words, context)
        told_apart(words, context)
        basis = status.price_basis_of(words)
        if basis:
            context.price_basis, context.priced = basis, ""
        before = context.area
        area.bind_area(words, self.setting.territory, context, budget=self.setting.budget, quiet=True)
        if context.area and context.area != before and context.area_kind == "named":
            context.area_kind = "quiet"

    def _for_years(self, mentions: list[Mention]) -> bool:
        """Whether the numbers of a clause only say for how long: 顺差连续两年下降."""
        rejected = self.rejected
        if rejected.get(mentions[0].number_start) != "duration":
            return False
        return all(rejected.get(mention.number_start) == "duration" for mention in mentions)

    def _clause(
        self, sentence: Sentence, at: int, mentions: list[Mention], expressions: list[PeriodExpression]
    ) -> None:
        clause = sentence.clauses[at]
        left_start, text = clause.start, self.text
        index = 0
        while index < len(mentions):
            group = group_at(text, mentions, index)
            if len(group) == 1:
                group = [in_no_unit(text, clause.start, group[0], self.context.subject)]
            first = group[0]
            reason = no_quantity(text, group, mentions[index + 1 :], clause)
            if reason:
                self.rejected[first.number_start] = reason
                index += 1
                continue
            left = words_before(text, left_start, first.outer[0], expressions)
            last = index + len(group) >= len(mentions)
            place = Place(sentence, at, clause, left, left_start, expressions, clause.start, last)
            if first.kind == "ratio":
                self._composition(place, group)
            elif len(group) > 1:
                self._list(place, group)
            else:
                self._single(place, first, words_behind(text, first, mentions[index + 1 :], clause))
            index += len(group)
            left_start = max(self._used_to, group[-1].outer[1])

    _used_to = 0
    _outside = "", "", "", ""

    def _single(self, place: Place, mention: Mention, right: str) -> None:
        left = place.left
        bracketed = in_bracket(self.text, place.clause.start, mention, left, place.left_start)
        if bracketed:
            left, right = bracketed.left, ""
            self._outside = self._outside if bracketed.later else self.context.spoken_of()
            place = place._replace(begin=bracketed.start)
        if left[:3].endswith("其中") and left[0] in "、（":
            announce(left[1:], self.context)
        left = unexplained(left)
        predicate = going_on(parse_predicate(left, mention), mention, self.context)
        item = right.partition("；")[0] if "（" in right[:6] else _ITEM_END.split(right, maxsplit=1)[0]
        if not left.startswith("、"):
            self.context.verb = ""
        around, areas = around_of(self.text, place, mention, item), self._areas(place, mention)
        predicate, subject = share_told(predicate, mention, around, self.context.subject, areas) or (
            predicate,
            find_subject(predicate, mention, around, self.context, areas),
        )
        self._used_to = mention.outer[1] + subject.used if subject.used else 0
        if "、" in self.text[mention.end : place.clause.end]:
            verb = shared_verb(clean(predicate.subject, self.setting.territory.names).text)
            self.context.verb = verb or self.context.verb
        self._emit(place, mention, predicate, subject)
        if bracketed:
            closed = bracketed.named and self.text.startswith("）", mention.outer[1])
            self.context.leave_bracket(self._outside, closed=closed)
        if len(subject.names) > 1:
            self.context.listed = list(subject.names)
        if mention.kind != "rank" and subject.full:
            self.context.run = [*(self.context.run if left.startswith("、") else []), *subject.names]

    def _list(self, place: Place, group: list[Mention]) -> None:
        last = group[-1]
        bare = {"", "个"} if last.unit_class == "points" else {""}
        if all(m.unit in bare for m in group[:-1]) and last.scaled is not None:
            group = [*(m._replace(unit=last.unit, scaled=last.scaled) for m in group[:-1]), last]
        predicate = parse_predicate(place.left, group[-1] if group[0].scaled is None else group[0])
        if predicate.distributes and group[0].outer[0] < group[0].start:  # 分别突破300亿元和3000亿元
            group = [m._replace(bound=group[0].bound) if m.bound == "exact" else m for m in group]
        if predicate.distributes and last.outer_end > last.end:  # 分别增长7%、8%左右
            group = [m._replace(bound=last.bound) if m.bound == "exact" else m for m in group]
        areas = self._areas(place, group[0])
        subjects = find_list(predicate, group, self.context, areas)
        self._used_to = 0
        if subjects:
            for mention, subject in zip(group, subjects, strict=True):
                self._emit(place, mention, predicate, subject)
            self.context.listed = [subject.names[0] for subject in subjects]
            return
        if predicate.distributes:
            self.rejected.update(dict.fromkeys((m.number_start for m in group), "distribution"))
            return
        for mention in group:
            own = parse_predicate(place.left, mention)
            subject = find_subject(own, mention, Around(), self.context, areas)
            self._emit(place, mention, own, subject)

    def _areas(self, place: Place, mention: Mention) -> tuple[str, ...]:
        """Names of areas that may stand in front of a subject: the document's own and the one named in the clause."""
        name, word = self._area(place, mention)
        names = self.setting.territory.names
        return names if name in names else (name, word, *names)

    def _area(self, place: Place, mention: Mention) -> tuple[str, str]:
        """The area of a number and the words that gave it; asked for twice, for its subject and for itself."""
        begin = place.begin
        if place.left_start > begin:
            words = self.text[place.left_start : mention.outer[0]]
            opened = max(
                area.opens_area(words, self.context.area), area.opens_tier(words) if self.setting.budget else -1
            )
            begin = place.left_start + opened if opened >= 0 else begin
        span = begin, mention.outer[0]
        if self._area_found[0] != span:
            territory = self.setting.territory
            found = area.bind_area(self.text[slice(*span)], territory, self.context, budget=self.setting.budget)
            if (mention.kind == "rank" or mention.unit_class == "count") and found[1] in self._above:
                found = territory.name, "document"  # 全国文明村5个, 全国第4: an honour, and among whom a rank is held
            self._area_found = span, found
        return self._area_found[1]

    def _composition(self, place: Place, group: list[Mention]) -> None:
        """The parts of 1.2:10.8:88.0: the three industries, where the words say so."""
        phrase = clean(place.left, self.setting.territory.names)
        before = self.text[place.sentence.start : group[0].start]
        self._used_to = 0
        measured = of_industries(phrase.text) if len(group) == len(_PARTS) else ""
        if measured:
            names: tuple[str, ...] = tuple(part.removesuffix("增加值") + measured for part in _PARTS)
        elif len(group) == len(_PARTS) and re.search(r"产业|结构|一二三产", before):
            names = _PARTS
        else:
            names = tuple(parts_of(phrase.text, len(group)) or self.context.listed)
            if len(names) != len(group):
                self.rejected.update(dict.fromkeys((mention.number_start for mention in group), "ratio"))
                return
        whole = "地区生产总值" if names == _PARTS else measured
        predicate = Predicate("share", place.left, whole=whole)
        for mention, name in zip(group, names, strict=True):
            self._emit(
                place, mention, predicate, Subject((name,), full=False, used=0, how=phrase.text, scopes=phrase.scopes)
            )
        self.context.listed = list(names)

    def _emit(self, place: Place, mention: Mention, predicate: Predicate, subject: Subject) -> None:
        """One observation for each name, or the reason why there is none."""
        names = [name for name in subject.names if is_name(name)]
        if not names:
            self.rejected[mention.number_start] = "no_indicator"
            return
        dimensions = self._dimensions(place, mention, predicate, subject)
        for name in self._in_full(names, place, mention):
            indicator = known(name)
            growth = (
                indicator is not None
                and indicator.rate_is_growth
                and mention.unit_class == "ratio"
                and (mention.value or 0) < _INDEX_FROM
            )
            bound = Bound(mention, place.sentence, name, *dimensions)
            self.bound.append(bound._replace(measure="growth") if growth and predicate.measure == "level" else bound)
        for name in names if not subject.passing else ():
            self.context.bound(name, predicate.measure, full=subject.full)
        self.context.share_of, self.context.peer = dimensions[_SHARE_OF], predicate.peer
        if subject.root:
            self.context.root = subject.root
        if predicate.measure == "level" and mention.scaled:
            self.context.level = names[-1], mention.scaled.unit.measure

    def _shared_base(self, place: Place) -> str:
        """What the change right in front of a growth is compared with: 较“十三五”时期增支43亿元、增长12%."""
        last = self.bound[-1] if self.bound and place.left.startswith("、") else None
        return last.base_period if last and last.measure == "change" and last.sentence == place.sentence else ""

    def _in_full(self, names: list[str], place: Place, mention: Mention) -> list[str]:
        """Names of totals with the budget that they are of."""
        if not self.setting.budget:
            return names
        before = self.text[place.sentence.paragraph : mention.outer[0]]
        return [of_fund(name, before, self._scope(mention.start).heading) for name in names]

    def _dimensions(self, place: Place, mention: Mention, predicate: Predicate, subject: Subject) -> _Dimensions:
        """Area, period, status and the rest of one number, in the order of the fields of ``Bound``."""
        setting, context, text = self.setting, self.context, self.text
        sentence, clause = place.sentence, place.clause
        outer_start, outer_end = mention.outer
        words = text[place.begin : outer_start]
        sofar = text[sentence.start : mention.end]
        scope = self._scope(mention.start)
        own = period.before(text, place.expressions, clause.start, mention.start) if place.expressions else None
        base = base_of(predicate.compared)
        starting = period.starting_value(text, clause.start, outer_start, mention.end)
        behind, name = text[outer_end : sentence.end], subject.names[0]
        figure = Figure(predicate.measure, words, place.left, behind, name, starting)
        starts, measure = period.dates_start(text, own), predicate.measure
        when, how_when = period.resolve(figure, own, scope, context, base, starts=starts)
        base = base_of(predicate.compared, when) if predicate.compared else ""
        if measure == "growth" and not predicate.compared:
            base = self._shared_base(place) or year_before(when) or context.started
        if measure == "level" and predicate.compared:
            when, base, how_when = period_of_base(predicate.compared, base, when), "", "base of comparison"
        ends_plan = scope.outlook and scope.span[-4:] == when == str(scope.year)
        if measure == "growth" and ends_plan and own is None:
            measure, when, how_when = "average_growth", scope.span, "a growth aimed at over a plan is a yearly average"
        where, how_where = self._area(place, mention)
        state, how_state = status.bind_status(sofar, when, scope, setting)
        if starting and own is None:
            state, how_state = "actual", "starting value"
        if state == "actual" and scope.outlook and how_when.startswith("heading"):
            when = status.done_in(when, words, scope, setting)
        vintage = accounts.vintage(status.vintage_of(words, context), name, context) if state == "actual" else ""
        prices = accounts.price_basis(status.price_basis_of(words), words, name, measure, context)
        qualifier = qualifier_of(Words(words, place.left, behind), subject, measure, how_where, context)
        if predicate.against:
            qualifier = f"{qualifier}、{predicate.against}" if qualifier else predicate.against
        whole = whole_of(predicate, measure, name, sofar, context, setting.territory)
        unit = "位" if mention.kind == "rank" else mention.unit
        evidence = {
            "indicator": subject.how, "time_period": how_when, "ref_area": how_where, "status": how_state, "measure": predicate.words,
        }  # fmt: skip
        return (
            where, when, measure, state, unit, evidence, base, whole, predicate.peer, vintage, prices, qualifier,
            predicate.falling,
        )  # fmt: skip
