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
        self._sockets: list[QLocalSocket] = []
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connected)
        if not self._server.listen(name):
            # A window that crashed leaves its socket behind on Linux.
            QLocalServer.removeServer(name)
            self._server.listen(name)

    def close(self) -> None:
        """Listen no more."""
        self._server.close()
        for socket in list(self._sockets):
            socket.abort()

    def _connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            self._sockets.append(socket)
            socket.readyRead.connect(self._read)
            socket.disconnected.connect(self._read)
        self._read()

    def _read(self) -> None:
        """Take whatever has arrived on any connection; forget those that have ended."""
        for socket in list(self._sockets):
            while socket.canReadLine():
                try:
                    paths = json.loads(bytes(socket.readLine().data()).decode())
                except ValueError:
                    continue
                if isinstance(paths, list):
                    self.handed.emit([str(path) for path in paths])
            if (
                socket.state() == QLocalSocket.LocalSocketState.UnconnectedState
                and not socket.bytesAvailable()
            ):
                self._sockets.remove(socket)
                socket.deleteLater()
