"""Proof of the rig itself: every service, TLS mode and mechanism, delivery, and stopping without trace."""

from __future__ import annotations

import imaplib
import json
import os
import poplib
import shutil
import signal
import smtplib
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scram_client import ScramClient
from watchpost.servers import DOMAIN, MailServers, User, wait_until
from watchpost.servers.mailbox_inspector import FLAG_SETS

pytestmark = pytest.mark.usefixtures("servers_available")
TLS_MODES = ("implicit", "upgraded", "clear")
MECHANISMS = ("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256")
AWKWARD = " a:b\"c\\d%u$1#{}é漢'& "


def trusting(servers: MailServers) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=servers.ca_file)


def imap(servers: MailServers, mode: str = "implicit") -> imaplib.IMAP4:
    if mode == "implicit":
        return imaplib.IMAP4_SSL(servers.host, servers.imaps_port, ssl_context=trusting(servers))
    session = imaplib.IMAP4(servers.host, servers.imap_port)
    if mode == "upgraded":
        session.starttls(trusting(servers))
    return session


def pop(servers: MailServers, mode: str = "implicit") -> poplib.POP3:
    if mode == "implicit":
        return poplib.POP3_SSL(servers.host, servers.pop3s_port, context=trusting(servers))
    session = poplib.POP3(servers.host, servers.pop3_port)
    if mode == "upgraded":
        session.stls(trusting(servers))
    return session


def smtp(servers: MailServers, mode: str = "upgraded") -> smtplib.SMTP:
    if mode == "implicit":
        return smtplib.SMTP_SSL(servers.host, servers.smtps_port, context=trusting(servers))
    session = smtplib.SMTP(servers.host, servers.submission_port if mode == "upgraded" else servers.smtp_port)
    if mode == "upgraded":
        session.starttls(context=trusting(servers))
    return session


def submit(servers: MailServers, to: str, body: str = "hello", sender: int = 0) -> None:
    user = servers.user(sender)
    with smtp(servers) as session:
        session.login(user.address, user.password)
        session.sendmail(
            user.address, [to], f"From: {user.address}\r\nTo: {to}\r\nSubject: t\r\n\r\n{body}\r\n"
        )


