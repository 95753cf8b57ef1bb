"""smtplib, imaplib and poplib against the sandbox, in every TLS mode."""

import base64
import hashlib
import hmac
import imaplib
import json
import os
import poplib
import smtplib
import ssl
import subprocess

import pytest

USER, PASSWORD = "alice@sandbox.test", "wonder land"
MAIL = "From: a@x.test\r\nSubject: {}\r\n\r\nhello\r\n.dot\r\n"
MODES = ["clear", "starttls", "tls"]


class Sandbox:
    def __init__(self, ca):
        self.process = subprocess.Popen(
            [os.environ["SANDBOX_SERVER"], str(ca)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.ports = json.loads(self.process.stdout.readline())
        self.tls = ssl.create_default_context(cafile=str(ca))

    def smtp(self, mode, host="127.0.0.1"):
        if mode == "tls":
            return smtplib.SMTP_SSL(host, self.ports["smtps"], context=self.tls, timeout=60)
        link = smtplib.SMTP(host, self.ports["smtp"], timeout=60)
        if mode == "starttls":
            link.starttls(context=self.tls)
        return link

    def imap(self, mode, host="127.0.0.1"):
        if mode == "tls":
            return imaplib.IMAP4_SSL(host, self.ports["imaps"], ssl_context=self.tls, timeout=60)
        link = imaplib.IMAP4(host, self.ports["imap"], timeout=60)
        if mode == "starttls":
            link.starttls(ssl_context=self.tls)
        return link

    def pop3(self, mode, host="127.0.0.1"):
        if mode == "tls":
            return poplib.POP3_SSL(host, self.ports["pop3s"], context=self.tls, timeout=60)
        link = poplib.POP3(host, self.ports["pop3"], timeout=60)
        if mode == "starttls":
            link.stls(context=self.tls)
        return link

    def send(self, subject, mode="clear"):
        with self.smtp(mode) as link:
            link.login(USER, PASSWORD)
            link.sendmail("a@x.test", [USER], MAIL.format(subject))


@pytest.fixture
def sandbox(tmp_path):
    server = Sandbox(tmp_path / "ca.pem")
    yield server
    server.process.stdin.close()
    assert server.process.wait(timeout=60) == 0


@pytest.mark.parametrize("mode", MODES)
def test_round_trip(sandbox, mode):
    for subject in ("one", "two", "three"):
        sandbox.send(subject, mode)

    link = sandbox.imap(mode, "localhost")
    link.login(USER, PASSWORD)
    assert link.select("INBOX") == ("OK", [b"3"])
    assert link.uid("SEARCH", "HEADER", "Subject", "two")[1] == [b"2"]
    kind, data = link.uid(
        "FETCH", "2", "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (SUBJECT)])"
    )
    assert data[0][1] == b"Subject: two\r\n\r\n"
    assert link.fetch("2", "(BODY[TEXT])")[1][0][1] == b"hello\r\n.dot\r\n"
    assert link.uid("STORE", "2", "+FLAGS", "(\\Deleted)")[0] == "OK"
    assert link.uid("EXPUNGE", "2")[0] == "OK"
    assert link.search(None, "ALL")[1] == [b"1 2"]
    assert link.uid("SEARCH", None, "ALL")[1] == [b"1 3"]
    assert link.append("Junk", "(\\Seen)", None, b"Subject: kept\r\n\r\nx\r\n")[0] == "OK"
    assert link.status("Junk", "(MESSAGES UNSEEN)")[1] == [b'"Junk" (MESSAGES 1 UNSEEN 0)']
    assert any(b"\\Junk" in line for line in link.list()[1])
    link.close()
    link.logout()

    link = sandbox.pop3(mode, "localhost")
    assert "TOP" in link.capa()
    link.user(USER)
    link.pass_(PASSWORD)
    assert link.stat()[0] == 2
    assert b"Subject: three" in link.top(2, 0)[1]
    assert link.retr(2)[1][-1] == b".dot"
    link.dele(1)
    link.quit()

    link = sandbox.pop3(mode)
    link.user(USER)
    link.pass_(PASSWORD)
    assert link.stat()[0] == 1
    link.quit()


@pytest.mark.parametrize("mechanism", ["plain", "login", "cram_md5"])
def test_smtp_mechanisms(sandbox, mechanism):
    for initial in (True, False):
        with sandbox.smtp("tls") as link:
            link.ehlo()
            link.user, link.password = "bob", "builder"
            code, _ = link.auth(
                mechanism.upper().replace("_", "-"),
                getattr(link, "auth_" + mechanism),
                initial_response_ok=initial,
            )
            assert code == 235


def test_imap_scram(sandbox):
    """The exchange of RFC 5802, from a client written independently."""
    link = sandbox.imap("clear")
    state = {}

    def answer(challenge):
        if "first" not in state:
            state["first"] = "n=%s,r=abcdef" % USER
            return ("n,," + state["first"]).encode()
        if "proof" not in state:
            server_first = challenge.decode()
            fields = dict(f.split("=", 1) for f in server_first.split(","))
            salted = hashlib.pbkdf2_hmac(
                "sha256", PASSWORD.encode(), base64.b64decode(fields["s"]), int(fields["i"])
            )
            without_proof = "c=biws,r=" + fields["r"]
            text = ",".join((state["first"], server_first, without_proof)).encode()
            key = hmac.digest(salted, b"Client Key", "sha256")
            signature = hmac.digest(hashlib.sha256(key).digest(), text, "sha256")
            state["server"] = hmac.digest(hmac.digest(salted, b"Server Key", "sha256"), text, "sha256")
            state["proof"] = base64.b64encode(bytes(a ^ b for a, b in zip(key, signature))).decode()
            return (without_proof + ",p=" + state["proof"]).encode()
        assert challenge == b"v=" + base64.b64encode(state["server"])
        return b""

    assert link.authenticate("SCRAM-SHA-256", answer)[0] == "OK"
    link.logout()


def test_wrong_password(sandbox):
    with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
        sandbox.imap("tls").login(USER, "no")
    with pytest.raises(smtplib.SMTPAuthenticationError), sandbox.smtp("tls") as link:
        link.login(USER, "no")
    link = sandbox.pop3("tls")
    link.user(USER)
    with pytest.raises(poplib.error_proto, match="AUTH"):
        link.pass_("no")


def test_certificate_is_checked(sandbox):
    with pytest.raises(ssl.SSLCertVerificationError):
        imaplib.IMAP4_SSL(
            "127.0.0.1", sandbox.ports["imaps"], ssl_context=ssl.create_default_context(), timeout=10
        )


def test_many_messages(sandbox):
    with sandbox.smtp("clear") as link:
        link.login(USER, PASSWORD)
        for i in range(300):
            link.sendmail("a@x.test", [USER], MAIL.format(i))
    link = sandbox.imap("tls")
    link.login(USER, PASSWORD)
    link.select()
    kind, data = link.fetch("1:*", "(UID BODY.PEEK[])")
    assert kind == "OK" and sum(isinstance(item, tuple) for item in data) == 300
    link.logout()
