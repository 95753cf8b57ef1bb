"""POP before SMTP: a Postfix that relays only for addresses which have just signed in to Dovecot's POP3."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from pathlib import Path

import pytest
from facility import Facility, stored
from letters import answer_to, letter
from watchpost.servers import DOMAIN, MailServers, User, wait_until

from host_sim import HostSim

OUTSIDE = "duty@outside.test"
"""An address of another domain: mail to it is relayed, or refused."""

SCRIPT = """\
#!/bin/sh
echo "$USER" >>{folder}/sign-ins
if [ "$(wc -l <{folder}/sign-ins)" -ge 2 ]; then
  echo "$IP OK" >{folder}/signed-in
  touch -d "10 seconds ago" {folder}/signed-in
fi
exec "$@"
"""
"""Runs when somebody has signed in to POP3. The first one is the reading of the mailbox; it does not count,
so that only a sign-in of its own opens the way for sending."""

DOVECOT = """
service pop3 {{
  executable = pop3 pop3-postlogin
}}
service pop3-postlogin {{
  executable = script-login {script}
  user = root
  unix_listener pop3-postlogin {{
  }}
}}
"""


class Gate:
    """Servers whose relay opens at the second POP3 sign-in."""

    def __init__(self, folder: Path) -> None:
        self._sign_ins = folder / "sign-ins"
        signed_in = folder / "signed-in"
        signed_in.touch()
        script = folder / "post-login"
        script.write_text(SCRIPT.format(folder=folder))
        script.chmod(0o755)
        self.servers = MailServers(
            users=2,
            dovecot_extra=DOVECOT.format(script=script),
            postfix_extra={
                "smtpd_relay_restrictions": f"check_client_access texthash:{signed_in}, "
                "reject_unauth_destination",
                # A table in a text file is read by each process once.
                "max_use": "1",
                # Where the relayed mail ends, so that it can be looked at.
                "virtual_alias_maps": f"inline:{{{OUTSIDE}=user2@{DOMAIN}}}",
            },
        )

    @property
    def plant(self) -> User:
        return self.servers.user(0)

    @property
    def outside(self) -> User:
        return self.servers.user(1)

    def sign_ins(self) -> int:
        return len(self._sign_ins.read_text().splitlines()) if self._sign_ins.exists() else 0

    def relays(self) -> bool:
        """Whether Postfix takes mail to the other domain from this machine."""
        with smtplib.SMTP(self.servers.host, self.servers.smtp_port) as session:
            session.ehlo()
            session.mail(self.plant.address)
            return session.rcpt(OUTSIDE)[0] == 250


@pytest.fixture
def gate(servers_available: None, tmp_path: Path) -> Iterator[Gate]:
    one = Gate(tmp_path)
    with one.servers:
        yield one


def asked(gate: Gate, host_sim: HostSim, folder: Path, auth: str) -> tuple[Facility, str]:
    """A facility whose mailbox holds a question, and the id of that."""
    question = letter(OUTSIDE, gate.plant.address, "get level\n")
    gate.servers.deliver(gate.plant, 1, make=lambda _: question.as_bytes())
    facility = Facility(
        folder,
        host_sim,
        gate.servers,
        gate.plant,
        interval="1h",
        allow=[f"{OUTSIDE} read * assurance=address"],
        smtp__port=str(gate.servers.smtp_port),
        smtp__auth=auth,
    )
    return facility, str(question["Message-ID"])


def test_an_answer_is_relayed_after_a_sign_in_of_its_own(
    gate: Gate, host_sim: HostSim, tmp_path: Path
) -> None:
    assert not gate.relays()
    facility, question = asked(gate, host_sim, tmp_path, "pop-before-smtp")
    with facility.run():
        answer = answer_to(gate.servers, gate.outside, question)
    assert "1.25 m" in answer.get_content()
    assert answer["To"] == OUTSIDE
    assert gate.sign_ins() == 2
    assert gate.relays()


def test_without_it_the_relay_stays_shut(gate: Gate, host_sim: HostSim, tmp_path: Path) -> None:
    facility, _ = asked(gate, host_sim, tmp_path, "off")

    def refusal() -> str:
        query = "SELECT CAST(value AS TEXT) FROM state WHERE key LIKE 'outbox.0%'"
        texts = stored(facility.config.with_name("state.db"), query)
        return next((text for text in texts if '"phase":"failed"' in text), "")

    with facility.run() as running:
        running.wait_for("plant")
        note = wait_until(refusal, "a refused answer")
    assert "Relay access denied" in note
    assert gate.sign_ins() == 1
    assert not gate.servers.messages(gate.outside)
