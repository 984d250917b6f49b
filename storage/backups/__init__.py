"""Backups: a folder of sealed files of one moment, and apart from it the key vault in its newest state."""

from storage.backups.files import BadBackup
from storage.backups.keys import merge_keys, write_keys
from storage.backups.restoring import Restored, is_empty, restore
from storage.backups.writing import Written, back_up

__all__ = ["BadBackup", "Restored", "Written", "back_up", "is_empty", "merge_keys", "restore", "write_keys"]
