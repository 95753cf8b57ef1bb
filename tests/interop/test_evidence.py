"""What is kept of a bad verdict, as a provider would get it; never with a password in it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from canary import CANARY, CANARY_OWNER, CANARY_USER, assert_hidden
from monitors import check, settings
from watchpost.servers import MailServers

from host_sim import HostSim, Outcome

WRONG = CANARY + "x"


@pytest.fixture
def servers(servers_with: Callable[..., MailServers]) -> MailServers:
    """Servers whose one user has the canary as the password."""
    return servers_with(users=(CANARY_OWNER,))


class Kept:
    """A check that ended badly, and what was kept of it."""

    def __init__(self, host_sim: HostSim, folder: Path) -> None:
        self._sim = host_sim
        self._folder = folder
        self._state = folder / "state.db"

    def check(self, servers: MailServers, protocol: str = "imap", code: int = 2, **more: str) -> Outcome:
        values = settings(servers, servers.user(0), protocol, **({"mode": "same_poll"} | more))
        outcome = check(self._sim, values, "--state", str(self._state), "--instance", "flow")
        assert outcome.code == code, outcome
        assert_hidden(outcome.out, outcome.err)
        return outcome

    def evidence(self, *options: str) -> Outcome:
        outcome = self._sim.run("evidence", "flow", "--state", self._state, *options)
        assert_hidden(outcome.out, outcome.err)
        return outcome

    def saved(self) -> dict[str, str]:
        """The files of the latest evidence. Neither they nor the database hold the password."""
        target = self._folder / "saved"
        outcome = self.evidence("--save", str(target))
        assert outcome.code == 0, outcome
        files = {file.name: file.read_text(encoding="utf-8") for file in target.iterdir()}
        assert_hidden(*files.values())
        for file in self._folder.glob("state.db*"):
            assert_hidden(file.read_bytes())
        shown = self.evidence()
        assert shown.code == 0, shown
        for name in files.keys() - {"verdict.json"}:
            assert f"==> {name}\n" in shown.out
        return files


@pytest.fixture
def kept(host_sim: HostSim, tmp_path: Path) -> Kept:
    return Kept(host_sim, tmp_path)


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_wrong_password(kept: Kept, servers: MailServers, protocol: str) -> None:
    kept.check(servers, protocol, mail__password=WRONG)
    files = kept.saved()
    assert json.loads(files["verdict.json"])["state"] == "CRITICAL"
    said = files[f"{protocol}.txt"]
    assert f"-- signing in as {CANARY_USER} by SCRAM-SHA-256\n" in said
    assert "<secret>" in said
    assert "[AUTHENTICATIONFAILED]" in said if protocol == "imap" else "-ERR [AUTH]" in said
    assert CANARY_USER in files["summary.txt"]
    assert "  sign-in " in files["timeline.txt"]


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
@pytest.mark.parametrize("mechanism", ["plain", "login", "cram-md5"])
def test_no_mechanism_leaves_a_secret(
    kept: Kept, servers_with: Callable[..., MailServers], tmp_path: Path, mechanism: str, protocol: str
) -> None:
    servers = servers_with(users=(CANARY_OWNER,), mechanisms=mechanism)
    kept.check(servers, protocol, smtp__password=WRONG)
    files = kept.saved()
    assert f"AUTH {mechanism.upper()}" in files["smtp.txt"]
    assert "S: 535 " in files["smtp.txt"]
    (tmp_path / "saved").rename(tmp_path / "first")
    kept.check(servers, protocol, mail__password=WRONG)
    files = kept.saved()
    assert f" by {mechanism.upper()}\n" in files[f"{protocol}.txt"]


def test_untrusted_certificate(kept: Kept, servers: MailServers, tmp_path: Path) -> None:
    kept.check(servers, tls__ca_file=servers.other_ca_file)
    files = kept.saved()
    assert "-- tls: certificate" in files["imap.txt"]
    for name in ("mail-chain.pem", "smtp-chain.pem"):
        shown = subprocess.run(
            ["openssl", "x509", "-in", tmp_path / "saved" / name, "-noout", "-issuer", "-subject"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert "issuer=" in shown.stdout
        assert "Subject: " in files[name]


def test_refused_recipient(kept: Kept, servers: MailServers) -> None:
    kept.check(servers, smtp__to="somebody@elsewhere.test")
    said = kept.saved()["smtp.txt"]
    assert "C: RCPT TO:<somebody@elsewhere.test>\n" in said
    assert "recipient     S: 550 5.1.2 <somebody@elsewhere.test>: " in said


def test_lost_probe(kept: Kept, servers: MailServers) -> None:
    kept.check(servers, smtp__to=servers.lost_address, delivery__deadline="1s")
    files = kept.saved()
    queue_id = json.loads(files["verdict.json"])["facts"]["smtp.queue_id"]
    assert queue_id in servers.logs()
    assert f"queue id    {queue_id}" in files["summary.txt"]
    assert "  lost\n" in files["summary.txt"]
    assert f"queued as {queue_id}" in files["smtp.txt"]
    assert f"  tried     {servers.host}:{servers.imaps_port}  connected after" in files["dns.txt"]


def test_good_verdict_has_none_and_says_so(kept: Kept, servers: MailServers) -> None:
    kept.check(servers, code=0)
    outcome = kept.evidence()
    assert outcome.code == 1, outcome
    assert "there is no evidence of 'flow'; its latest result is OK of " in outcome.err


def test_history_marks_it(kept: Kept, servers: MailServers, host_sim: HostSim, tmp_path: Path) -> None:
    kept.check(servers, mail__password=WRONG)
    kept.check(servers, code=0)
    lines = host_sim.run("history", "--state", tmp_path / "state.db").out.splitlines()
    assert ["[evidence]" in line for line in lines] == [True, False]
    assert kept.evidence("--list").out.count("\n") == 1
