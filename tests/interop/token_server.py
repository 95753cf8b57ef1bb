"""A small OAuth 2.0 server: gives tokens over HTTPS, and tells Dovecot over HTTP whose they are (RFC 7662)."""

from __future__ import annotations

import base64
import json
import secrets
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs

from watchpost.servers import CertificateAuthority, PortLease, prepare

CLIENT_ID = "watchpost-client"
CLIENT_SECRET = "cl1ent-S3cret=w,rd"

INTROSPECTION = """\
introspection_mode = post
introspection_url = http://127.0.0.1:{port}/introspect
force_introspection = yes
username_attribute = username
active_attribute = active
active_value = true
"""


class TokenServer:
    """Serves until the `with` block ends, with a certificate of `authority`.

    user: whose tokens the client credentials grant gives. lifetime: the `expires_in` of answers, in seconds.
    rotates: each refresh replaces the refresh token, and the old one is worth nothing any more.
    fault: (status, JSON) that answers every request in the place of a token. token_bytes: of each token.
    requests: the forms that were posted, as they came. ever_given: every access token, also a revoked one.
    """

    def __init__(self, authority: CertificateAuthority, user: str) -> None:
        self.user = user
        self.lifetime = 3600
        self.rotates = False
        self.fault: tuple[int, dict] | None = None
        self.token_bytes = 30
        self.requests: list[dict[str, str]] = []
        self.ever_given: set[str] = set()
        self._access: dict[str, str] = {}
        self._refresh: dict[str, str] = {}
        self._lease = PortLease(2)
        self._port, self._clear_port = self._lease.ports
        self.url = f"https://127.0.0.1:{self._port}/token"
        certificate = authority.certificate("good")
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate.chain, certificate.key)
        self._servers: list[ThreadingHTTPServer] = []

    def __enter__(self) -> Self:
        secure, clear = (
            ThreadingHTTPServer(("127.0.0.1", port), self._handler())
            for port in (self._port, self._clear_port)
        )
        secure.socket = self._context.wrap_socket(
            secure.socket, server_side=True, do_handshake_on_connect=False
        )
        self._servers = [secure, clear]
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        self._lease.release()

    def dovecot_settings(self, file: Path) -> str:
        """Text for dovecot.conf; what that of Dovecot 2.3 refers to is written to `file`."""
        text = INTROSPECTION.format(port=self._clear_port)
        if prepare().release.dovecot == "2.4":
            own = "".join(f"oauth2_{line}\n" for line in text.splitlines())
            return own + "passdb oauth2 {\n mechanisms_filter = xoauth2 oauthbearer\n}\n"
        file.write_text(text)
        file.chmod(0o644)
        return f"passdb {{\n driver = oauth2\n mechanisms = xoauth2 oauthbearer\n args = {file}\n}}\n"

    def give_access(self, user: str) -> str:
        """A new access token of that user."""
        token = secrets.token_urlsafe(self.token_bytes)
        self._access[token] = user
        self.ever_given.add(token)
        return token

    def give_refresh(self, user: str) -> str:
        """A new refresh token of that user."""
        token = secrets.token_urlsafe(24)
        self._refresh[token] = user
        return token

    def revoke_access(self) -> None:
        """No access token is worth anything any more."""
        self._access.clear()

    def revoke_refresh(self) -> None:
        """No refresh token is worth anything any more."""
        self._refresh.clear()

    def issued(self) -> list[str]:
        """Every token that is worth something."""
        return [*self._access, *self._refresh]

    def _answer(self, form: dict[str, str], authorization: str) -> tuple[int, dict]:
        self.requests.append(form)
        if self.fault:
            return self.fault
        basic = base64.b64encode(
            f"{CLIENT_ID}:{CLIENT_SECRET.replace('=', '%3D').replace(',', '%2C')}".encode()
        )
        shown = (form.get("client_id"), form.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)
        if not shown and authorization != f"Basic {basic.decode()}":
            return 401, {"error": "invalid_client", "error_description": "who is that?"}
        answer = {"token_type": "Bearer", "expires_in": self.lifetime}
        if form.get("grant_type") == "client_credentials":
            return 200, {"access_token": self.give_access(self.user), **answer}
        user = self._refresh.get(form.get("refresh_token", ""))
        if user is None:
            return 400, {"error": "invalid_grant", "error_description": "the grant has been revoked"}
        if self.rotates:
            del self._refresh[form["refresh_token"]]
            answer["refresh_token"] = self.give_refresh(user)
        return 200, {"access_token": self.give_access(user), **answer}

    def _introspect(self, form: dict[str, str]) -> tuple[int, dict]:
        user = self._access.get(form.get("token", ""))
        return 200, {"active": True, "username": user} if user else {"active": False}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        state = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 10

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                form = {key: values[0] for key, values in parse_qs(body).items()}
                if self.path == "/token":
                    status, answer = state._answer(form, self.headers.get("Authorization", ""))
                else:
                    status, answer = state._introspect(form)
                text = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: object) -> None:
                pass

        return Handler
