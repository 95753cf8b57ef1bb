"""Fetches the servers' packages with all that they need, and unpacks them, past the machine's own packages.

apt works on a state of its own in which nothing is installed: so it fetches the whole set of libraries, whatever
the machine has, and nothing can conflict. No package's script is run.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from .releases import Release, Unavailable, machine_codename

WANTED = (
    "dovecot-imapd",
    "dovecot-pop3d",
    "dovecot-lmtpd",
    "dovecot-sieve",
    "postfix",
    "postgrey",
    # what scripts that the servers run may expect
    "base-passwd",
    "coreutils",
    "dash",
)

MIRROR = "http://deb.debian.org"
SOURCES = """\
deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {debian} {codename} main
deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {security} {codename}-security main
"""

# Hooks of the machine's apt.conf.d would work on the machine; its proxies are respected.
APT_CONFIG = """\
#clear APT::Update;
#clear DPkg;
Dir::State "{folder}";
Dir::State::status "{folder}/status";
Dir::State::lists "{folder}/lists";
Dir::Cache "{folder}";
Dir::Cache::archives "{folder}/archives";
Dir::Etc::sourcelist "{folder}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "20";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
APT::Architecture "{architecture}";
APT::Get::Assume-Yes "true";
APT::Install-Recommends "false";
APT::Sandbox::User "root";
"""

UNWANTED = ("doc", "info", "locale", "man")
"""Folders of usr/share that no server reads."""


@dataclass(frozen=True)
class Fetched:
    """Names of the packages, and their size as fetched."""

    names: list[str]
    megabytes: int


def architecture() -> str:
    """The machine's, in Debian's words."""
    return _run(["dpkg", "--print-architecture"]).strip()


def sources(release: Release) -> str:
    """Lines of sources.list(5) for it, with the archives that the machine gets its own Debian from, if it does."""
    form = "$(RELEASE) $(COMPONENT) $(REPO_URI)"
    targets = _run(["apt-get", "indextargets", "--format", form, "Created-By: Packages"])

    def archive(suite: str, name: str) -> str:
        own = f"{suite} main "
        found = [line.removeprefix(own).rstrip("/") for line in targets.splitlines() if line.startswith(own)]
        return next((address for address in found if address.endswith(f"/{name}")), f"{MIRROR}/{name}")

    own = machine_codename()
    return SOURCES.format(
        codename=release.codename,
        debian=archive(own, "debian"),
        security=archive(f"{own}-security", "debian-security"),
    )


def fetch(release: Release, folder: Path) -> Fetched:
    """Makes folder/root of the release's packages; `folder` holds nothing of worth before.

    Raises Unavailable with apt's words when the packages are out of reach.
    """
    apt = folder / "apt"
    archives = apt / "archives"
    for needed in (apt / "lists" / "partial", archives / "partial"):
        needed.mkdir(parents=True)
    (apt / "status").touch()
    (apt / "sources.list").write_text(sources(release))
    config = apt / "apt.conf"
    config.write_text(APT_CONFIG.format(folder=apt, architecture=architecture()))
    environment = {"APT_CONFIG": str(config)}
    _run(["apt-get", "-q", "update", "--error-on=any"], environment)
    _run(["apt-get", "-q", "--download-only", "install", *WANTED], environment)
    files = sorted(archives.glob("*.deb"))
    _unpack(files, folder / "root")
    return Fetched([file.stem for file in files], round(sum(file.stat().st_size for file in files) / 1e6))


def _unpack(files: list[Path], root: Path) -> None:
    # Merged /usr: older packages hold files below /lib and /bin still.
    for name in ("bin", "sbin", "lib", "lib64"):
        (root / "usr" / name).mkdir(parents=True)
        (root / name).symlink_to(f"usr/{name}")
    exclude = [f"--exclude=./usr/share/{name}" for name in UNWANTED]
    command = ["tar", "-x", "-C", str(root), "--keep-directory-symlink", "--warning=no-timestamp", *exclude]
    for file in files:
        with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(file)], stdout=subprocess.PIPE) as content:
            subprocess.run(command, stdin=content.stdout, check=True)
        if content.returncode:
            raise Unavailable(f"{file.name} cannot be unpacked")


def _run(command: list[str], environment: dict[str, str] | None = None) -> str:
    # "env" keeps the caller's proxies.
    words = [f"{name}={value}" for name, value in {"LC_ALL": "C", **(environment or {})}.items()]
    done = subprocess.run(["env", *words, *command], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise Unavailable(f"{' '.join(command[:3])}: {done.stderr.strip()}")
    return done.stdout
