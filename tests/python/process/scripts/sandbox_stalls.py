"""Ends while connections stall: one to the sandbox, and that of a monitor to a server which is silent."""

import socket
import threading

import watchpost

mail = watchpost.Sandbox(users=["probe@sandbox.test"])
settings = mail.settings("probe@sandbox.test")
client = socket.create_connection(("127.0.0.1", mail.ports.imap_tls))
client.sendall(b"\x16\x03\x01")  # the beginning of a TLS record

server = socket.create_server(("127.0.0.1", 0))
settings |= {"smtp.port": server.getsockname()[1], "mail.port": server.getsockname()[1]}
engine = watchpost.Engine()
monitor = engine.instance("email_monitor", settings)


def poll() -> None:
    """Waits until the engine is closed."""
    try:
        monitor.poll(limit=60)
    except watchpost.WatchpostError:
        pass


threading.Thread(target=poll, daemon=True).start()
connection, _ = server.accept()
print("in flight", flush=True)


for each in (client, server, connection):
    each.detach()  # stays open, without a word about it from Python
