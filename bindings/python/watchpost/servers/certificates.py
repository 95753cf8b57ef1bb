"""A throw-away certification authority and the certificates that a mail client must tell apart."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

KINDS = ("good", "wrong-name", "expired", "self-signed")
"""What a server can present: trusted and right; for another host; out of date; signed by nobody."""

CONFIGURATION = """\
[ca]
default_ca = this
[this]
dir = {folder}
new_certs_dir = $dir
database = $dir/index.txt
rand_serial = yes
default_md = sha256
policy = anything
unique_subject = no
[anything]
commonName = supplied
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[intermediate]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[right]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = IP:127.0.0.1,IP:127.0.0.2,DNS:localhost
[wrong]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:elsewhere.invalid
"""


@dataclass(frozen=True)
class Certificate:
    """Paths of a PEM chain (leaf first, then intermediate) and its key."""

    chain: Path
    key: Path


class CertificateAuthority:
    """Root and intermediate made at once in `folder`; leaves on demand. All keys are EC P-256.

    Raises subprocess.CalledProcessError when openssl refuses.
    """

    def __init__(self, folder: Path, name: str = "Interop test") -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self._config = folder / "openssl.cnf"
        self._config.write_text(CONFIGURATION.format(folder=folder))
        (folder / "index.txt").touch()
        self._request("root", f"{name} root")
        self._sign("root", "root", signer=None)
        self._request("intermediate", f"{name} intermediate")
        self._sign("intermediate", "intermediate", signer="root")

    @property
    def ca_file(self) -> Path:
        """PEM file with the root, for clients."""
        return self._folder / "root.pem"

    def certificate(self, kind: str) -> Certificate:
        """A certificate of one of KINDS."""
        if kind not in KINDS:
            raise ValueError(f"certificate kind {kind!r}: not one of {', '.join(KINDS)}")
        self._request(kind, "localhost")
        if kind == "self-signed":
            self._sign(kind, "right", signer=None)
            parts = [kind]
        else:
            section = "wrong" if kind == "wrong-name" else "right"
            self._sign(kind, section, signer="intermediate", expired=kind == "expired")
            parts = [kind, "intermediate"]
        chain = self._folder / f"{kind}.chain.pem"
        chain.write_text("".join((self._folder / f"{part}.pem").read_text() for part in parts))
        return Certificate(chain, self._folder / f"{kind}.key")

    def _request(self, name: str, common_name: str) -> None:
        options = ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        self._openssl(
            *options, "-subj", f"/CN={common_name}", "-keyout", f"{name}.key", "-out", f"{name}.csr"
        )

    def _sign(self, name: str, section: str, signer: str | None, expired: bool = False) -> None:
        if expired:
            validity = ["-startdate", "20200101000000Z", "-enddate", "20200201000000Z"]
        else:
            validity = ["-days", "30"]
        if signer:
            by = ["-cert", f"{signer}.pem", "-keyfile", f"{signer}.key"]
        else:
            by = ["-selfsign", "-keyfile", f"{name}.key"]
        options = ["-config", str(self._config), "-extensions", section, *validity, *by]
        self._openssl("ca", "-batch", "-notext", *options, "-in", f"{name}.csr", "-out", f"{name}.pem")

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self._folder, check=True, capture_output=True, timeout=30)
