"""The programs that forward: how each is told where to listen and where to forward to."""

import resource
from dataclasses import dataclass
from pathlib import Path

from forwardnet import PROXY, SERVER, UPSTREAMS

#: An address has about 28 000 ports, whatever the backend, and two peers share them.
PORTS_OF_ADDRESS = 12_000
FEW = 2048

NGINX = """
load_module /usr/lib/nginx/modules/ngx_stream_module.so;
daemon off; user root; pid {folder}/nginx-{port}.pid; error_log stderr crit;
worker_processes 1; worker_rlimit_nofile {files};
events {{ worker_connections {connections}; multi_accept on; }}
stream {{
    {sources}
    server {{
        listen {listen} {options};
        proxy_pass {backend}; proxy_timeout {idle}s; {bind}
    }}
}}
"""

HAPROXY = """
global
    nbthread 1
    {options}
defaults
    mode tcp
    timeout connect 5s
    timeout client 60s
    timeout server 60s
listen forward
    bind {listen}
    server backend {backend}
"""

@dataclass
class Place:
    """A statement: what comes to a port of the proxy goes to a port of the server."""

    protocol: str
    port: int
    server_port: int
    folder: str
    #: How many sessions there are at most.
    sessions: int = FEW
    idle: int = 60

    listen = property(lambda self: f"{PROXY}:{self.port}")
    backend = property(lambda self: f"{SERVER}:{self.server_port}")

    @property
    def sources(self):
        """Empty where one address has ports enough."""
        return UPSTREAMS if self.sessions > PORTS_OF_ADDRESS else []

    def write(self, name, text):
        file = Path(self.folder, f"{name}-{self.port}.conf")
        file.write_text(text, encoding="utf-8")
        return str(file)


def nginx(tools, place):
    """One worker, tuned: as many events and connections as it needs, the buffers that rmem_max allows."""
    shares = "".join(f"{100 // len(UPSTREAMS)}% {a}; " for a in place.sources[1:])
    text = NGINX.format(
        folder=place.folder, port=place.port, files=resource.getrlimit(resource.RLIMIT_NOFILE)[1],
        connections=max(4096, 2 * place.sessions + 1024), listen=place.listen, backend=place.backend, idle=place.idle,
        options="udp reuseport rcvbuf=4m sndbuf=4m" if place.protocol == "udp" else "reuseport",
        sources=f"split_clients $remote_addr$remote_port $source {{ {shares} * {UPSTREAMS[0]}; }}" if shares else "",
        bind="proxy_bind $source;" if shares else "")
    return [tools.find("nginx"), "-p", place.folder, "-e", "stderr", "-c", place.write("nginx", text)]


def fairlead(tools, place):
    statement = f"{place.protocol} {place.listen} to {place.backend}"
    if place.sources:
        statement += f" from {','.join(place.sources)}"
    if place.sessions > FEW:
        statement += f" sessions {place.sessions}"
    if place.protocol == "udp" and place.idle != 60:
        statement += f" idle {place.idle}"
    return [tools.binary, "forward", statement]


def socat(tools, place):
    """A process for every client. UDP only."""
    host, port = place.listen.split(":")
    listen = f"UDP4-LISTEN:{port},bind={host},fork,reuseaddr,rcvbuf=4194304"
    return [tools.find("socat"), "-T", str(place.idle), listen, f"UDP4:{place.backend}"]


def haproxy(tools, place, options=""):
    """Without `option splice-auto`, which makes it slower here."""
    text = HAPROXY.format(listen=place.listen, backend=place.backend, options=options)
    return [tools.find("haproxy"), "-q", "-db", "-f", place.write("haproxy", text)]


def haproxy_large(tools, place):
    return haproxy(tools, place, "tune.bufsize 262144")


def socket_proxyd(tools, place):
    activate = tools.find("systemd-socket-activate")
    return [activate, "-l", place.listen, "/usr/lib/systemd/systemd-socket-proxyd", place.backend]


PROGRAMS = {
    "nginx": nginx, "fairlead": fairlead, "socat": socat,
    "haproxy": haproxy, "haproxy-256k": haproxy_large, "socket-proxyd": socket_proxyd,
}
