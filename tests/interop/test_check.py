"""`host_sim check` as a Nagios-like host runs it: one line, perfdata, exit code."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from canary import CANARY_OWNER
from conftest import smtp_is_down
from monitors import check, settings
from watchpost.servers import MailServers, PortLease

from host_sim import HostSim, Outcome


def one_line(outcome: Outcome) -> str:
    """The one line that it printed."""
    lines = outcome.out.splitlines()
    assert len(lines) == 1, outcome
    return lines[0]


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_a_round_trip_is_ok_with_perfdata_per_stage(
    host_sim: HostSim, mail_servers: MailServers, protocol: str
) -> None:
    user = mail_servers.user(0)
    outcome = check(host_sim, settings(mail_servers, user, protocol, mode="same_poll"))
    line = one_line(outcome)
    assert outcome.code == 0, outcome
    assert "OK" in line.split("|")[0], line
    perfdata = line.split("|")[1]
    for metric in (
        "delivery",
        "smtp_connect",
        "smtp_tls",
        "smtp_auth",
        "smtp_submit",
        "mail_tls",
        "mail_find",
    ):
        assert metric in perfdata, line
    assert mail_servers.messages(user) == []


@pytest.mark.parametrize(
    ("case", "more"),
    [
        ("smtp none", {"smtp.port": "smtp_port", "smtp.tls": "none", "smtp.auth": ""}),
        ("smtp starttls", {"smtp.port": "smtp_port", "smtp.tls": "starttls", "smtp.auth": ""}),
        ("submission starttls", {"smtp.port": "submission_port", "smtp.tls": "starttls"}),
        ("smtps", {"smtp.port": "smtps_port", "smtp.tls": "implicit"}),
        ("imap starttls", {"mail.port": "imap_port", "mail.tls": "starttls"}),
        ("imap clear", {"mail.port": "imap_port", "mail.tls": "none"}),
        ("pop3 stls", {"mail.protocol": "pop3", "mail.port": "pop3_port", "mail.tls": "starttls"}),
        ("pop3 clear", {"mail.protocol": "pop3", "mail.port": "pop3_port", "mail.tls": "none"}),
    ],
)
def test_every_way_of_encryption(
    host_sim: HostSim, mail_servers: MailServers, case: str, more: dict[str, str]
) -> None:
    values = settings(mail_servers, mail_servers.user(0), mode="same_poll")
    values |= {key: str(getattr(mail_servers, value, value)) for key, value in more.items()}
    values = {key: value for key, value in values.items() if value}
    if "smtp.auth" not in values:
        values = {k: v for k, v in values.items() if k not in ("smtp.username", "smtp.password")}
    outcome = check(host_sim, values)
    assert outcome.code == 0, f"{case}: {outcome}"


@pytest.mark.parametrize("mechanism", ["plain", "login", "cram-md5", "scram-sha-1", "scram-sha-256"])
def test_every_mechanism(host_sim: HostSim, servers_with: Callable[..., MailServers], mechanism: str) -> None:
    servers = servers_with(users=(CANARY_OWNER,), mechanisms=mechanism)
    for protocol in ("imap", "pop3"):
        values = settings(servers, servers.user(0), protocol, mode="same_poll")
        outcome = check(host_sim, values, "--json")
        assert outcome.code == 0, outcome
        facts = json.loads(outcome.out)["facts"]
        assert facts["smtp.auth"].lower() == mechanism, facts
        assert facts["mail.auth"].lower() in (mechanism, "user" if mechanism == "login" else mechanism), facts


def test_certificates_that_end_soon_are_a_warning(host_sim: HostSim, mail_servers: MailServers) -> None:
    values = settings(mail_servers, mail_servers.user(0), mode="same_poll")
    outcome = check(host_sim, values | {"tls.expiry_warning": "60d"})
    line = one_line(outcome)
    assert outcome.code == 1, outcome
    for group in ("smtp", "mail"):
        assert f"the certificate of {group}.server ends in " in line, line
        assert f"'{group}_cert_days'=" in line, line


def failing(host_sim: HostSim, values: dict[str, str], *words: str, options: tuple[str, ...] = ()) -> str:
    """A check that must be CRITICAL with all these words in its line."""
    outcome = check(host_sim, values, *options)
    line = one_line(outcome)
    assert outcome.code == 2, outcome
    assert "CRITICAL" in line, line
    for word in words:
        assert word in line, f"{word!r} in {line!r}"
    return line


def test_a_wrong_smtp_password_names_stage_words_and_remedy(
    host_sim: HostSim, mail_servers: MailServers
) -> None:
    values = settings(mail_servers, mail_servers.user(0), mode="same_poll", smtp__password="not-it")
    line = failing(host_sim, values, "sign-in", "535", "authentication fail", "smtp.password")
    assert "not-it" not in line


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_a_wrong_mailbox_password(host_sim: HostSim, mail_servers: MailServers, protocol: str) -> None:
    values = settings(mail_servers, mail_servers.user(0), protocol, mode="same_poll", mail__password="not-it")
    line = failing(host_sim, values, "sign-in", "uthentication failed", "mail.password")
    assert "not-it" not in line


def test_a_wrong_port(host_sim: HostSim, mail_servers: MailServers) -> None:
    lease = PortLease(1, mail_servers.host)  # leased, but nobody listens
    values = settings(mail_servers, mail_servers.user(0), mode="same_poll", smtp__port=str(lease.ports[0]))
    failing(host_sim, values, "connect", "refused", "smtp.port")
    lease.release()


def test_a_port_of_another_protocol(host_sim: HostSim, mail_servers: MailServers) -> None:
    values = settings(
        mail_servers, mail_servers.user(0), mode="same_poll", mail__port=str(mail_servers.pop3s_port)
    )
    failing(host_sim, values, "greeting", "mail.port")


def test_an_untrusted_certificate(host_sim: HostSim, mail_servers: MailServers) -> None:
    values = settings(
        mail_servers, mail_servers.user(0), mode="same_poll", tls__ca_file=mail_servers.other_ca_file
    )
    failing(host_sim, values, "certificate", "tls.ca_file")


@pytest.mark.parametrize("kind", ["expired", "wrong-name", "self-signed"])
def test_a_bad_certificate(host_sim: HostSim, servers_with: Callable[..., MailServers], kind: str) -> None:
    servers = servers_with(users=1, certificate=kind)
    failing(host_sim, settings(servers, servers.user(0), mode="same_poll"), "certificate")


def test_a_server_that_is_down(host_sim: HostSim, mail_servers: MailServers) -> None:
    values = settings(mail_servers, mail_servers.user(0), mode="same_poll")
    with smtp_is_down(mail_servers):
        failing(host_sim, values, "SMTP", "refused", "smtp.server")


def test_mail_that_does_not_arrive_is_lost(host_sim: HostSim, mail_servers: MailServers) -> None:
    values = settings(
        mail_servers, mail_servers.user(0), mode="same_poll", smtp__to=mail_servers.lost_address
    )
    failing(host_sim, values | {"delivery.deadline": "1s"}, "not in the mailbox")


def test_a_recipient_that_is_refused(host_sim: HostSim, mail_servers: MailServers) -> None:
    values = settings(mail_servers, mail_servers.user(0), mode="same_poll", smtp__to="nobody@elsewhere.test")
    failing(host_sim, values, "recipient", "smtp.to")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("smtp.port", "99999"),
        ("smtp.tls", "maybe"),
        ("smtp.timeout", "soon"),
        ("smtp.prot", "25"),
        ("smtp.to", "x"),
    ],
)
def test_a_bad_setting_is_unknown_and_named(
    host_sim: HostSim, mail_servers: MailServers, key: str, value: str
) -> None:
    values = settings(mail_servers, mail_servers.user(0), mode="same_poll") | {key: value}
    outcome = check(host_sim, values)
    assert outcome.code == 3, outcome
    assert key in outcome.out + outcome.err, outcome
    if key != "smtp.prot":
        assert value in outcome.out + outcome.err, outcome


def test_an_unknown_macro_is_named(host_sim: HostSim, mail_servers: MailServers) -> None:
    values = settings(mail_servers, mail_servers.user(0), mode="same_poll", smtp__server="%Device.Adress")
    outcome = check(host_sim, values)
    assert outcome.code == 3, outcome
    assert "%Device.Adress" in outcome.out + outcome.err, outcome


def test_a_pipe_named_as_a_file_of_authorities_is_told(
    host_sim: HostSim, mail_servers: MailServers, tmp_path: Path
) -> None:
    pipe = tmp_path / "ca.pem"
    os.mkfifo(pipe)
    values = settings(mail_servers, mail_servers.user(0), mode="same_poll") | {"tls.ca_file": str(pipe)}
    outcome = check(host_sim, values)
    assert outcome.code == 2, outcome
    assert f"the CA file '{pipe}' is not a regular file" in one_line(outcome)
