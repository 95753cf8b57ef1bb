"""The servers' programs: fetched once, by one of many; what is said where that cannot be; a root of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from watchpost.servers import Unavailable, prepare, require_servers, unavailable

FETCH = [sys.executable, "-m", "watchpost.servers", "--fetch"]

# Stands for the archive: its one package, "installed", is a file where apt would put it.
APT_GET = """\
#!/bin/sh
echo "$*" >>{folder}/calls
case "$*" in
  *indextargets*) echo "bookworm main http://archive.invalid/debian/" ;;
  *install*)
    [ ! -e {folder}/broken ] || {{ echo "E: no archive today" >&2; exit 100; }}
    cp {folder}/base-passwd.deb "$(dirname "$APT_CONFIG")/archives/" ;;
esac
"""


@pytest.fixture(autouse=True)
def servers_possible() -> None:
    """Skips where the machine, or its archive, lets no servers run."""
    require_servers(pytest.fail, pytest.skip)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an apt-get that comes first in PATH; the cache, empty, is its folder "cache"."""
    content = tmp_path / "package"
    masters = content / "usr/share/base-passwd"
    masters.mkdir(parents=True)
    for name in ("passwd.master", "group.master"):
        (masters / name).write_text("root:x:0:0::/root:/bin/sh\n")
    (content / "etc").mkdir()
    (content / "DEBIAN").mkdir()
    (content / "DEBIAN/control").write_text(
        "Package: base-passwd\nVersion: 1\nArchitecture: all\nMaintainer: nobody\nDescription: none\n"
    )
    subprocess.run(
        ["dpkg-deb", "--build", content, tmp_path / "base-passwd.deb"], check=True, capture_output=True
    )
    programs = tmp_path / "programs"
    programs.mkdir()
    program(programs / "apt-get", APT_GET.format(folder=tmp_path))
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("WATCHPOST_SERVERS_CACHE", str(tmp_path / "cache"))
    return tmp_path


def program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def fetches(archive: Path) -> int:
    return (archive / "calls").read_text().count("install") if (archive / "calls").exists() else 0


def test_two_at_once_fetch_once(archive: Path) -> None:
    both = [
        subprocess.Popen(FETCH, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = [one.communicate(timeout=60) for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert fetches(archive) == 1
    [folder] = {Path(out.strip().rpartition(" ")[2]) for out, _ in said}
    assert folder.is_relative_to(archive / "cache")
    assert "postfix:x:" in (folder / "etc/passwd").read_text()
    told = "".join(err for _, err in said)
    assert "1 packages (0 MB)" in told and str(folder.parent) in told and "nothing is installed" in told, told
    assert (folder.parent / "packages").read_text() == "base-passwd\n"


def test_offline_takes_what_is_there_and_says_what_is_not(archive: Path) -> None:
    for offline in ([*FETCH, "--offline"], ["env", "WATCHPOST_SERVERS_OFFLINE=1", *FETCH]):
        done = subprocess.run(offline, capture_output=True, text=True, timeout=60)
        assert done.returncode == 3, done
        assert f"are not in {archive / 'cache'}: fetch them by" in done.stderr
        assert fetches(archive) == 0
    subprocess.run(FETCH, check=True, capture_output=True, timeout=60)
    done = subprocess.run([*FETCH, "--offline"], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, ""), done
    assert fetches(archive) == 1


def test_an_archive_out_of_reach_is_told_in_apts_words_and_tried_again(archive: Path) -> None:
    (archive / "broken").touch()
    assert "E: no archive today" in (unavailable("bookworm") or "")
    with pytest.raises(Unavailable, match="no archive today"):
        prepare("bookworm")
    assert [path.name for path in (archive / "cache").iterdir()] == ["lock"]
    (archive / "broken").unlink()
    assert unavailable("bookworm") is None


def test_what_the_machine_lacks_is_named(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unavailable, match="'sid': not one of bookworm, trixie"):
        prepare("sid")
    program(archive / "programs/unshare", "#!/bin/sh\necho 'unshare: Operation not permitted' >&2\nexit 1\n")
    assert "unshare: Operation not permitted (a container needs CAP_SYS_ADMIN" in (
        unavailable("trixie") or ""
    )
    with monkeypatch.context() as changed:
        changed.setenv("PATH", str(archive / "programs"))
        assert (unavailable("trixie") or "").startswith("missing: dpkg, ")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert (unavailable("trixie") or "").startswith("not root")
    assert fetches(archive) == 0


def test_programs_see_a_system_of_their_own(tmp_path: Path) -> None:
    mounts = Path("/proc/self/mountinfo").read_text()
    (tmp_path / "there").write_text("a folder of the machine\n")
    script = "id -u postfix; cat there; ls /run; touch /etc/mark /usr/mark 2>/dev/null || echo read-only"
    inside = prepare().command(["sh", "-c", script])
    done = subprocess.run(inside, cwd=tmp_path, capture_output=True, text=True, timeout=30)
    assert done.stdout == "60803\na folder of the machine\nread-only\n", done
    assert Path("/proc/self/mountinfo").read_text() == mounts
