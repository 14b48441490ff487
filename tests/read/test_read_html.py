"""Web pages: the article with its tables is kept, what stands around it is not, and nothing tears a number."""

from __future__ import annotations

import pytest

from hengliang.read import read
from hengliang.read.html import read_html
from hengliang.read.markup import parse_markup
from hengliang.records import Document, UnreadableError

PROSE = "2031年，云岭县全年实现地区生产总值312.6亿元，比上年增长6.3%。"
MORE = "全年粮食产量42.5万吨，比上年增长1.2%；猪肉产量3.1万吨，下降0.8%。"
TITLE = "云岭县2031年国民经济和社会发展统计公报"


def page(body: str, head: str = f"<title>{TITLE}_云岭县人民政府网</title>") -> bytes:
    return f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'.encode()


def document(data: bytes) -> Document:
    return read_html(data, document_id="0" * 64, name="页面.html")


def lines(body: str) -> list[str]:
    return document(page(body)).text.split("\n")


SITE = f"""
<div class="top"><ul><li><a href="/">首页</a></li><li><a href="/a">政务公开</a></li></ul></div>
<div class="path">当前位置：<a href="/">首页</a> &gt; <a href="/b">统计公报 2031年度</a></div>
<div class="main"><div class="article"><h1>{TITLE}</h1>
<div>发布时间：2032-03-15 10:44&nbsp;&nbsp;来源：县统计局</div><div>【<a href="#">打印</a>】 【关闭窗口】</div>
<div class="text"><p>{PROSE}</p><script>document.write("<p>脚本999亿元</p>")</script>
<p style="DISPLAY: none">隐藏的100亿元，不应出现。</p><template><p>模板200亿元</p></template>
<p>{MORE}</p><p>云岭县统计局</p><p>2032年3月15日</p></div></div>
<div><h3>相关阅读</h3><ul><li><a href="/c">云岭县2030年统计公报，增长5.5%</a></li></ul></div></div>
<div class="foot"><p>版权所有：云岭县人民政府　主办单位：县政府办公室，地址：云岭大道12号</p><p>网站标识码：0000000001</p></div>"""


def test_the_article_is_kept_with_title_and_date_and_its_surroundings_are_not():
    assert lines(SITE) == [
        TITLE,
        "发布时间：2032-03-15 10:44  来源：县统计局",
        PROSE,
        MORE,
        "云岭县统计局",
        "2032年3月15日",
    ]


def test_prose_anywhere_is_kept():
    body = f"<div id=a><p>{PROSE}</p></div><div id=b><div><p>{MORE}</p></div></div>"
    assert lines(body)[-2:] == [PROSE, MORE]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("完成<span>42</span><span>312</span>万元", "完成42312万元"),
        ("完成<b>42</b><i>\u200b.5</i>亿元", "完成42.5亿元"),
        ("完成\n   投资\n42亿元", "完成投资42亿元"),
        ("面积12<sup>3</sup>亩", "面积12³亩"),
        ("PM<sub>2.5</sub>浓度", "PM2.5浓度"),
        ("a&nbsp;&nbsp;&amp;&lt;b&gt;", "a  &<b>"),
        ("甲<br>乙", "甲\n乙"),
        ("甲<o:p></o:p>乙<font color=red>丙</font>", "甲乙丙"),
        ("甲<!-- 12 -->乙", "甲乙"),
    ],
)
def test_inline_tags_add_nothing_and_breaks_break(markup, text):
    assert document(page(f"<p>{PROSE}</p><p>{markup}</p><p>{MORE}</p>")).text.endswith(f"{PROSE}\n{text}\n{MORE}")


TABLE = f"""<p>{PROSE}</p><p>表1</p><p>云岭县2031年财政收入</p><p>单位：万元</p>
<table><tr><td rowspan=2>项目</td><td colspan="2">金额</td></tr>
<tr><td>2030年</td><td><p>2031</p><p>年</p></td></tr>
<tr><td>&nbsp;</td><td></td><td></td></tr>
<tr><td>税收<br>收入</td><td><span>42</span><span>312</span></td><td>45\t000</td></tr></table><p>{MORE}</p>"""


