"""SCRAM (RFC 5802) as Python's mail modules want their callbacks; they know no SCRAM themselves."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets


class ScramClient:
    """One exchange without channel binding. Feed it each challenge; it checks the server's signature too."""

    def __init__(self, digest: str, user: str, password: str) -> None:
        self._digest = digest
        self._user = user.replace("=", "=3D").replace(",", "=2C")
        self._password = password.encode()
        self._nonce = secrets.token_urlsafe(18)
        self._signature = b""
        self.verified = False

    def answer(self, challenge: bytes | str | None = None) -> str:
        """The response to a challenge (empty for the first). Raises ValueError on a wrong server
        signature."""
        text = challenge.decode() if isinstance(challenge, bytes) else challenge or ""
        if not text:
            return f"n,,{self._first()}"
        fields = dict(part.split("=", 1) for part in text.split(","))
        if "v" not in fields:
            return self._final(text, fields)
        if not hmac.compare_digest(base64.b64decode(fields["v"]), self._signature):
            raise ValueError("SCRAM: the server does not know the password")
        self.verified = True
        return ""

    def _first(self) -> str:
        return f"n={self._user},r={self._nonce}"

    def _final(self, challenge: str, fields: dict[str, str]) -> str:
        salted = hashlib.pbkdf2_hmac(
            self._digest, self._password, base64.b64decode(fields["s"]), int(fields["i"])
        )
        client_key = self._mac(salted, b"Client Key")
        bare = f"c=biws,r={fields['r']}"
        exchange = f"{self._first()},{challenge},{bare}".encode()
        signature = self._mac(hashlib.new(self._digest, client_key).digest(), exchange)
        self._signature = self._mac(self._mac(salted, b"Server Key"), exchange)
        proof = bytes(a ^ b for a, b in zip(client_key, signature, strict=True))
        return f"{bare},p={base64.b64encode(proof).decode()}"

    def _mac(self, key: bytes, text: bytes) -> bytes:
        return hmac.new(key, text, self._digest).digest()
