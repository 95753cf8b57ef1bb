"""A long-lived client made of Python's smtplib, imaplib and poplib, in its own process.

python_loop.py PROTOCOL COUNT REST_MS, with the fields of a Target as JSON on standard input; the samples and the peak
memory as JSON on standard output. Imports no more than such a client needs.
"""

from __future__ import annotations

import imaplib
import json
import poplib
import resource
import smtplib
import ssl
import sys
import time
from collections.abc import Callable

from probe_mail import HEADER, message, wait_for_delivery

SignIn = Callable[[str, str], tuple[str, Callable[..., str]]]
"""User and password to the name of a mechanism and the function that answers its challenges."""


class Client:
    """One TLS setting for the whole life, one connection for each half of a round trip.

    `sign_in`: what signs in by SASL where the modules of Python do not know how, see many_loop.py.
    """

    def __init__(self, target: dict[str, str | int], sign_in: SignIn | None = None) -> None:
        self._host = target["host"]
        self._ports = {name: target[f"{name}_port"] for name in ("submission", "imaps", "pop3s")}
        self._user, self._password = target["user"], target["password"]
        self._tls = ssl.create_default_context(cafile=target["ca_file"])
        self._sign_in = sign_in

    def submit(self, token: str) -> None:
        """SMTP with STARTTLS and AUTH PLAIN."""
        with smtplib.SMTP(self._host, self._ports["submission"], timeout=60) as smtp:
            smtp.starttls(context=self._tls)
            smtp.ehlo()
            if self._sign_in:
                mechanism, answer = self._sign_in(self._user, self._password)
                smtp.auth(mechanism, answer)
            else:
                smtp.user, smtp.password = self._user, self._password
                smtp.auth("PLAIN", smtp.auth_plain)
            smtp.sendmail(self._user, [self._user], message(self._user, token))

    def fetch_imap(self, token: str) -> None:
        """IMAPS: find by the header, delete, log out. Raises LookupError when it is not there."""
        with imaplib.IMAP4_SSL(self._host, self._ports["imaps"], ssl_context=self._tls, timeout=60) as imap:
            if self._sign_in:
                mechanism, answer = self._sign_in(self._user, self._password)
                imap.authenticate(mechanism, lambda challenge: answer(challenge).encode())
            else:
                imap.login(self._user, self._password)
            imap.select()
            found = imap.uid("SEARCH", "HEADER", HEADER, token)[1][0].split()
            if len(found) != 1:
                raise LookupError(f"{len(found)} messages with {token}")
            imap.uid("STORE", found[0].decode(), "+FLAGS.SILENT", r"(\Deleted)")
            imap.expunge()

    def fetch_pop3(self, token: str) -> None:
        """POP3S: the only message is looked at, deleted, and gone at QUIT. Raises LookupError."""
        pop = poplib.POP3_SSL(self._host, self._ports["pop3s"], context=self._tls, timeout=60)
        pop.user(self._user)
        pop.pass_(self._password)
        if pop.stat()[0] != 1 or token.encode() not in b"".join(pop.top(1, 0)[1]):
            raise LookupError(f"no message with {token}")
        pop.dele(1)
        pop.quit()


def main() -> None:
    """The client's process: python_loop.py PROTOCOL COUNT REST_MS."""
    protocol, count, rest = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) / 1000
    target = json.load(sys.stdin)
    client = Client(target)
    fetch = client.fetch_imap if protocol == "imap" else client.fetch_pop3
    samples = []
    for i in range(count + 1):
        time.sleep(rest)
        token = f"{time.time_ns():x}-{i}"
        submit = timed(lambda token=token: client.submit(token))
        wait_for_delivery(target["maildir"])
        found = timed(lambda token=token: fetch(token))
        samples.append({"cpu_ms": submit[0] + found[0], "submit_ms": submit[1], "fetch_ms": found[1]})
    with open("/proc/self/status") as status:  # noqa: PTH123 - pathlib is not free
        peak = next(line for line in status if line.startswith("VmHWM"))
    # The first round trip loads modules and tables, which a long-lived client does once.
    json.dump({"samples": samples[1:], "peak_rss_mib": int(peak.split()[1]) / 1024}, sys.stdout)


def timed(work: Callable[[], None]) -> tuple[float, float]:
    """CPU and wall of `work`, in ms."""
    before, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    work()
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu * 1000, wall * 1000


if __name__ == "__main__":
    main()
