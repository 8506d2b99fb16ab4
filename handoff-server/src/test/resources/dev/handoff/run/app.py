"""For gunicorn: says its label and the number of its first process."""

import os

BODY = f"{os.environ['LABEL']} {os.getppid()}".encode()


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(BODY)))])
    return [BODY]
