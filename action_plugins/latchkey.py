"""Runs the module in place when Ansible runs on the target host itself: nothing is copied, and one process is started.

Without it Ansible makes a folder, copies the executable there, makes it executable, runs it, and removes the folder, each
by a shell of its own; that takes longer than the module (docs/speed.md). On every other connection, and with `become` or
`async`, all goes Ansible's usual way.
"""

import os
import shutil
import tempfile

from ansible import constants as C
from ansible.plugins.action.normal import ActionModule as NormalAction


class ActionModule(NormalAction):
    """Ansible's own steps, where those that would go through a shell are done by this process."""

    def _is_here(self):
        becomes = self._connection.become is not None
        return self._connection.transport == "local" and not becomes and not self._task.async_val

    def _make_tmp_path(self, remote_user=None):
        if not self._is_here():
            return super()._make_tmp_path(remote_user)
        # Only this user may read it: the options are written into it.
        folder = tempfile.mkdtemp(prefix="ansible-tmp-", dir=C.DEFAULT_LOCAL_TMP)
        self._connection._shell.tmpdir = folder + "/"
        self._cleanup_remote_tmp = True
        return self._connection._shell.tmpdir

    def _transfer_file(self, local_path, remote_path):
        if not self._is_here():
            return super()._transfer_file(local_path, remote_path)
        os.symlink(os.path.realpath(local_path), remote_path)
        return remote_path

    def _transfer_data(self, remote_path, data):
        if not self._is_here():
            return super()._transfer_data(remote_path, data)
        with open(remote_path, "wb") as file:
            file.write(data.encode(errors="surrogateescape") if isinstance(data, str) else data)
        return remote_path

    def _fixup_perms2(self, remote_paths, remote_user=None, execute=True):
        if not self._is_here():
            return super()._fixup_perms2(remote_paths, remote_user, execute)
        return remote_paths

    def _remove_tmp_path(self, tmp_path, force=False):
        if not self._is_here():
            return super()._remove_tmp_path(tmp_path, force)
        tmp_path = tmp_path or self._connection._shell.tmpdir
        if force or self._should_remove_tmp_path(tmp_path):
            shutil.rmtree(tmp_path, ignore_errors=True)
            self._connection._shell.tmpdir = None
