"""The curl program, a process for every step, as scripts use it."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from measurement import REST_MS, Run, Sample, Target, peak_rss_mib
from probe_mail import HEADER, message, wait_for_delivery
from rig import HostSim


def available() -> bool:
    """Whether there is a curl."""
    return shutil.which("curl") is not None


class Client:
    """Runs curl and adds up what its processes cost."""

    def __init__(self, target: Target, protocol: str, separate: bool) -> None:
        self._target = target
        self._separate = separate
        self._curl = HostSim(shutil.which("curl") or "curl")
        self.cpu_s = 0.0
        self.processes = 0
        self.fetch = self._fetch_imap if protocol == "imap" else self._fetch_pop3

    def submit_command(self, file: Path) -> list[str]:
        """The arguments that submit a message file."""
        t = self._target
        return [*self._common(), "--url", f"smtp://{t.host}:{t.submission_port}", "--ssl-reqd",
                "--mail-from", t.user, "--mail-rcpt", t.user, "--upload-file", str(file)]  # fmt: skip

    def submit(self, file: Path) -> None:
        """SMTP with STARTTLS and AUTH PLAIN."""
        self._run(self.submit_command(file))

    def _fetch_imap(self, token: str) -> None:
        url = f"imaps://{self._target.host}:{self._target.imaps_port}/INBOX"
        answer = self._run(
            [*self._common(), "--url", url, "--request", f"UID SEARCH HEADER {HEADER} {token}"]
        )
        found = answer.partition("SEARCH")[2].split()
        if len(found) != 1:
            raise LookupError(f"{len(found)} messages with {token}")
        store = [
            *self._common(),
            "--url",
            url,
            "--request",
            rf"UID STORE {found[0]} +FLAGS.SILENT (\Deleted)",
        ]
        expunge = [*self._common(), "--url", url, "--request", "EXPUNGE"]
        if self._separate:
            self._run(store)
            self._run(expunge)
        else:
            self._run([*store, "--next", *expunge])

    def _fetch_pop3(self, token: str) -> None:
        url = f"pop3s://{self._target.host}:{self._target.pop3s_port}"
        if self._run([*self._common(), "--url", f"{url}/"]).split()[:1] != ["1"]:
            raise LookupError(f"no message with {token}")
        if token not in self._run([*self._common(), "--url", f"{url}/1"]):
            raise LookupError(f"another message than {token}")
        self._run([*self._common(), "--url", f"{url}/1", "--request", "DELE", "--head"])

    def _common(self) -> list[str]:
        t = self._target
        return ["--silent", "--show-error", "--cacert", t.ca_file, "--user", f"{t.user}:{t.password}",
                "--login-options", "AUTH=PLAIN", "--sasl-ir"]  # fmt: skip

    def _run(self, arguments: Sequence[str]) -> str:
        outcome = self._curl.run(*arguments, timeout=60)
        if outcome.code:
            raise RuntimeError(f"curl: {outcome.code} {outcome.err}")
        self.cpu_s += outcome.cpu_s
        self.processes += 1
        return outcome.out


def peer(protocol: str, separate: bool = True) -> Callable[[Target, int], Run]:
    """The peer that fetches by `protocol` (imap, pop3); STORE and EXPUNGE in one process unless
    `separate`."""

    def run(target: Target, count: int) -> Run:
        client = Client(target, protocol, separate)
        samples = []
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "message"
            for i in range(count):
                time.sleep(REST_MS / 1000)
                token = f"{time.time_ns():x}-{i}"
                file.write_text(message(target.user, token), newline="")
                client.cpu_s = 0.0
                started = time.perf_counter()
                client.submit(file)
                submitted = time.perf_counter()
                wait_for_delivery(target.maildir)
                arrived = time.perf_counter()
                client.fetch(token)
                ended = time.perf_counter()
                samples.append(
                    Sample(client.cpu_s * 1000, (submitted - started) * 1000, (ended - arrived) * 1000)
                )
            curl = shutil.which("curl") or "curl"
            memory = peak_rss_mib([curl, *client.submit_command(file)])
            if memory is not None:
                wait_for_delivery(target.maildir)
                client.fetch(token)
        return Run(samples, memory, (client.processes - (memory is not None)) // count)

    return run
