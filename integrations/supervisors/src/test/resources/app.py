"""A service in twenty lines: its listener is descriptor 3, and on SIGTERM it finishes what it has. app.py RELEASE"""

import http.server
import os
import signal
import socket
import socketserver
import sys
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"pid":%d,"release":"%s"}' % (os.getpid(), sys.argv[1].encode())
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = socket.socket(fileno=3)


server = Server()
# shutdown() waits for the loop, which the main thread runs.
# The handler starts no thread: the main thread may hold the lock for that.
told, tell = os.pipe()
threading.Thread(target=lambda: (os.read(told, 1), server.shutdown()), daemon=True).start()
signal.signal(signal.SIGTERM, lambda *_: os.write(tell, b"."))
server.serve_forever()
server.server_close()
