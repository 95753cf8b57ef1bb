"""Both plugins in the engine of Python, on the real clock, against Dovecot and Postfix."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, default
from email.utils import formatdate, make_msgid

import pytest
import watchpost
from watchpost.servers import MailServers, Retrieve, User, wait_until

RETRIEVE: tuple[Retrieve, ...] = ("imap", "pop3")
LEVEL = watchpost.Point(id="level", kind="analog", title="水位", unit="m", decimals=2)


@pytest.fixture
def account(mail_servers: MailServers) -> Iterator[User]:
    """An account whose mailbox is empty before and after."""
    with mail_servers.emptied(0) as user:
        yield user


@pytest.fixture
def person(mail_servers: MailServers) -> Iterator[User]:
    """Somebody else who writes to the account; likewise."""
    with mail_servers.emptied(1) as user:
        yield user


def submit(servers: MailServers, sender: User, to: User, text: str) -> EmailMessage:
    """A mail of `sender`."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender.address
    message["To"] = to.address
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain="people.example")
    message.set_content(text)
    servers.submit(sender, message, to.address)
    return message


@pytest.mark.parametrize("retrieve", RETRIEVE)
def test_email_monitor_does_a_round_trip(
    mail_servers: MailServers, account: User, retrieve: Retrieve
) -> None:
    mail_servers.deliver(account, 3)
    foreign = mail_servers.messages(account)
    with watchpost.Engine() as engine:
        settings = mail_servers.settings(account, retrieve) | {"first_poll": "pending"}
        monitor = engine.instance("email_monitor", settings)
        first = monitor.poll()
        assert first.state is watchpost.State.PENDING, first
        [*_, probe] = mail_servers.wait_for_mail(account, len(foreign) + 1)
        found = monitor.poll()
    assert (found.verdict, found.state) == ("up", watchpost.State.OK), found
    assert found.readings["own_deleted"].value == 1
    assert found.error is None
    assert found.finished >= found.started >= first.finished
    # The probe has gone, the one of the second poll has come.
    [*left, next_probe] = mail_servers.wait_for_mail(account, len(foreign) + 1)
    assert left == foreign
    assert next_probe.uid > probe.uid


@pytest.mark.parametrize("retrieve", RETRIEVE)
def test_email_monitor_names_a_wrong_password(
    mail_servers: MailServers, account: User, retrieve: Retrieve
) -> None:
    settings = mail_servers.settings(account, retrieve) | {"mail.password": "not-it", "mode": "same_poll"}
    with watchpost.Engine() as engine:
        result = engine.instance("email_monitor", settings).poll()
    assert result.state is watchpost.State.CRITICAL, result
    assert result.stage == "sign-in"
    assert result.facts["enhanced_code"].startswith("AUTH")
    assert "not-it" not in repr(result)
    mail_servers.wait_for_mail(account, 1)  # its probe was submitted all the same


@pytest.mark.parametrize("retrieve", RETRIEVE)
def test_mail_command_answers_a_question(
    mail_servers: MailServers, account: User, person: User, retrieve: Retrieve
) -> None:
    points = watchpost.MemoryPoints([LEVEL])
    points["level"] = 1.25
    settings = mail_servers.mail_command_settings(account, retrieve)
    with watchpost.Engine(points=points) as engine:
        plant = engine.instance("mail_command", {**settings, "allow": [f"{person.address} read level"]})
        question = submit(mail_servers, person, account, "get level\non level\n")
        mail_servers.wait_for_mail(account, 1)
        result = plant.poll()
        [message] = mail_servers.wait_for_mail(person, 1)
    assert result.state is not watchpost.State.CRITICAL, result
    answer = BytesParser(EmailMessage, policy=default).parsebytes(message.data)
    assert isinstance(answer, EmailMessage)
    assert str(answer["In-Reply-To"]).strip() == question["Message-ID"]
    lines = answer.get_content()
    assert "202 " in lines and "1.25 m" in lines, lines
    assert "531 " in lines, lines  # who may read may not operate
    wait_until(lambda: not mail_servers.messages(account), "an empty mailbox")
    assert points.operations == []


def test_settings_are_of_accounts_that_exist(mail_servers: MailServers) -> None:
    with pytest.raises(KeyError, match="nobody@example.test"):
        mail_servers.settings("nobody@example.test")
    with pytest.raises(ValueError, match="retrieve='nntp': neither 'imap' nor 'pop3'"):
        mail_servers.mail_command_settings(mail_servers.user(0), "nntp")  # type: ignore[arg-type]
    by_address = mail_servers.settings(mail_servers.user(1).address, "pop3")
    assert by_address == mail_servers.settings(mail_servers.user(1), "pop3")
    assert by_address["mail.port"] == str(mail_servers.pop3s_port)
