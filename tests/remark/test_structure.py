"""Remarks from a document to their findings."""

import tomllib
from importlib.resources import files

import polars as pl
import pytest

from hengliang.codes import remarks as codes
from hengliang.extraction import extract_document
from hengliang.reconcile import reconcile
from hengliang.records import Document, Page, TextSource
from hengliang.schema import empty, polars_schema

TEXT = (
    "云溪县2020年政府工作报告\r\n"
    "一、 2020年工作回顾\r\n"
    "专栏 1 主要指标完成情况对比表\r\n"
    "二、产业发展\r\n"
    "引进云溪机械、白沙电子、青石化工 等 2 家企业。新建3个园区（云溪园、白沙园、青石园、南岭园）。\r\n"
    "粮食、油料、棉花产量分别增长7%、8%。\r\n"
)
KINDS = ["lost_table", "list_count", "list_count", "distribution"]


def extracted(text):
    pages = (Page(1, 0, len(text), TextSource.FILE),)
    return extract_document(Document("0" * 64, "云溪.txt", text, "utf-8", "text", pages))


def test_each_remark_quotes_its_document():
    remarks = extracted(TEXT).remarks
    assert remarks.schema == polars_schema("remarks")
    assert remarks["kind"].to_list() == KINDS
    for remark in remarks.iter_rows(named=True):
        assert TEXT[remark["start"] : remark["end"]] == remark["quote"]
        assert remark["quote"] in remark["sentence"]
        assert remark["sentence"] in TEXT


def test_a_document_without_remarks_has_the_table_without_rows():
    assert extracted("云溪县粮食产量增长7%。").remarks.equals(empty("remarks"))


def test_each_remark_becomes_a_finding():
    extraction = extracted(TEXT)
    found = reconcile(extraction.observations, extraction.documents, None, extraction.remarks).findings
    found = found.filter(pl.col("kind").is_in(KINDS)).sort(pl.col("spans").list.first().struct.field("start"))
    assert found["kind"].to_list() == KINDS
    assert found["severity"].to_list() == ["structure", "suspicious", "conflict", "suspicious"]
    assert found["finding_id"].is_unique().all()
    assert found["explanation"].to_list() == [
        "“专栏1主要指标完成情况对比表”之后没有表格的内容，表格可能在转换时丢失",
        "文中说是2家企业，列出的有3个",
        "文中说是3个园区，列出的有4个",
        "“分别”之前至少有3个对象，之后有2个数值，对不上",
    ]
    assert all(TEXT[s["start"] : s["end"]] == s["quote"] for spans in found["spans"] for s in spans)


@pytest.mark.parametrize("change", [{"ghost": ["甲"]}, {"pairs": []}, {"pairs": ["城乡", "城乡"]}])
def test_the_codelist_is_loaded_strictly(monkeypatch, change):
    data = tomllib.loads(files("hengliang.codelists").joinpath("remarks.toml").read_text(encoding="utf-8"))
    monkeypatch.setattr(codes.tomllib, "loads", lambda _: data | change)
    with pytest.raises(ValueError, match=r"remarks\.toml"):
        codes.load_remark_words.__wrapped__()
