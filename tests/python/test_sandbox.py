"""The sandbox as a mail server: other programs can use it, tests can look into it and make it misbehave."""

from __future__ import annotations

import imaplib
import poplib
import smtplib
import ssl
import subprocess
import sys
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from watchpost import Sandbox, User, VirtualClock

PROBE = "probe@sandbox.test"
PERSON = "person@sandbox.test"
HOST = "127.0.0.1"


def letter(to: str = PROBE, subject: str = "hello") -> EmailMessage:
    """A mail of the person."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = PERSON, to, subject
    made.set_content("水位 1.5 m\n")
    return made


def trust(mail: Sandbox) -> ssl.SSLContext:
    """TLS verified against the sandbox's own authority."""
    return ssl.create_default_context(cadata=mail.ca_pem)


def submit(mail: Sandbox, message: EmailMessage) -> None:
    """Over STARTTLS, signed in. Raises smtplib's errors."""
    with smtplib.SMTP(HOST, mail.ports.submission, timeout=10) as session:
        session.starttls(context=trust(mail))
        session.login(PERSON, "secret")
        session.send_message(message)


def test_other_programs_send_and_read(sandbox: Sandbox) -> None:
    submit(sandbox, letter())
    assert sandbox.wait_for_messages(PROBE, 1)
    with imaplib.IMAP4_SSL(HOST, sandbox.ports.imap_tls, ssl_context=trust(sandbox), timeout=10) as imap:
        imap.login(PROBE, "secret")
        assert imap.select("INBOX", readonly=True)[1] == [b"1"]
    pop = poplib.POP3_SSL(HOST, sandbox.ports.pop3_tls, context=trust(sandbox), timeout=10)
    pop.user(PROBE)
    pop.pass_("secret")
    assert pop.stat()[0] == 1
    pop.quit()
    [message] = sandbox.messages(PROBE)
    assert message.parsed["Subject"] == "hello" and message.parsed.get_content() == "水位 1.5 m\r\n"
    assert b"Received:" in message.bytes and message.folder == "INBOX" and message.flags == ()
    counters = sandbox.counters()
    assert (
        counters["delivered"] == 1 and counters["smtp"]["sign_ins"] == 1 and counters["pop3"]["sessions"] == 1
    )


def test_a_delay_goes_by_the_clock(sandbox: Sandbox, virtual_clock: VirtualClock) -> None:
    sandbox.set_delay(timedelta(seconds=20))
    submit(sandbox, letter())
    sandbox.settle()
    virtual_clock.advance(seconds=19)
    assert sandbox.messages(PROBE) == [] and sandbox.counters()["waiting"] == 1
    virtual_clock.advance(seconds=1)
    assert sandbox.wait_for_messages(PROBE, 1)
    assert sandbox.messages(PROBE)[0].received == virtual_clock.now()


def test_drop_and_delay_from_the_start(virtual_clock: VirtualClock) -> None:
    with Sandbox([PROBE, PERSON], clock=virtual_clock, delay=5, drop=1) as mail:
        submit(mail, letter(subject="lost"))
        submit(mail, letter(subject="kept"))
        mail.settle()
        virtual_clock.advance(seconds=5)
        assert mail.wait_for_messages(PROBE, 1)
        assert [m.parsed["Subject"] for m in mail.messages(PROBE)] == ["kept"]
        assert mail.counters()["dropped"] == 1


def test_rules(sandbox: Sandbox) -> None:
    sandbox.junk_subject("offer")
    refusal = sandbox.refuse_recipient("colleague@*", 550, "5.1.1 gone")
    submit(sandbox, letter(subject="an offer for you"))
    assert sandbox.wait_for_messages(PROBE, 1, folder="Junk")
    with pytest.raises(smtplib.SMTPRecipientsRefused, match="gone"):
        submit(sandbox, letter("colleague@sandbox.test"))
    assert sandbox.remove_rule(refusal) and not sandbox.remove_rule(refusal)
    sandbox.bounce_recipient("colleague@*")
    submit(sandbox, letter("colleague@sandbox.test"))
    assert sandbox.wait_for_messages(PERSON, 1)
    assert sandbox.messages(PERSON)[0].parsed.get_content_type() == "multipart/report"
    sandbox.clear_rules()
    sandbox.add_rule("file", folder="Archive", recipient=PROBE, times=1)
    sandbox.add_folder(PROBE, "Archive")
    submit(sandbox, letter())
    submit(sandbox, letter())
    assert sandbox.wait_for_messages(PROBE, 1) and sandbox.wait_for_messages(PROBE, 1, folder="Archive")


