"""A password that must not show anywhere, and the check that it does not."""

from __future__ import annotations

import base64

from watchpost.servers import User

CANARY = "c4n4ry-Pa55=w,rd"
CANARY_USER = "canary@example.test"
CANARY_OWNER = User(CANARY_USER, CANARY)
"""Who signs in with it."""


def assert_hidden(*texts: str | bytes) -> None:
    """Neither as it is nor in base64."""
    needles = [CANARY.encode(), base64.b64encode(CANARY.encode()).rstrip(b"=")]
    plain = f"\0{CANARY_USER}\0{CANARY}".encode()
    needles.append(base64.b64encode(plain).rstrip(b"="))
    for text in texts:
        data = text.encode() if isinstance(text, str) else text
        for needle in needles:
            assert needle not in data


def spellings(secret: str) -> list[bytes]:
    """As it is, and what base64 makes of it wherever in the encoded text it begins."""
    found = [secret.encode()]
    for before in range(3):
        encoded = base64.b64encode(b" " * before + secret.encode())
        found.append(encoded[4 if before else 0 : -4])
    return found
