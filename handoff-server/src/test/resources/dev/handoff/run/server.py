"""A server as people write them: it gets its listener as a descriptor, says READY=1, and on SIGTERM finishes what it has.

server.py LABEL DESCRIPTOR [FAULT...], with FAULT one of: never-ready, ignore-term, exit=STATUS (at once),
crash=SECONDS (after READY=1), orphan (leaves a grandchild behind), descriptors=FILE (lists its own into FILE).
"""

import http.server
import os
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time

label, descriptor = sys.argv[1], int(sys.argv[2])
faults = dict((fault.split("=", 1) + [""])[:2] for fault in sys.argv[3:])


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith("/slow/"):
            time.sleep(float(self.path[6:]))
        body = f"{label} {os.getpid()}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = socket.socket(fileno=descriptor)


def notify(text):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
        out.sendto(text.encode(), os.environ["NOTIFY_SOCKET"])


if "descriptors" in faults:
    with open(faults["descriptors"] + ".part", "w") as out:
        for number in sorted(os.listdir("/proc/self/fd"), key=int):
            if int(number) != out.fileno() and os.path.exists("/proc/self/fd/" + number):
                out.write(number + " " + os.readlink("/proc/self/fd/" + number) + "\n")
        with open("/proc/self/status") as status:
            out.write("".join(line for line in status if line.startswith(("SigBlk", "SigIgn"))))
        out.write("LISTEN " + os.environ["LISTEN_FDS"] + " " + os.environ["LISTEN_FDNAMES"] + " "
                  + str(int(os.environ["LISTEN_PID"]) == os.getpid()) + "\n")
    os.rename(faults["descriptors"] + ".part", faults["descriptors"])
if "exit" in faults:
    sys.exit(int(faults["exit"]))
if "orphan" in faults:
    subprocess.run(["sh", "-c", "setsid sleep 1000 & echo $! >" + faults["orphan"]])

server = Server()
if "ignore-term" in faults:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
else:
    # shutdown() waits for the loop, which the main thread runs. No thread is started by the handler: the main thread may be about
    # to start one for a request, and hold the lock that takes.
    told, tell = os.pipe()
    threading.Thread(target=lambda: (os.read(told, 1), server.shutdown()), daemon=True).start()
    signal.signal(signal.SIGTERM, lambda *_: os.write(tell, b"."))
if "crash" in faults:
    threading.Timer(float(faults["crash"]), lambda: os._exit(9)).start()
if "never-ready" not in faults and "NOTIFY_SOCKET" in os.environ:
    notify("READY=1")
server.serve_forever()
server.server_close()
