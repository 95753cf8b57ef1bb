#!/usr/bin/python3
"""Writes the torture corpus of read_text(): tests/corpus/mail_text/*.eml.

tests/corpus/make_mail_text.py [FOLDER]

A message with a field X-Expect must be read as that: base64 of its lines in UTF-8, joined by line feeds. The others
only have to be survived.
"""

import base64
import itertools
import quopri
import sys
from pathlib import Path

LINES = {
    "en": ["on pump1", "get tank*"],
    "ja": ["ポンプ１ オン", "水位を表示", "ﾎﾟﾝﾌﾟ2"],
    "nec": ["①号 ㈱ 運転", "停止"],
    "de": ["set Wärme=21", "get Öltank"],
}
# Charset as declared, codec of Python, texts that fit.
CHARSETS = [
    ("us-ascii", "ascii", ["en"]),
    ("utf-8", "utf-8", ["en", "ja", "nec", "de"]),
    ("UTF8", "utf-8", ["ja"]),
    ("iso-2022-jp", "iso2022_jp_ext", ["en", "ja"]),
    ("Shift_JIS", "cp932", ["en", "ja", "nec"]),
    ("windows-31j", "cp932", ["ja", "nec"]),
    ("euc-jp", "euc_jp", ["en", "ja"]),
    ("iso-8859-1", "cp1252", ["en", "de"]),
    ("windows-1252", "cp1252", ["de"]),
    ("iso-8859-15", "iso8859-15", ["de"]),
]
ENCODINGS = ["8bit", "base64", "quoted-printable"]
FOOTERS = {
    "iphone": "iPhoneから送信",
    "docomo": "ドコモのスマートフォンから送信",
    "au": "auのスマートフォンから送信",
    "softbank": "SoftBankのiPhoneから送信",
    "yahoo": "Yahoo!メールアプリから送信",
    "galaxy": "Sent from my Galaxy",
    "signature": "-- ",
    "original": "-----Original Message-----",
    "outlook": "差出人: Watchpost <wp@example.org>",
    "rule": "=" * 30,
}


