"""The page of the Python package is made of all that its docstrings say."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import python_api  # noqa: E402

MODULE = '''
class Thing(Base):
    """What it is; a pattern such as "a*"."""

    limit: float | None = None
    """In seconds."""

    def __init__(self, size: int = 3, *, names: Sequence[str] = ()) -> None:
        """Raises ValueError."""
        self.size = size
        """As given."""
        self._hidden = 1

    @property
    def name(self) -> str:
        """Of people."""

    async def wait(self, limit: float = 5) -> bool:
        """Until it is over.

            assert await thing.wait()

        From any thread.
        """

    def _inner(self) -> None:
        """Not shown."""
'''
SHOWN = r"""### Thing (Base)

What it is; a pattern such as "a\*".

- `Thing(size: int = 3, *, names: Sequence[str] = ())`<br>
  Raises ValueError.

- `limit: float | None = None`<br>
  In seconds.

- `size`<br>
  As given.

- `name: str`<br>
  Of people.

- `await wait(limit: float = 5) -> bool`<br>
  Until it is over.

      assert await thing.wait()

  From any thread."""


def test_a_class(tmp_path):
    (tmp_path / "thing.py").write_text(MODULE)
    assert python_api.of_class(python_api.Names(tmp_path).classes["Thing"]) == SHOWN


def test_a_name_that_is_in_no_section_is_told(tmp_path):
    (tmp_path / "__init__.py").write_text('__all__ = ["Forgotten"]\n')
    with pytest.raises(LookupError, match="Forgotten"):
        python_api.page(tmp_path)


def test_the_project_itself():
    page = python_api.page(ROOT / "bindings" / "python" / "watchpost")
    assert page == python_api.page(ROOT / "bindings" / "python" / "watchpost")
    assert "### Engine\n" in page and "- `mail_servers`<br>\n" in page and "MailServers" in page
