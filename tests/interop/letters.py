"""Mail as people write it, and the answers to it."""

from __future__ import annotations

import uuid
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, default
from email.utils import formatdate

from watchpost.servers import MailServers, User, wait_until


def letter(
    sender: str,
    to: str,
    text: str,
    *,
    subject: str = "",
    charset: str = "utf-8",
    encoding: str | None = None,
    html: bool = False,
    **fields: str,
) -> EmailMessage:
    """A mail of Python's email package. `encoding` is its Content-Transfer-Encoding; `fields` adds header
    fields, with `_` for '-'."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{uuid.uuid4()}@people.example>"
    for name, body in fields.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = body
    message.set_content(text, subtype="html" if html else "plain", charset=charset, cte=encoding)
    return message


def letters_of(servers: MailServers, user: User) -> list[EmailMessage]:
    """What is in the mailbox, parsed."""
    parser = BytesParser(policy=default)
    return [parser.parsebytes(m.data) for m in servers.messages(user)]


def answers_to(servers: MailServers, user: User, message_id: str) -> list[EmailMessage]:
    """The answers to that message in the user's mailbox."""
    return [m for m in letters_of(servers, user) if str(m["In-Reply-To"] or "").strip() == message_id]


def answer_to(
    servers: MailServers, user: User, message: EmailMessage | str, seconds: float = 20
) -> EmailMessage:
    """The first answer, as soon as it is there. Raises TimeoutError."""
    of = message if isinstance(message, str) else str(message["Message-ID"])
    return wait_until(lambda: answers_to(servers, user, of), f"an answer to {of}", seconds, 0.1)[0]


def text_of(message: EmailMessage) -> str:
    """The text, decoded."""
    return message.get_content()