def encoded(data: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        return base64.encodebytes(data).replace(b"\n", b"\r\n")
    if encoding == "quoted-printable":
        return quopri.encodestring(data).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return data


def part(lines: list[str], charset: str, codec: str, encoding: str, kind: str = "plain") -> bytes:
    if kind == "html":
        text = "<html><head><title>off x</title></head><body>" + "".join(
            f"<p>{line}</p>\r\n" for line in lines
        )
    else:
        text = "".join(line + "\r\n" for line in lines)
    head = f"Content-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode() + encoded(text.encode(codec), encoding)


def message(body: bytes, expect: list[str] | None = None) -> bytes:
    head = "From: a@example.org\r\nTo: wp@example.org\r\nSubject: test\r\nMIME-Version: 1.0\r\n"
    if expect is not None:
        head += "X-Expect: " + base64.b64encode("\n".join(expect).encode()).decode() + "\r\n"
    return head.encode() + body


def multipart(subtype: str, parts: list[bytes], boundary: str = "=_b") -> bytes:
    out = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'.encode()
    for each in parts:
        out += f"--{boundary}\r\n".encode() + each + b"\r\n"
    return out + f"--{boundary}--\r\n".encode()


def charsets():
    for (name, codec, texts), encoding, kind in itertools.product(CHARSETS, ENCODINGS, ["plain", "html"]):
        if kind == "html" and encoding == "8bit":
            continue
        for text in texts:
            lines = LINES[text]
            yield (
                f"charset-{name}-{text}-{encoding}-{kind}",
                message(part(lines, name, codec, encoding, kind), lines),
            )


def structures():
    lines = LINES["ja"]
    plain = part(lines, "iso-2022-jp", "iso2022_jp_ext", "8bit")
    html = part(["off x"], "utf-8", "utf-8", "base64", "html")
    image = b"Content-Type: image/gif; name=a.gif\r\nContent-Transfer-Encoding: base64\r\n\r\nR0lGODlhAQABAAAAACw=\r\n"
    alternative = multipart("alternative", [plain, html], "=_alt")
    file = b"Content-Type: text/plain; name=x.txt\r\nContent-Disposition: attachment\r\n\r\noff x\r\n"
    rfc822 = b"Content-Type: message/rfc822\r\n\r\n" + message(part(["off x"], "utf-8", "utf-8", "8bit"))
    yield "decome", message(multipart("mixed", [multipart("related", [alternative, image], "=_rel")]), lines)
    yield "alternative", message(alternative, lines)
    yield "html-first", message(multipart("alternative", [html, plain]), lines)
    yield "attached-first", message(multipart("mixed", [file, rfc822, plain]), lines)
    yield "forwarded-only", message(multipart("mixed", [rfc822]), [])
    yield "no-text", message(image, [])
    yield "bare", b"From: a@example.org\r\nX-Expect: b24gYQ==\r\n\r\non a\r\n"
    yield "mbox", b"From a@example.org Wed Nov 25 10:00:00 2026\nFrom: a@example.org\n\non a\n"
    for name, footer in FOOTERS.items():
        yield (
            f"footer-{name}",
            message(part([*lines, "", footer, "off x"], "utf-8", "utf-8", "base64"), lines),
        )
        yield (
            f"jis-footer-{name}",
            message(part([*lines, footer, "off x"], "iso-2022-jp", "iso2022_jp_ext", "8bit"), lines),
        )
    flowed = b"Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\non \r\npump1\r\n> off x\r\n"
    yield "flowed", message(flowed, ["on pump1"])


def jis():
    head = b"Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n"
    for name, body, lines in [
        ("nec-row-13", b"\x1b$B-!-j\x1b(B\r\n", ["①㈱"]),
        ("kana-cp50221", b"\x1b(IN_]L_\x1b(B\r\n", ["ﾎﾟﾝﾌﾟ"]),
        ("kana-cp50222", b"\x0eN_]L_\x0f\r\n", ["ﾎﾟﾝﾌﾟ"]),
        ("jis-1978", b"\x1b$@%]\x1b(J\r\n", ["ポ"]),
        ("jis-x-0212", b"\x1b$(D0!\x1b(B\r\n", ["丂"]),
        ("cut-line", b"\x1b$B%]\r\non a\r\n", ["ポ", "on a"]),
        ("au-emoji", b"\x1b$Bwt\x1b(Bon a\r\nlist\r\n", ["\ufffdon a", "list"]),
        ("softbank-emoji", b"\x1b$Gj\x0fon a\r\nlist\r\n", ["\ufffdon a", "list"]),
    ]:
        yield f"jis-{name}", message(head + body, lines)
    yield "jis-escapes-only", message(head + b"\x1b$B\x1b(B" * 5000)
    yield "jis-half-escape", message(head + b"\x1b$\x1b(\x1b\x1b$(")
    yield "jis-undeclared", message(b"\r\n\x1b$B%]\x1b(B\r\n", ["ポ"])


def broken():
    whole = message(multipart("mixed", [part(LINES["ja"], "utf-8", "utf-8", "base64")] * 2))
    for at in range(20, len(whole), max(1, len(whole) // 24)):
        yield f"cut-{at}", whole[:at]
    for name, text in {
        "empty": b"",
        "line-end": b"\r\n",
        "no-header": b"on a\r\noff b\r\n",
        "nul": message(b"\r\non\x00a\r\n\x00\x00\r\n"),
        "nul-header": b"Subject: a\x00b\r\nX\x00Y: z\r\n\r\non a\r\n",
        "bare-cr": message(b"\r\non a\roff b\r"),
        "lone-boundary": message(b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n----\r\n"),
        "no-boundary": message(b"Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\non a\r\n"),
        "same-boundary": message(multipart("mixed", [multipart("mixed", [b"\r\non a"])])),
        "bad-base64": message(b"Content-Transfer-Encoding: base64\r\n\r\n=@@@@b24gYQ\r\n==x\r\n"),
        "bad-qp": message(b"Content-Transfer-Encoding: quoted-printable\r\n\r\n=ZZ=0=\r\n=\r\n=F"),
        "bad-utf-8": message(
            b"Content-Type: text/plain; charset=utf-8\r\n\r\n\xc0\xaf\xed\xa0\x80\xf8\x88\r\n"
        ),
        "bad-sjis": message(
            b"Content-Type: text/plain; charset=shift_jis\r\n\r\n\x83\r\n\x83\xff\x81\x00\xa0\xfd\r\n"
        ),
        "bad-euc": message(
            b"Content-Type: text/plain; charset=euc-jp\r\n\r\n\x8f\xa1\r\n\x8e\x20\xff\xfe\r\n"
        ),
        "utf-7": message(b"Content-Type: text/plain; charset=utf-7\r\n\r\n+AG8-n a\r\n", []),
        "utf-16": message(b"Content-Type: text/plain; charset=utf-16\r\n\r\n\x00o\x00n\r\n", []),
        "charset-long": message(b"Content-Type: text/plain; charset=" + b"x" * 3000 + b"\r\n\r\non a\r\n"),
        "words": b"Subject: =?utf-8?B?" + b"=?utf-8?Q?" * 300 + b"?=\r\n\r\non a\r\n",
        "words-endless": b"Subject: " + b"=?iso-2022-jp?B?GyRCJV0=?=\r\n " * 500 + b"\r\n\r\non a\r\n",
        "uuencode": message(
            b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\r\n#;VX@\r\n`\r\nend\r\n"
        ),
        "two-types": message(b"Content-Type: text/html\r\nContent-Type: text/plain\r\n\r\n<p>on a</p>\r\n"),
    }.items():
        yield f"broken-{name}", text


def bombs():
    page = b"Content-Type: text/html; charset=utf-8\r\n\r\n"
    nested = b""
    for i in range(200):
        nested += f'Content-Type: multipart/mixed; boundary="{i}"\r\n\r\n--{i}\r\n'.encode()
    bold = b"".join(b"<b x=%d>" % i for i in range(2500))
    for name, text in {
        "groups": b"To: " + b"a:" * 20000 + b"\r\n\r\non a\r\n",
        "groups-inside": message(
            multipart("mixed", [b"Content-Type: message/rfc822\r\n\r\nTo: " + b"a:" * 9000])
        ),
        "multiparts": nested,
        "parts": message(multipart("mixed", [b"\r\na"] * 3000)),
        "fields": b"A: b\r\n" * 9000 + b"\r\non a\r\n",
        "rfc822": b"Content-Type: message/rfc822\r\n\r\n" * 500,
        "parameters": message(b"Content-Type: text/plain" + b"; a*0*=x" * 1500 + b"\r\n\r\non a\r\n"),
        "continuations": message(
            b"Content-Type: text/plain" + b"".join(b"; a*%d=x" % i for i in range(1300)) + b"\r\n\r\na\r\n"
        ),
        "html-deep": message(page + b"<div>" * 12000 + b"on a"),
        "html-formats": message(page + b"<p>" + bold + b"</p>" + b"<p>x</p>" * 1500),
        "html-attributes": message(page + b"<p " + b" ".join(b"a%d" % i for i in range(9000)) + b">on a"),
        "html-tables": message(page + b"<table><td>" * 4000),
        "html-misnested": message(page + b"<a><b><i><p>" * 1200 + b"</a></b></i>" * 1200),
        "html-entities": message(page + b"&amp;" * 12000 + b"&" * 500),
        "html-svg": message(page + b"<svg><math><template>" * 2000),
        "lines": message(b"\r\n" + b"a\r\n" * 20000),
        "quoted": message(b"\r\n" + b"> " * 30000),
        "long-line": message(b"\r\n" + b"a" * 60000 + b"\r\non a\r\n"),
        "marks": message(b"Content-Type: text/plain; charset=utf-8\r\n\r\na" + "\u0301".encode() * 20000),
        "ligatures": message(b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + "\ufdfa".encode() * 15000),
    }.items():
        yield f"bomb-{name}", text


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "mail_text"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in itertools.chain(charsets(), structures(), jis(), broken(), bombs()):
        (folder / f"{name}.eml").write_bytes(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
