"""Starts a command as a service manager would that has one listener for it: sd_listen_fds(3).

manager.py NAME=PORT VARIABLE:VALUE,... COMMAND [ARGUMENT...]; what is said of the listener is what a manager says, unless the
second word says otherwise.
"""

import fcntl
import os
import socket
import sys

name, port = sys.argv[1].split("=")
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", int(port)))
listener.listen(64)
high = fcntl.fcntl(listener.fileno(), fcntl.F_DUPFD_CLOEXEC, 100)
os.dup2(high, 3, inheritable=True)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()), LISTEN_FDNAMES=name)
os.environ.update(pair.split(":", 1) for pair in sys.argv[2].split(",") if pair)
os.execvp(sys.argv[3], sys.argv[3:])
