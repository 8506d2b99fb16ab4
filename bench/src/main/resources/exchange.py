"""What exchange.c does, for a machine without a C compiler: same arguments, same frames, one listener."""

import array
import select
import socket
import struct
import sys
import time


def get(peer, size):
    data, fds = b"", []
    while len(data) < size:
        part, came, _, _ = socket.recv_fds(peer, size - len(data), 128, socket.MSG_CMSG_CLOEXEC)
        if not part:
            return None, fds
        data += part
        fds += came
    return data, fds


def get_frame(peer):
    header, fds = get(peer, 4)
    if header is None:
        return None
    get(peer, struct.unpack(">I", header)[0])
    return fds


def put(peer, frame, fds=()):
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))] if fds else []
    assert peer.sendmsg([frame], rights, socket.MSG_NOSIGNAL) == len(frame)


def serve(path, welcome, grant):
    control = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    control.bind(path)
    control.listen(16)
    listener = socket.create_server(("127.0.0.1", 0))
    print("ready", flush=True)
    while sys.stdin not in select.select([control, sys.stdin], [], [])[0]:
        client, _ = control.accept()
        with client:
            client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
            if get_frame(client) is not None:
                put(client, welcome)
                if get_frame(client) is not None:
                    put(client, grant, [listener.fileno()])
                    while get_frame(client) is not None:
                        pass


def ask(path, count, hello, request, abort):
    for _ in range(int(count)):
        start = time.monotonic_ns()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer:
            peer.connect(path)
            put(peer, hello)
            get_frame(peer)
            put(peer, request)
            with socket.socket(fileno=get_frame(peer)[0]) as listener:
                listener.getsockname()
                assert listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
                listener.setblocking(False)
            put(peer, abort)
        print(time.monotonic_ns() - start)


if sys.argv[1] == "serve":
    serve(sys.argv[2], *map(bytes.fromhex, sys.argv[4:]))
else:
    ask(sys.argv[2], sys.argv[3], *map(bytes.fromhex, sys.argv[5:]))
