"""Page numbers and running heads that would tear a sentence from its next line."""

from hengliang.text import pages as page_module
from hengliang.text.layout import split_lines
from hengliang.text.normalise import normalise


def furniture(text: str) -> frozenset[int]:
    return page_module.furniture(text, split_lines(text))


def book(foot: str = "{number}", head: str = "临江区人民政府公报", pages: int = 8) -> str:
    words = "茶园路桥学校医院渠道"
    page = "{word}建设稳步推进，全年完成改造{number}4 亩，产量达"
    return "\f".join(
        f"{head}\n{page}\n{foot}\n".format(number=number, word=words[number % 10 :]) for number in range(7, 7 + pages)
    )


def test_page_numbers_and_running_heads_are_furniture():
    text = book()
    assert len(furniture(text)) == 16
    assert "公报" not in normalise(text).text
    assert {why for _, _, why in normalise(text).dropped} == {"page_number"}


def test_figures_at_the_foot_of_a_page_are_none():
    assert furniture(book(foot="250", head="{word}")) == frozenset()


def test_units_of_tables_are_no_running_heads():
    assert len(furniture(book(head="单位：万元"))) == 8


def test_few_pages_tell_nothing():
    assert furniture(book(pages=4)) == frozenset()


def test_a_latin_full_stop_ends_a_sentence():
    assert normalise("收入增长 3.5％ .支出下降 2％.\n1.茶园").text == "收入增长3.5%。支出下降2%。\n1.茶园"
    assert normalise("收入增长3.5%。支出下降2%。见附表.").text.endswith("附表.")
