"""One-time codes as phones show them (RFC 6238), and hashes as `host_sim hash-password` makes them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
from datetime import datetime, timedelta

KEY = b"12345678901234567890"


def one_time_code(at: datetime, key: bytes = KEY, period: timedelta = timedelta(seconds=30)) -> str:
    """Six digits, SHA-1."""
    counter = int(at.timestamp() // period.total_seconds())
    mac = hmac.digest(key, struct.pack(">Q", counter), hashlib.sha1)
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def totp_row(who: str, key: bytes = KEY) -> str:
    """A row of the setting `totp`."""
    return f"{who} {base64.b32encode(key).decode()}"


def password_hash(password: str, salt: bytes = b"0123456789abcdef") -> str:
    """At the least cost that is accepted."""
    made = hashlib.scrypt(password.encode(), salt=salt, n=1 << 14, r=8, p=1, maxmem=1 << 26, dklen=32)
    salt_text, hash_text = (base64.b64encode(b).decode().rstrip("=") for b in (salt, made))
    return f"$scrypt$ln=14,r=8,p=1${salt_text}${hash_text}"
