"""One window a user: a second start hands its files over to the first and ends."""

from __future__ import annotations

import getpass
import hashlib
import json

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

WAIT_MS = 400


def server_name(home: str) -> str:
    """Return the name of the local socket: one a user and settings folder."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = ""
    return "gongkai-" + hashlib.sha256(f"{user}|{home}".encode()).hexdigest()[:16]


def hand_over(name: str, paths: list[str]) -> bool:
    """Give files to the window that is open already; False when there is none."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(WAIT_MS):
        return False
    socket.write(json.dumps(paths).encode() + b"\n")
    socket.waitForBytesWritten(WAIT_MS)
    socket.disconnectFromServer()
    if socket.state() != QLocalSocket.LocalSocketState.UnconnectedState:
        socket.waitForDisconnected(WAIT_MS)
    return True


class Instance(QObject):
    """Listens for later starts; ``handed`` gives their files (none: only come to the front)."""

    handed = Signal(list)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connected)
        if not self._server.listen(name):
            # A window that crashed leaves its socket behind on Linux.
            QLocalServer.removeServer(name)
            self._server.listen(name)

    def _connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.setParent(self)
            socket.readyRead.connect(lambda s=socket: self._read(s))
            socket.disconnected.connect(socket.deleteLater)
            if socket.canReadLine():
                self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        while socket.canReadLine():
            try:
                paths = json.loads(bytes(socket.readLine().data()).decode())
            except ValueError:
                continue
            if isinstance(paths, list):
                self.handed.emit([str(path) for path in paths])
