"""A backup brings back what was there, and destroys nothing by accident."""

import stat
import tarfile
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from pytest_django import Settings

from resources import actions
from resources.models import Document
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def media(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return tmp_path / "media"


@pytest.fixture
def backup(tmp_path: Path, media: Path) -> Path:
    """Taken when Amina and one document were there."""
    get_user_model().objects.create(email="amina@example.org", name="Amina")
    (media / "toolkit.pdf").write_bytes(b"how it is done")
    target = tmp_path / "backup.tar"
    call_command("backup", str(target))
    return target


def test_people_and_documents_come_back(backup: Path, media: Path) -> None:
    get_user_model().objects.all().delete()
    get_user_model().objects.create(email="later@example.org", name="Later")
    (media / "toolkit.pdf").unlink()
    (media / "later.pdf").write_bytes(b"came after the backup")
    call_command("restore", str(backup), "--yes")
    assert [member.email for member in get_user_model().objects.all()] == ["amina@example.org"]
    assert {file.name: file.read_bytes() for file in media.iterdir()} == {
        "toolkit.pdf": b"how it is done"
    }


def test_the_pictures_of_documents_come_back(tmp_path: Path, media: Path) -> None:
    document = make.make_picture(make.make_document(make.make_resource()), b"all the dots")
    target = tmp_path / "backup.tar"
    call_command("backup", str(target))
    actions.erase(resource=document.resource)
    assert not Path(document.picture.path).exists()
    call_command("restore", str(target), "--yes")
    with Document.objects.get(pk=document.pk).picture.open("rb") as picture:
        assert picture.read() == b"all the dots"


def test_nobody_else_on_the_machine_may_read_it(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_a_database_with_something_in_it_is_not_replaced_unasked(backup: Path) -> None:
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(backup))
    assert get_user_model().objects.filter(email="amina@example.org").exists()


@pytest.mark.parametrize("name", ["../outside", "/outside", "media/../../outside"])
def test_nothing_is_written_outside_of_its_place(tmp_path: Path, name: str) -> None:
    forged = tmp_path / "forged.tar"
    with tarfile.open(forged, "w") as tar:
        tar.addfile(tarfile.TarInfo(name))
    with pytest.raises(CommandError, match="out of place"):
        call_command("restore", str(forged), "--yes")


@pytest.mark.parametrize("damage", ["cut short", "something else", "missing"])
def test_a_damaged_backup_changes_nothing(backup: Path, media: Path, damage: str) -> None:
    if damage == "cut short":
        backup.write_bytes(backup.read_bytes()[: backup.stat().st_size // 3])
    elif damage == "something else":
        backup.write_bytes(b"not an archive")
    else:
        backup.unlink()
    with pytest.raises(CommandError):
        call_command("restore", str(backup), "--yes")
    assert get_user_model().objects.filter(email="amina@example.org").exists()
    assert (media / "toolkit.pdf").exists()
