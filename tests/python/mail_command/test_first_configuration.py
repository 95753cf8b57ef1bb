"""What docs/mail_command/README.md begins with works as it stands."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import watchpost
from one_time_code import one_time_code

BUILD = Path(watchpost.__file__).absolute().parents[3]
HOST_SIM = str(BUILD / "host_sim" / "cli" / "host_sim")
GUIDE = Path(__file__).resolve().parents[3] / "docs" / "mail_command" / "README.md"
OPERATOR, BOX = "tanaka@sandbox.test", "box@sandbox.test"


def configurations() -> list[str]:
    """Of the guide, in its order."""
    return re.findall(r"^```toml\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def host_sim(folder: Path, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """The ended program."""
    return subprocess.run(
        [HOST_SIM, *arguments],
        cwd=folder,
        env={**os.environ, "XDG_RUNTIME_DIR": str(folder)},
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The program until the block ends."""
    with subprocess.Popen(
        [HOST_SIM, *arguments],
        cwd=folder,
        env={**os.environ, "XDG_RUNTIME_DIR": str(folder)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            assert process.wait(timeout=30) == 0


def test_the_first_configuration_is_good(tmp_path: Path) -> None:
    first = configurations()[0].replace("/etc/watchpost/", "")
    (tmp_path / "watchpost.toml").write_text(first)
    (tmp_path / "box").write_text("secret\n")
    (tmp_path / "box").chmod(0o600)
    made = host_sim(tmp_path, "totp", "tanaka@example.jp", "--save", "tanaka.totp")
    assert made.returncode == 0, made
    key = (tmp_path / "tanaka.totp").read_text().split()[1]
    assert key not in made.stdout.splitlines()[0]
    assert (tmp_path / "tanaka.totp").stat().st_mode & 0o777 == 0o600
    again = host_sim(tmp_path, "totp", "tanaka@example.jp", "--save", "tanaka.totp")
    assert again.returncode == 1 and "name another file" in again.stderr
    found = host_sim(tmp_path, "validate", "watchpost.toml")
    assert (found.returncode, found.stdout, found.stderr) == (0, "watchpost.toml: good, 1 instance\n", "")


def mails(folder: Path, address: str, count: int) -> str:
    """The list of a mailbox once it has so many."""
    while True:
        listed = host_sim(folder, "sandbox", "list", address)
        if listed.stdout.count("\n") > count:
            return listed.stdout


def test_all_of_it_can_be_tried_without_a_mail_program(tmp_path: Path) -> None:
    mailboxes = ("--user", f"{BOX}:box", "--user", f"{OPERATOR}:tanaka")
    with running(tmp_path, "sandbox", "--json", *mailboxes, "--ca-file", "ca.pem") as sandbox:
        assert sandbox.stdout is not None
        ports = json.loads(sandbox.stdout.readline())
        config = configurations()[1].replace('"10s"', '"1s"')
        config = config.replace("20255", str(ports["pop3_tls"])).replace(
            "20251", str(ports["submission_tls"])
        )
        (tmp_path / "try.toml").write_text(config)
        assert host_sim(tmp_path, "totp", OPERATOR, "--save", "tanaka.totp", "--no-qr").returncode == 0
        key = base64.b32decode((tmp_path / "tanaka.totp").read_text().split()[1])
        with running(tmp_path, "run", "try.toml", "--lines"):
            send = ("sandbox", "send", "--from", OPERATOR, "--to", BOX)
            sent = host_sim(tmp_path, *send, "get pump1")
            assert sent.returncode == 0 and sent.stdout.startswith("sent: 250 "), sent
            mails(tmp_path, OPERATOR, 1)
            shown = host_sim(tmp_path, "sandbox", "show", OPERATOR).stdout
            assert f"From: {BOX}\n" in shown and "pump1" in shown and "202" in shown, shown
            code = one_time_code(datetime.now(UTC), key)
            assert host_sim(tmp_path, *send, text=f"code {code}\npump1 on\n").returncode == 0
            assert "[ALARM]" in mails(tmp_path, OPERATOR, 3)
        points = host_sim(tmp_path, "points", "get", "try.toml", "pump1")
        assert "on" in points.stdout, points


def test_a_mail_in_japanese_comes_back_readable(tmp_path: Path) -> None:
    with running(tmp_path, "sandbox", "--json", "--user", f"{BOX}:box") as sandbox:
        assert sandbox.stdout is not None and json.loads(sandbox.stdout.readline())
        sent = host_sim(tmp_path, "sandbox", "send", "--to", BOX, "-s", "ポンプ", text="ポンプ1 オン\n.\n")
        assert sent.returncode == 0, sent
        assert "ポンプ" in mails(tmp_path, BOX, 1)
        assert host_sim(tmp_path, "sandbox", "show", BOX).stdout.endswith(
            "Subject: ポンプ\n\nポンプ1 オン\n.\n"
        )
        assert "=?utf-8?B?" in host_sim(tmp_path, "sandbox", "show", BOX, "1", "--raw").stdout


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    alone = host_sim(tmp_path, "sandbox", "list")
    assert alone.returncode == 1 and "host_sim sandbox" in alone.stderr
    with running(tmp_path, "sandbox", "--json", "--user", f"{BOX}:box") as sandbox:
        assert sandbox.stdout is not None and json.loads(sandbox.stdout.readline())
        other = host_sim(tmp_path, "sandbox", "show", "bx@sandbox.test")
        assert other.returncode == 1 and f"did you mean '{BOX}'?" in other.stderr
        none = host_sim(tmp_path, "sandbox", "show", BOX)
        assert none.returncode == 1 and "has 0 mails" in none.stderr
        refused = host_sim(tmp_path, "sandbox", "send", "--to", "nobody@sandbox.test", "x")
        assert refused.returncode == 1 and "550" in refused.stderr
    assert list(tmp_path.glob("watchpost-sandbox*")) == []


def test_settings_that_do_nothing_are_named(tmp_path: Path) -> None:
    (tmp_path / "level.toml").write_text(
        'state = "silent.db"\n[[points]]\nid = "level"\nunit = "m"\nsource = { file = "lv.txt" }\n'
        "alarm = { high = 4.0, low = 1.0 }\n"
    )
    level = host_sim(tmp_path, "validate", "level.toml")
    assert level.returncode == 1 and "points.level.alarm.high = '4" in level.stderr
    account = (
        'type = "mail_command"\ninterval = "0s"\nmail.address = "p@sandbox.test"\nmail.server = "127.0.0.1"\n'
        'mail.username = "p"\nmail.password = "x"\nsmtp.server = "127.0.0.1"\nalarm.to = ["d@sandbox.test"]\n'
    )
    (tmp_path / "box.toml").write_text(
        f'[monitors.ja]\n{account}alarm.point = ["monitor:mial*  to=1", "pmup* to=1"]\n'
        f'allow = ["user:sato operate pmup1"]\n[monitors.en]\n{account}allow = ["user:sato read *"]\n'
        '[[points]]\nid = "pump1"\ndirection = "out"\n'
    )
    box = host_sim(tmp_path, "validate", "box.toml")
    assert box.returncode == 0, box
    for words in (
        "warning: monitors.ja.alarm.point: 'monitor:mial*' fits no monitor",
        "warning: monitors.ja.alarm.point: 'pmup*' fits no point, did you mean 'pump*'?",
        "warning: monitors.ja.allow: 'pmup1' fits no point, did you mean 'pump1'?",
        "has the same mail.server and mail.username as",
        "warning: state: missing",
    ):
        assert words in box.stderr, box.stderr
    assert "allow: '*'" not in box.stderr