def running_in(folder: Path) -> list[int]:
    """Pids of live processes that work in `folder` or name it on their command line."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            where = f"{(process / 'cwd').readlink()} {(process / 'cmdline').read_text()}"
        except OSError:
            continue
        if str(folder) in where and int(process.name) != os.getpid():
            found.append(int(process.name))
    return found


@pytest.mark.parametrize("mode", TLS_MODES)
def test_imap_signs_in(mail_servers: MailServers, mode: str) -> None:
    user = mail_servers.user(0)
    before = mail_servers.sign_ins(user, "imap")
    with imap(mail_servers, mode) as session:
        assert session.login(user.address, user.password)[0] == "OK"
        assert session.select()[0] == "OK"
    wait_until(lambda: mail_servers.sign_ins(user, "imap") == before + 1, "login in the log")


@pytest.mark.parametrize("mode", TLS_MODES)
def test_pop3_signs_in(mail_servers: MailServers, mode: str) -> None:
    user = mail_servers.user(0)
    before = mail_servers.sign_ins(user, "pop3")
    session = pop(mail_servers, mode)
    session.user(user.address)
    assert session.pass_(user.password).startswith(b"+OK")
    session.quit()
    wait_until(lambda: mail_servers.sign_ins(user, "pop3") == before + 1, "login in the log")


@pytest.mark.parametrize("mode", ("implicit", "upgraded"))
def test_submission_delivers(mail_servers: MailServers, mode: str) -> None:
    user = mail_servers.user(1)
    mail_servers.clear(user)
    with smtp(mail_servers, mode) as session:
        session.login(user.address, user.password)
        session.sendmail(user.address, [user.address], f"Subject: {mode}\r\n\r\nthrough the chain\r\n")
    [message] = mail_servers.wait_for_mail(user, 1)
    assert f"Subject: {mode}\r\n".encode() in message.data
    assert message.data.endswith(b"through the chain\r\n")
    assert message.flags == frozenset()


def test_relay_port_takes_mail_for_its_own_domain_only(mail_servers: MailServers) -> None:
    user = mail_servers.user(1)
    mail_servers.clear(user)
    with smtp(mail_servers, "clear") as session:
        session.sendmail("someone@foreign.example", [user.address], "Subject: in\r\n\r\nx\r\n")
        assert session.has_extn("starttls")
        assert not session.has_extn("auth")
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            session.sendmail("someone@foreign.example", ["x@elsewhere.example"], "Subject: out\r\n\r\nx\r\n")
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            session.sendmail("someone@foreign.example", [f"nobody@{DOMAIN}"], "Subject: none\r\n\r\nx\r\n")
    assert len(mail_servers.wait_for_mail(user, 1)) == 1


def test_submission_demands_tls_and_a_sign_in(mail_servers: MailServers) -> None:
    user = mail_servers.user(0)
    with smtplib.SMTP(mail_servers.host, mail_servers.submission_port) as session:
        assert session.mail(user.address)[0] == 530
    with smtp(mail_servers) as session, pytest.raises(smtplib.SMTPRecipientsRefused):
        session.sendmail(user.address, [user.address], "Subject: no\r\n\r\nx\r\n")


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_mechanism(mail_servers: MailServers, mechanism: str) -> None:
    user = mail_servers.user(0)
    digest = "sha256" if "256" in mechanism else "sha1"
    scram = ScramClient(digest, user.address, user.password)
    with imap(mail_servers) as session:
        assert f"AUTH={mechanism}" in session.capabilities
        if "SCRAM" in mechanism:
            assert session.authenticate(mechanism, scram.answer)[0] == "OK"
            assert scram.verified
        elif mechanism == "CRAM-MD5":
            assert session.login_cram_md5(user.address, user.password)[0] == "OK"
        else:
            steps = iter(
                [user.address, user.password]
                if mechanism == "LOGIN"
                else [f"\0{user.address}\0{user.password}"]
            )
            assert session.authenticate(mechanism, lambda _: next(steps))[0] == "OK"
    with smtp(mail_servers) as session:
        session.ehlo()
        assert mechanism in session.esmtp_features["auth"].split()
        session.user, session.password = user.address, user.password
        own = getattr(session, f"auth_{mechanism.lower().replace('-', '_')}", None)
        fresh = ScramClient(digest, user.address, user.password)
        assert session.auth(mechanism, own or fresh.answer)[0] == 235
        assert own or fresh.verified


def test_wrong_password_is_refused(mail_servers: MailServers) -> None:
    address = mail_servers.user(0).address
    with imap(mail_servers) as session, pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
        session.login(address, "wrong")
    session = pop(mail_servers)
    session.user(address)
    with pytest.raises(poplib.error_proto, match="AUTH"):
        session.pass_("wrong")
    session.close()
    with smtp(mail_servers) as session, pytest.raises(smtplib.SMTPAuthenticationError):
        session.login(address, "wrong")


def test_addresses_with_a_purpose(mail_servers: MailServers) -> None:
    user = mail_servers.user(2)
    mail_servers.clear(user)
    submit(mail_servers, user.address.replace("@", "+Junk@"), sender=2)
    assert len(mail_servers.wait_for_mail(user, 1, "Junk")) == 1
    submit(mail_servers, mail_servers.lost_address, sender=2)
    submit(mail_servers, mail_servers.bounce_address, sender=2)
    [bounce] = mail_servers.wait_for_mail(user, 1)
    assert b"Return-Path: <>" in bounce.data
    assert b"multipart/report" in bounce.data
    mail_servers.clear(user)
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        submit(mail_servers, "someone@elsewhere.example", sender=2)
    wait_until(lambda: mail_servers.queue_length() == 0, "empty queue")
    assert mail_servers.messages(user) == []


def test_deliveries_can_be_held(mail_servers: MailServers) -> None:
    user = mail_servers.user(2)
    mail_servers.clear(user)
    mail_servers.hold_deliveries()
    submit(mail_servers, user.address, sender=2)
    wait_until(lambda: "deferred transport" in mail_servers.logs(), "deferral in the log")
    assert mail_servers.queue_length() == 1
    assert mail_servers.messages(user) == []
    mail_servers.release_deliveries()
    assert len(mail_servers.wait_for_mail(user, 1)) == 1
    wait_until(lambda: mail_servers.queue_length() == 0, "empty queue")


def test_smtp_stops_and_starts_on_the_same_port(mail_servers: MailServers) -> None:
    mail_servers.stop_smtp()
    with pytest.raises(ConnectionRefusedError):
        smtp(mail_servers)
    mail_servers.start_smtp()
    with smtp(mail_servers) as session:
        assert session.noop()[0] == 250


def test_foreign_messages_are_seen_as_they_are(mail_servers: MailServers) -> None:
    user = mail_servers.user(3)
    signed_in = mail_servers.sign_ins(user)
    mail_servers.deliver(user, 1000)
    messages = mail_servers.messages(user)
    assert len(messages) == 1000
    assert [message.flags for message in messages[:8]] == [frozenset(flags.split()) for flags in FLAG_SETS]
    assert len({message.data for message in messages}) == 1000
    assert mail_servers.messages(user) == messages
    assert mail_servers.sign_ins(user) == signed_in
    with imap(mail_servers) as session:
        session.login(user.address, user.password)
        session.select()
        assert session.uid("FETCH", str(messages[9].uid), "BODY.PEEK[]")[1][0][1] == messages[9].data
        session.uid("STORE", str(messages[9].uid), "+FLAGS", r"(\Flagged)")
    changed = mail_servers.messages(user)
    assert [a.uid for a, b in zip(messages, changed, strict=True) if a != b] == [messages[9].uid]


def test_another_ca_is_not_trusted(mail_servers: MailServers) -> None:
    context = ssl.create_default_context(cafile=mail_servers.other_ca_file)
    with pytest.raises(ssl.SSLCertVerificationError, match="unable to get local issuer"):
        imaplib.IMAP4_SSL(mail_servers.host, mail_servers.imaps_port, ssl_context=context)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("wrong-name", "IP address mismatch"), ("expired", "has expired"), ("self-signed", "self-signed")],
)
def test_bad_certificate(servers_with: Callable[..., MailServers], kind: str, reason: str) -> None:
    servers = servers_with(users=1, certificate=kind)
    for connect in (imap, pop, smtp):
        for mode in ("implicit", "upgraded"):
            with pytest.raises(ssl.SSLCertVerificationError, match=reason):
                connect(servers, mode)


def test_awkward_password_and_plain_only() -> None:
    user = User(f"some.body-1@{DOMAIN}", AWKWARD)
    with MailServers(users=[user], mechanisms="plain") as servers:
        with imap(servers) as session:
            assert [name for name in session.capabilities if name.startswith("AUTH=")] == ["AUTH=PLAIN"]
            plain = f"\0{user.address}\0{user.password}".encode()
            assert session.authenticate("PLAIN", lambda _: plain)[0] == "OK"


def test_a_remote_client_must_use_tls() -> None:
    with MailServers(users=1, host="127.0.0.2", disable_plaintext_auth=True) as servers:
        user = servers.user(0)
        with imap(servers, "clear") as session:
            assert "LOGINDISABLED" in session.capabilities
            with pytest.raises(imaplib.IMAP4.error, match="PRIVACYREQUIRED"):
                session.login(user.address, user.password)
        with imap(servers, "upgraded") as session:
            assert session.login(user.address, user.password)[0] == "OK"


@pytest.mark.parametrize("turn", (1, 2))
def test_stops_without_trace(turn: int) -> None:
    servers = MailServers(users=1)
    servers.start()
    pids, folder, ports = servers.processes(), servers.folder, servers.ports
    assert len(pids) > 8
    assert set(running_in(folder)) <= set(pids)
    with imap(servers) as session:  # a session still open when the servers stop
        session.login(servers.user(0).address, servers.user(0).password)
        servers.stop()
        session.logout = lambda: None
    assert not folder.exists()
    assert running_in(folder) == []
    for port in ports.values():
        with pytest.raises(ConnectionRefusedError), socket.create_connection((servers.host, port)):
            pass
    servers.stop()


def test_failing_setup_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []

    def refuse(self: MailServers) -> None:
        started.extend(self.processes())
        raise OSError("setup fails here")

    monkeypatch.setattr(MailServers, "start_smtp", refuse)
    parent = Path("/tmp") / f"setup-{os.getpid()}"
    parent.mkdir()
    try:
        with pytest.raises(OSError, match="setup fails here"), MailServers(users=1, parent=parent):
            pass
        assert started
        assert running_in(parent) == []
        assert list(parent.iterdir()) == []
    finally:
        shutil.rmtree(parent)


BROKEN: list[tuple[str, dict[str, Any]]] = [
    (r"Dovecot did not start.*no_such_setting", {"dovecot_extra": "no_such_setting = 1"}),
    (
        r"Postfix did not start.*host not found: 999\.1\.1\.1",
        {"postfix_extra": {"inet_interfaces": "999.1.1.1"}},
    ),
    (r"no_such_command", {"sieve": "no_such_command;"}),
]


@pytest.mark.parametrize(("complaint", "settings"), BROKEN)
def test_broken_configuration_is_reported(complaint: str, settings: dict[str, Any]) -> None:
    with pytest.raises(RuntimeError, match=complaint), MailServers(users=1, **settings):
        pass


def test_two_side_by_side() -> None:
    with MailServers(users=1) as staying:
        with MailServers(users=1) as going:
            assert set(staying.ports.values()).isdisjoint(going.ports.values())
            submit(going, going.user(0).address, "to one")
            assert len(going.wait_for_mail(going.user(0), 1)) == 1
        submit(staying, staying.user(0).address, "to the other")
        [message] = staying.wait_for_mail(staying.user(0), 1)
        assert b"to the other" in message.data


@pytest.mark.parametrize("end", (signal.SIGINT, signal.SIGTERM, signal.SIGKILL))
def test_by_hand(tmp_path: Path, end: signal.Signals) -> None:
    file = tmp_path / "servers.json"
    mounts = Path("/proc/self/mountinfo").read_text()
    process = subprocess.Popen(
        [sys.executable, "-m", "watchpost.servers", "--users", "1", "--json", str(file)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: file.exists() or process.poll() is not None, "settings file")
        settings = json.loads(file.read_text())
        folder = Path(settings["folder"])
        assert running_in(folder)
        assert Path("/proc/self/mountinfo").read_text() == mounts, "the servers' mounts are theirs alone"
        process.send_signal(end)
        assert process.wait(60) == (0 if end != signal.SIGKILL else -signal.SIGKILL)
        wait_until(lambda: running_in(folder) == [], "end of the servers")
        wait_until(lambda: not folder.exists(), "removal of the folder")
    finally:
        process.kill()
        process.wait()
