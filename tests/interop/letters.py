"""Mail as people write it, and the answers to it."""

from __future__ import annotations

import re
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
    """What is in the mailbox, parsed, in the order of arrival. Read from the disk, it may be asked for often."""
    parser = BytesParser(policy=default)
    while True:
        # `new` first: a message goes from there to `cur`.
        paths = [path for name in ("new", "cur") for path in (servers.maildir(user) / name).glob("*")]
        try:
            held = {path.name.partition(":")[0]: path.read_bytes() for path in paths}
        except FileNotFoundError:
            continue
        return [parser.parsebytes(held[name]) for name in sorted(held, key=_arrival)]


def _arrival(name: str) -> list[int]:
    """Seconds and microseconds, as the name of a file in a Maildir begins with them."""
    return [int(number) for number in re.findall(r"\d+", name)[:2]]


def emptied(servers: MailServers, user: User) -> None:
    """Waits until all mail was delivered and there is none in the mailbox."""
    wait_until(lambda: servers.queue_length() == 0 and not letters_of(servers, user), "an empty mailbox")


def answers_to(servers: MailServers, user: User, message_id: str) -> list[EmailMessage]:
    """The answers to that message in the user's mailbox."""
    return [m for m in letters_of(servers, user) if str(m["In-Reply-To"] or "").strip() == message_id]


def answer_to(servers: MailServers, user: User, message: EmailMessage | str) -> EmailMessage:
    """The first answer, as soon as it is there. Raises TimeoutError."""
    of = message if isinstance(message, str) else str(message["Message-ID"])
    return wait_until(lambda: answers_to(servers, user, of), f"an answer to {of}")[0]


def answered(servers: MailServers, user: User, to: User, text: str) -> str:
    """Sends a mail of that text; the text of the answer."""
    message = letter(user.address, to.address, text)
    servers.submit(user, message, to.address)
    return text_of(answer_to(servers, user, message))


def unanswered(servers: MailServers, user: User, to: User, text: str) -> None:
    """Sends a mail of that text, and waits until it was read."""
    servers.submit(user, letter(user.address, to.address, text), to.address)
    emptied(servers, to)


def codes(answer: str) -> list[int]:
    """What became of each line."""
    return [int(code) for code in re.findall(r"^(\d{3}) ", answer, re.MULTILINE)]


def text_of(message: EmailMessage) -> str:
    """The text, decoded."""
    return message.get_content()
