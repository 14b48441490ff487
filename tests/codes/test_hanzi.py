"""Radicals and compatibility forms that fonts give for hanzi."""

import pytest

from hengliang.codes.hanzi import hanzi_by_form
from hengliang.read.codepoints import text_of


@pytest.mark.parametrize(
    ("printed", "hanzi"),
    [
        ("人⺠", "人民"),
        ("增⻓", "增长"),
        ("意⻅", "意见"),
        ("⼈⼝", "人口"),
        ("\ufa10", "塚"),
        ("万⼾", "万户"),
        ("万戶", "万户"),
    ],
)
def test_forms_of_hanzi_leave_the_reader_as_hanzi(printed, hanzi):
    assert "".join(text_of(ord(char)) or "" for char in printed) == hanzi


def test_each_form_stands_for_one_hanzi_that_is_no_form_itself():
    forms = hanzi_by_form()
    assert all(len(form) == len(hanzi) == 1 and hanzi not in forms for form, hanzi in forms.items())
