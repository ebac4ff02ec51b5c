"""A device that is commanded over HTTP with Digest authentication, and hostile ones beside it.

http_device.py [CERTIFICATE KEY]      with both, the good device speaks TLS
stdin:   fail COUNT    the good device hangs up on so many authenticated commands after noting them
         ping WORD
stdout:  ready GOOD HOSTILE    command METHOD PATH BODY    raw METHOD PATH    pong WORD
The hostile server takes its manners from the path: /slow /huge /cut /loop /wrong /basic /redirect.
"""

import logging
import socketserver
import sys
import threading

from flask import Flask, request
from flask_httpauth import HTTPDigestAuth
from werkzeug.serving import WSGIRequestHandler, make_server

logging.disable(logging.CRITICAL)
app = Flask(__name__)
app.secret_key = "a key of this process only"
auth = HTTPDigestAuth(use_ha1_pw=False)
nonces = set()
lock = threading.Lock()
fails = 0
OK = "<?xml version='1.0'?><ResponseStatus xmlns='urn:x'><statusCode>1</statusCode></ResponseStatus>"
NO = "<ResponseStatus><statusCode>4</statusCode><statusString>Invalid</statusString></ResponseStatus>"


def tell(*words):
    with lock:
        print(*words, flush=True)


@auth.generate_nonce
def nonce():
    import secrets

    value = secrets.token_hex(8)
    nonces.add(value)
    return value


@auth.verify_nonce
def known(value):
    return value in nonces


@auth.generate_opaque
def opaque():
    return "0123456789abcdef"


@auth.verify_opaque
def known_opaque(value):
    return value == "0123456789abcdef"


@auth.get_password
def password(user):
    return "a pass:word" if user == "gate" else None


@app.route("/<path:path>", methods=["GET", "PUT", "POST"])
@auth.login_required
def device(path):
    global fails
    if request.method != "GET":
        tell("command", request.method, request.path, request.get_data(as_text=True))
        with lock:
            fails, hang_up = max(0, fails - 1), fails > 0
        if hang_up:
            request.environ["werkzeug.socket"].shutdown(2)
            return "", 500
    return (NO if "refused" in path else OK), 200, {"Content-Type": "application/xml"}


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_):
        pass


class Hostile(socketserver.StreamRequestHandler):
    def handle(self):
        while line := self.rfile.readline():
            method, path, _ = line.decode().split(" ", 2)
            length, seen = 0, b""
            while (header := self.rfile.readline()).strip():
                seen += header
                if header.lower().startswith(b"content-length:"):
                    length = int(header.split(b":")[1])
            self.rfile.read(length)
            tell("raw", method, path, "authorised" if b"authorization:" in seen.lower() else "anonymous")
            if b"Basic" in seen:
                tell("basic password was sent")
            if not self.answer(path):
                return

    def answer(self, path):
        write = self.wfile.write
        digest = b'Digest realm="r", nonce="n%d", qop="auth", algorithm=MD5, stale=true'
        if path == "/slow":
            write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<")
            self.rfile.readline()
            return False
        if path == "/huge":
            write(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n" + b"x" * (1 << 20))
            return False
        if path == "/cut":
            write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<statusCode>1</statusCode>")
            return False
        if path == "/loop":
            Hostile.count = getattr(Hostile, "count", 0) + 1
            challenge = b"WWW-Authenticate: " + digest % Hostile.count
            write(b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n" + challenge + b"\r\n\r\n")
            return True
        if path == "/basic":
            write(b'HTTP/1.1 401 No\r\nContent-Length: 0\r\nWWW-Authenticate: Basic realm="r"\r\n\r\n')
            return True
        if path == "/redirect":
            write(b"HTTP/1.1 302 Away\r\nContent-Length: 0\r\nLocation: http://192.0.2.1/\r\n\r\n")
            return True
        body = b"<html><statusCode><b>1</b></statusCode>"
        write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        return True


class Many(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


tls = tuple(sys.argv[1:3]) if len(sys.argv) > 2 else None
good = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet, ssl_context=tls)
hostile = Many(("127.0.0.1", 0), Hostile)
for server in (good, hostile):
    threading.Thread(target=server.serve_forever, daemon=True).start()
tell("ready", good.server_port, hostile.server_address[1])
for line in sys.stdin:
    words = line.split()
    if words[:1] == ["fail"]:
        with lock:
            fails = int(words[1])
    elif words[:1] == ["ping"]:
        tell("pong", words[1])