def test_mailboxes_are_in_the_hands_of_the_test(sandbox: Sandbox) -> None:
    first = sandbox.inject(PROBE, letter(), flags=["\\Seen"])
    second = sandbox.inject(PROBE, "Subject: text\r\n\r\n漢字\r\n")
    third = sandbox.inject(PROBE, b"Subject: bytes\r\n\r\n\xff\r\n")
    assert first < second < third
    assert [m.uid for m in sandbox.messages(PROBE)] == [first, second, third]
    assert sandbox.messages(PROBE)[0].flags == ("\\Seen",)
    assert sandbox.set_flags(PROBE, second, ["\\Flagged"]) and sandbox.remove(PROBE, third)
    assert not sandbox.remove(PROBE, third)
    assert [m.flags for m in sandbox.messages(PROBE)] == [("\\Seen",), ("\\Flagged",)]
    assert sandbox.add_folder(PROBE, "Work") and not sandbox.add_folder(PROBE, "Work")
    assert "Work" in sandbox.folders(PROBE) and sandbox.inject(PROBE, letter(), "Work")
    assert sandbox.reset_folder(PROBE) and sandbox.messages(PROBE) == []
    assert sandbox.messages("nobody@sandbox.test") == []
    with pytest.raises(LookupError, match="Nowhere"):
        sandbox.inject(PROBE, letter(), "Nowhere")
    with pytest.raises(ValueError, match="exists already"):
        sandbox.add_user(PROBE)
    sandbox.add_user(User("new@sandbox.test", "pw", login="new"))
    assert sandbox.settings("new@sandbox.test")["mail.username"] == "new"


def test_servers_that_are_not_available(sandbox: Sandbox) -> None:
    sandbox.set_unavailable("smtp")
    with pytest.raises(smtplib.SMTPConnectError, match="421"):
        submit(sandbox, letter())
    sandbox.set_unavailable("smtp", False)
    with smtplib.SMTP(HOST, sandbox.ports.submission, timeout=10) as session:
        sandbox.close_sessions()
        with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
            session.ehlo()


def test_mistakes_are_told() -> None:
    with pytest.raises(TypeError, match="colour"):
        Sandbox([PROBE], colour="red")
    with Sandbox([PROBE]) as mail:
        with pytest.raises(ValueError, match="drop, junk"):
            mail.add_rule("eat")
        with pytest.raises(TypeError, match="who"):
            mail.add_rule("drop", who=PROBE)
        with pytest.raises(ValueError, match="smtp, imap, pop3"):
            mail.set_unavailable("nntp")
        with pytest.raises(RuntimeError, match="cannot start"):
            Sandbox([PROBE], imap=mail.ports.imap)


def test_after_its_end_the_mail_can_be_read() -> None:
    mail = Sandbox([PROBE])
    mail.inject(PROBE, letter())
    assert mail.ca_file.read_text() == mail.ca_pem and "BEGIN CERTIFICATE" in mail.ca_pem
    mail.close()
    mail.close()
    assert len(mail.messages(PROBE)) == 1 and not mail.ca_file.parent.exists()
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP(HOST, mail.ports.submission, timeout=10)


def test_the_end_of_the_interpreter_removes_its_folder() -> None:
    code = "import watchpost as w; mail = w.Sandbox(['a@sandbox.test']); print(mail.ca_file)"
    command = [sys.executable, "-X", "dev", "-W", "error", "-B", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert done.stderr == "" and done.stdout.startswith("/") and not Path(done.stdout.strip()).parent.exists()


def test_mail_may_be_slow_or_lost_from_the_start(virtual_clock: VirtualClock) -> None:
    with Sandbox(users=[PROBE, PERSON], clock=virtual_clock, delay=30, drop=1) as mail:
        for subject in ("lost", "slow"):
            submit(mail, letter(subject=subject))
        assert mail.messages(PROBE) == [] and mail.counters()["dropped"] == 1
        begun = virtual_clock.now()
        virtual_clock.advance(minutes=1)
        [message] = mail.messages(PROBE)
        assert message.parsed["Subject"] == "slow"
        assert message.received == begun + timedelta(seconds=30)