def test_a_table_is_a_line_for_each_row_with_its_cells_caption_and_unit():
    read_page = document(page(TABLE))
    text, (table,) = read_page.text, read_page.tables
    assert text[table.start : table.end].split("\n") == ["项目\t金额\t", "\t2030年\t2031年", "税收收入\t42312\t45 000"]
    assert (table.caption, table.unit_line) == ("表1 云岭县2031年财政收入", "单位：万元")
    cells = [(c.row, c.column, c.row_span, c.column_span, "".join(text[s:e] for s, e in c.spans)) for c in table.cells]
    assert cells[:4] == [(0, 0, 2, 1, "项目"), (0, 1, 1, 2, "金额"), (1, 1, 1, 1, "2030年"), (1, 2, 1, 1, "2031年")]
    assert cells[4:] == [(2, 0, 1, 1, "税收收入"), (2, 1, 1, 1, "42312"), (2, 2, 1, 1, "45 000")]


def test_tables_that_only_arrange_the_page_flow():
    inner = "<table><tr><td>指标</td><td>亿元</td></tr><tr><td>收入</td><td>12.5</td></tr></table>"
    body = f"<table><tr><td><a href=/>首页</a></td><td>导航</td></tr><tr><td>左</td><td><p>{PROSE}</p>{inner}<p>{MORE}</p></td></tr></table>"
    found = document(page(body))
    assert [found.text[table.start : table.end] for table in found.tables] == ["指标\t亿元\n收入\t12.5"]
    assert f"{PROSE}\n指标\t亿元\n收入\t12.5\n{MORE}" in found.text


@pytest.mark.parametrize(
    ("codec", "declared", "encoding"),
    [
        ("gb18030", "gb2312", "gb18030"),
        ("utf-8", "utf-8", "utf-8"),
        ("utf-8", "gb2312", "utf-8"),
        ("gb18030", "utf-8", "gb18030"),
        ("utf-16", "utf-16", "utf-16-le"),
    ],
)
def test_the_codec_is_the_declared_one_unless_the_bytes_say_otherwise(tmp_path, codec, declared, encoding):
    path = tmp_path / "页面.html"
    path.write_bytes(f'<html><head><meta charset="{declared}"></head><body><p>{PROSE}</p></body></html>'.encode(codec))
    found = read(path)
    assert (found.text, found.encoding, found.reader, len(found.pages)) == (PROSE, encoding, "html", 1)


def test_a_damaged_character_does_not_lose_the_page():
    data = page(f"<p>{(PROSE + MORE) * 40}</p>").replace("猪".encode(), b"\xe7\x8c", 1)
    assert "\ufffd肉产量3.1万吨" in document(data).text


def test_a_piece_of_a_page_and_an_xhtml_page_are_read(tmp_path):
    for name, source in (
        ("a.htm", f"<div><p>{PROSE}</p></div>"),
        (
            "b.xhtml",
            f'<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{PROSE}</p></body></html>',
        ),
    ):
        path = tmp_path / name
        path.write_text(source, encoding="utf-8")
        assert read(path).text == PROSE


def test_an_article_that_a_script_would_uncover_is_read():
    assert lines(f'<div style="display:none" id="zoom"><p>{PROSE}</p></div>') == [TITLE, PROSE]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (page('<div id="app"></div><script src="/app.js"></script>'), "脚本"),
        (b"<html><frameset cols='20%,80%'><frame src=a.htm><frame src=b.htm></frameset></html>", "框架"),
        (page(""), "没有文字"),
        (page("".join(f"<li><a href=/{n}>云岭县第{n}号文件</a></li>" for n in range(30))), "找不到正文"),
        (page("<div>" * 5000 + PROSE), "嵌套"),
        (b"<html>" + b" " * 20_000_001, "太大"),
    ],
)
def test_what_holds_no_article_says_why(data, words):
    with pytest.raises(UnreadableError, match=words):
        document(data)


def test_spans_that_claim_the_whole_page_cost_little():
    rows = "<tr><td colspan=1000 rowspan=60000>1</td><td>2</td></tr>" * 1000
    found = document(page(f"<p>{PROSE}</p><table>{rows}</table>"))
    assert len(found.tables[0].cells) == 2000


def test_entities_of_a_doctype_are_not_expanded():
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + page(f"<p>{PROSE}&b;</p>").decode()
    assert "aaaa" not in document(bomb.encode()).text


def test_every_element_closes_behind_its_opening():
    markup = parse_markup("<div><p>a<div hidden><p>b</div><ul><li>c<li>d</ul>e")
    assert [event for event in markup.events if isinstance(event, str)] == ["a", "c", "d", "e"]
    for number, element in enumerate(markup.elements):
        assert (markup.events[element.start], markup.events[element.end - 1]) == (number, ~number)


def test_a_web_archive_says_how_to_save_it(tmp_path):
    path = tmp_path / "页面.mht"
    path.write_bytes(
        b"From: <Saved by Blink>\r\nSubject: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
    )
    with pytest.raises(UnreadableError, match="另存为"):
        read(path)
