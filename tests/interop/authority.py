"""A certification authority for people, and the mail that they sign."""

from __future__ import annotations

import subprocess
import uuid
from email.utils import formatdate
from pathlib import Path


class Authority:
    """A certification authority for people, in PEM files below `folder`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.ca_file = folder / "ca.pem"
        self._openssl(
            *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-addext", "keyUsage=critical,keyCertSign,cRLSign"),
            *("-subj", "/CN=People", "-days", "30", "-keyout", "ca.key", "-out", "ca.pem"),
        )

    def enroll(self, address: str) -> None:
        """Makes the key and the certificate for signing mail as `address`."""
        (self.folder / "person.cnf").write_text(
            f"basicConstraints=critical,CA:FALSE\nsubjectAltName=email:{address}\n"
            "keyUsage=critical,digitalSignature\nextendedKeyUsage=emailProtection\n"
        )
        self._openssl(
            *("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-subj", "/CN=Person", "-keyout", "person.key", "-out", "person.csr"),
        )
        self._openssl(
            *("x509", "-req", "-in", "person.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"),
            *("-extfile", "person.cnf", "-days", "30", "-out", "person.pem"),
        )

    def signed(self, sender: str, to: str, text: str, *options: str) -> tuple[str, bytes]:
        """Message-ID and bytes of a mail that `openssl cms` has signed; with -nodetach the text is inside."""
        # What is signed twice in a second with the same words is taken for a repetition.
        name = f"Content-ID: <{uuid.uuid4()}@people.example>"
        (self.folder / "part").write_text(f"Content-Type: text/plain; charset=utf-8\n{name}\n\n{text}")
        mail = self._openssl(
            *(
                "cms",
                "-sign",
                "-in",
                "part",
                "-signer",
                "person.pem",
                "-inkey",
                "person.key",
                "-md",
                "sha256",
            ),
            *("-from", sender, "-to", to, "-subject", "signed", *options),
        )
        message_id = f"<{uuid.uuid4()}@people.example>"
        return message_id, f"Date: {formatdate()}\nMessage-ID: {message_id}\n".encode() + mail

    def _openssl(self, *arguments: str) -> bytes:
        return subprocess.run(
            ["openssl", *arguments], cwd=self.folder, check=True, capture_output=True
        ).stdout
