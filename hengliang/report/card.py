"""A finding as a card that a person can judge in ten seconds, on the terminal.

In: a finding with the observations it rests on. Out: text: what is said where, the formula, what was expected and what is
printed, the likeliest slip, and which side is probably wrong and on what grounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from hengliang.report.screen import SEVERITY_NAMES, plain

if TYPE_CHECKING:
    from rich.console import Console

    from hengliang.publish.deciding import Case

_SENTENCE = 160
#: Kinds in which each side is what the other is not: what it should be is known where the wrong side is.
_TWO_SIDES = frozenset({"cross_source", "within_source"})


def show_card(case: Case, console: Console) -> None:
    """Print the card."""
    finding = case.finding
    about = " ".join(part for part in (finding["ref_area"], finding["time_period"], finding["indicator"]) if part)
    console.print(Text(f"{SEVERITY_NAMES[finding['severity']]}  {plain(about, _SENTENCE)}", style="bold"))
    console.print(Text(plain(finding["explanation"], 2 * _SENTENCE)))
    for number, row in enumerate(case.choices, start=1):
        console.print(Text(f"  {number}  {row['document']}「{row['quote']}」", style="cyan"), soft_wrap=True)
        console.print(Text(f"     {plain(row['sentence'], _SENTENCE)}", style="dim"))
    for span in finding["spans"] if not case.choices else ():
        console.print(
            Text(f"     {span['document']}「{plain(span['quote'], _SENTENCE)}」", style="cyan"), soft_wrap=True
        )
    known = finding["probable_wrong"] is not None or finding["kind"] not in _TWO_SIDES
    for label, text in (("算式", finding["formula"]), ("应为", finding["expected"]), ("印作", finding["found"])):
        if text and (known or label == "算式"):
            console.print(Text(f"  {label}  {plain(text, _SENTENCE)}"))
    wrong = finding["probable_wrong"] or "无法判断"
    console.print(Text(f"  可能有误的一方：{wrong}（{finding['grounds']}）"))
    console.print(Text(f"  编号 {finding['finding_id']}", style="dim"))
