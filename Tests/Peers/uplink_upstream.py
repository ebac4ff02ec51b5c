"""An upstream server as a site meets it: nginx with client certificates, and behind it a Flask application
in which the CloudEvents SDK parses every event; beside them, servers with bad manners.

Prints one line of JSON (folder of the PKI, ports), then answers each line `facts RUN` on its input with one
line of JSON about the requests to /events/RUN. Ends, with everything it started, when its input ends.

Optional argument: the CloudEvents JSON Schema, to validate each event by.
"""

import signal
import atexit
import json
import logging
import os
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
from email.utils import formatdate

from cloudevents.core.formats.json import JSONFormat
from flask import Flask, Response, request
from jsonschema import Draft7Validator
from werkzeug.serving import make_server

import uplink_pki

NGINX = """
daemon off; master_process off; pid nginx.pid; error_log stderr crit;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  client_max_body_size 64m; client_body_buffer_size 8m; keepalive_requests 100000;
  ssl_protocols TLSv1.2 TLSv1.3; ssl_client_certificate %(folder)s/ca.crt; ssl_verify_client on;
  %(servers)s
}
"""
SERVER = """
  server {
    listen 127.0.0.1:%(port)d ssl; ssl_certificate %(folder)s/%(certificate)s.crt;
    ssl_certificate_key %(folder)s/%(certificate)s.key; %(extra)s
    location / {
      proxy_pass http://127.0.0.1:%(flask)d; proxy_http_version 1.1;
      proxy_set_header X-Connection $connection;
    }
    location /small { client_max_body_size 1k; return 204; }
    location /sink { return 204; }
  }
"""

application = Flask(__name__)
lock = threading.Lock()
runs = {}
forever = threading.Event()
schema = None


def facts(run):
    fields = ["ids", "batches", "connections", "contentTypes", "faults"]
    return runs.setdefault(run, {field: [] for field in fields})


@application.post("/events/<run>")
def events(run):
    batch = json.loads(request.get_data())
    with lock:
        known = facts(run)
        if request.headers["X-Connection"] not in known["connections"]:
            known["connections"].append(request.headers["X-Connection"])
        if request.content_type not in known["contentTypes"]:
            known["contentTypes"].append(request.content_type)
        known["batches"].append(len(batch))
        for raw in batch:
            try:
                event = JSONFormat().read(None, json.dumps(raw))
                if schema:
                    schema.validate(raw)
            except Exception as fault:
                known["faults"].append(f"{raw.get('id')}: {fault}")
                return Response("not a CloudEvent", 400)
            if event.get_type() == "test.poison":
                return Response(f"event {event.get_id()}: data is not what the schema says", 422)
        known["ids"] += [raw["id"] for raw in batch]
    return Response(status=202)


@application.post("/status/<int:status>")
def status(status):
    answer = Response(f"<html><body><h1>status {status}</h1>\n as asked</body></html>", status)
    after = request.args.get("after")
    if after:
        seconds = request.args.get("as") != "date"
        date = formatdate(time.time() + int(after), usegmt=True)
        answer.headers["Retry-After"] = after if seconds else date
    if 300 <= status < 400:
        answer.headers["Location"] = "https://127.0.0.1/elsewhere"
    return answer


@application.post("/endless/<int:status>")
def endless(status):
    return Response((b"x" * 65536 for _ in iter(int, 1)), status)


@application.post("/never/<run>")
def never(run):
    with lock:
        facts(run)["batches"].append(len(json.loads(request.get_data())))
    forever.wait()
    return Response(status=204)


def listening():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(16)
    return listener


def free_port():
    with listening() as listener:
        return listener.getsockname()[1]


def serve(manners):
    """A listener whose every connection is treated by a function of ours; its port."""
    listener = listening()

    def accept():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=treat, args=(connection,), daemon=True).start()

    def treat(connection):
        try:
            manners(connection)
        except OSError:
            pass
        finally:
            connection.close()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def tls(folder, **limits):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/server.crt", f"{folder}/server.key")
    context.load_verify_locations(f"{folder}/ca.crt")
    context.verify_mode = ssl.CERT_REQUIRED
    for name, value in limits.items():
        setattr(context, name, value)
    return context


def strict(context):
    """Shakes hands and hangs up. What the client still sends is read before the end: closing over unread
    bytes is a reset, which can overtake the alert."""
    def treat(connection):
        secure = context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        with secure:
            try:
                secure.do_handshake()
                secure.recv(1)
            except ssl.SSLError:
                pass
            secure.settimeout(5)
            secure.shutdown(socket.SHUT_WR)
            while secure.recv(65536):
                pass

    return treat


def closing(context):
    """Reads the beginning of a request, then resets the connection."""
    def treat(connection):
        secure = context.wrap_socket(connection, server_side=True)
        secure.recv(1000)
        secure.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        secure.close()

    return treat


def plain(connection):
    connection.recv(1000)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def start_nginx(folder, flask_port):
    kinds = {"good": ("server", ""), "fresh": ("server", "keepalive_timeout 0;"),
             "old": ("server", "ssl_protocols TLSv1.2;"), "expired": ("server-expired", ""),
             "elsewhere": ("server-elsewhere", ""), "rogue": ("server-rogue", "")}
    ports = {kind: free_port() for kind in kinds}
    servers = "".join(
        SERVER % {"port": ports[kind], "folder": folder, "certificate": certificate, "extra": extra,
                  "flask": flask_port}
        for kind, (certificate, extra) in kinds.items())
    with open(f"{folder}/nginx.conf", "w") as settings:
        settings.write(NGINX % {"folder": folder, "servers": servers})
    nginx = subprocess.Popen(
        [shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"), "-p", folder,
         "-e", "stderr", "-c", "nginx.conf"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    atexit.register(nginx.wait)
    atexit.register(nginx.terminate)
    for port in ports.values():
        while nginx.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.01)
    return ports


def main():
    global schema
    # A parent may start us with its signals blocked; nginx would inherit that and never end.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, signal.valid_signals())
    if len(sys.argv) > 1:
        with open(sys.argv[1]) as file:
            schema = Draft7Validator(json.load(file))
    folder = tempfile.mkdtemp(prefix="gatehouse-uplink-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    uplink_pki.make(folder)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, application, threaded=True)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ports = start_nginx(folder, server.server_port)
    ports["strict"] = serve(strict(tls(folder)))
    ports["strict12"] = serve(strict(tls(folder, maximum_version=ssl.TLSVersion.TLSv1_2)))
    ports["closing"] = serve(closing(tls(folder)))
    ports["plain"] = serve(plain)
    ports["mute"] = serve(lambda connection: forever.wait())
    ports["nobody"] = free_port()
    print(json.dumps({"folder": folder, "ports": ports}), flush=True)
    for line in sys.stdin:
        with lock:
            print(json.dumps(facts(line.split()[1])), flush=True)
    forever.set()


main()
