"""Reads a text file: finds its codec and decodes it strictly, and nothing else.

The text is ``data.decode(codec)``: CR LF stays two characters and a BOM stays character 0, so that an offset into the
text can always be turned back into an offset into the bytes. Newlines and width are normalised elsewhere.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from charset_normalizer import from_bytes

from hengliang.records import Document, Page, TextSource, UnreadableError

#: Byte order marks, the longer first: the mark of UTF-32-LE begins with that of UTF-16-LE.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: What charset-normalizer may choose among: the other codecs in which Chinese text is found.
_RARE_CODECS: Final = ["utf_16_le", "utf_16_be", "big5", "big5hkscs", "hz"]
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
#: Share of control characters from which on it is no text: a stray one in a report does happen.
_CONTROL_SHARE: Final = 0.01
#: Share of everyday characters among those beyond ASCII, below which a decoding is taken for a mistaken one. Real
#: Chinese has 0.95 and more; UTF-8 or Big5 read as GB18030 has less than 0.5.
_COMMON_SHARE: Final = 0.7
#: Characters looked at to judge a decoding.
_SAMPLE: Final = 20_000


def read_text(data: bytes, *, document_id: str, name: str) -> Document:
    """Makes a document of the bytes of a text file.

    Args:
        data: the bytes, not empty.
        document_id: their SHA-256.
        name: the file's base name.

    Raises:
        UnreadableError: no codec fits, it is binary, or there is nothing but white space.
    """
    encoding = find_encoding(data)
    text = data.decode(encoding)
    if not text.removeprefix("\ufeff").strip():
        raise UnreadableError("文件里只有空白，没有文字")
    page = Page(number=1, start=0, end=len(text), source=TextSource.FILE)
    return Document(document_id=document_id, name=name, text=text, encoding=encoding, reader="text", pages=(page,))


def find_encoding(data: bytes) -> str:
    """Finds the codec of a text: by its BOM, else UTF-8, else GB18030, else what else is plausible Chinese.

    Args:
        data: the whole file.

    Returns:
        A name for ``bytes.decode`` that keeps a BOM as a character: ``utf-8``, ``gb18030``, ``utf-16-le`` …

    Raises:
        UnreadableError: nothing fits.

    Example:
        >>> find_encoding("全区生产总值增长3.8%".encode("gb18030"))
        'gb18030'
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _checked(data, codec)
    if b"\x00" in data:
        return _rare_encoding(data) or _refuse("不是文本：含有二进制数据（空字节）")
    if _decodes(data, "utf-8"):
        return _checked(data, "utf-8")
    if _plausible(data, "gb18030"):
        return "gb18030"
    return _rare_encoding(data) or _refuse(_why_not(data))


def _checked(data: bytes, codec: str) -> str:
    """The codec, if the bytes are valid in it and not full of control characters."""
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"开头的标记说是 {codec.upper()} 编码，但第 {error.start + 1} 个字节起不是，文件可能已损坏"
        ) from None
    if len(_CONTROL.findall(text)) > _CONTROL_SHARE * len(text):
        raise UnreadableError("不是文本：含有大量控制字符，像是二进制数据")
    return codec


def _rare_encoding(data: bytes) -> str | None:
    best = from_bytes(data, cp_isolation=_RARE_CODECS).best()
    if best is None:
        return None
    codec = best.encoding.replace("_", "-")
    return codec if _plausible(data, codec) else None


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _plausible(data: bytes, codec: str) -> bool:
    """Whether they are valid and mean everyday Chinese: many byte strings are valid GB18030, few mean something."""
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return False
    sample = [char for char in text[:_SAMPLE] if not char.isascii()]
    if not sample or len(_CONTROL.findall(text)) > _CONTROL_SHARE * len(text):
        return False
    return sum(map(_common, sample)) >= _COMMON_SHARE * len(sample)


def _common(char: str) -> bool:
    """Whether it is punctuation, full-width, or among the everyday characters of GB 2312 or Big5 (their level 1)."""
    if (
        "\u2000" <= char <= "\u206f"
        or "\u3000" <= char <= "\u3015"
        or "\uff01" <= char <= "\uff5e"
        or char in "\ufeff·℃‰×￥"
    ):
        return True
    if not "\u4e00" <= char <= "\u9fff":
        return False
    return (
        b"\xb0\xa1" <= char.encode("gb2312", "replace") <= b"\xd7\xf9"
        or b"\xa4\x40" <= char.encode("big5", "replace") <= b"\xc6\x7e"
    )


def _why_not(data: bytes) -> str:
    """The sentence for bytes that no codec fits."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            return "文件在最后一个字的中间断了（UTF-8），像是没有写完整"
        if error.start and len(data[: error.start].decode("utf-8")) != error.start:
            return f"编码有误：前面是 UTF-8，第 {error.start + 1} 个字节起不是，文件可能已损坏"
    if len(_CONTROL.findall(data.decode("latin-1"))) > _CONTROL_SHARE * len(data):
        return "不是文本：看起来是二进制数据"
    return "认不出文字编码：不是 UTF-8、GB18030、UTF-16 或 Big5，请另存为 UTF-8"


def _refuse(reason: str) -> str:
    raise UnreadableError(reason)
