"""Servers under load, with and without a bind rule: the data path is not stopped, so nothing should change."""

import re
import subprocess

from measure import alternate, number
from servers import Server, free_port
from table import compare

ADDRESS = "127.0.0.7"
RULE = f"bind any any to {ADDRESS}"

NGINX = """
daemon off; pid {folder}/nginx-{port}.pid; error_log stderr error; worker_processes 1;
events {{ }}
http {{
    access_log off; keepalive_requests 1000000000;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{ listen {address}:{port}; location / {{ return 200 "hello\\n"; }} }}
}}
"""


def nginx(tools):
    """All servers listen at the same address in the end: the bare one by its configuration, the others by the rule."""
    wrk = tools.find("wrk")
    bare, seccomp, cgroup = (free_port(ADDRESS) for _ in range(3))
    with Server(nginx_command(tools, ADDRESS, bare), (ADDRESS, bare)), \
            Server(tools.fairlead(RULE, "seccomp") + nginx_command(tools, "0.0.0.0", seccomp), (ADDRESS, seccomp)), \
            Server(tools.fairlead(RULE, "cgroup") + nginx_command(tools, "0.0.0.0", cgroup), (ADDRESS, cgroup)):
        results = alternate(12, {
            "bare": lambda: requests(wrk, bare),
            "fairlead, seccomp": lambda: requests(wrk, seccomp),
            "fairlead, cgroup": lambda: requests(wrk, cgroup),
        })
    return compare("nginx under wrk", "requests/s", results, "bare", digits=0)


def nginx_command(tools, address, port):
    file = f"{tools.output}/nginx-{port}.conf"
    with open(file, "w", encoding="utf-8") as config:
        config.write(NGINX.format(folder=tools.output, address=address, port=port))
    return [tools.find("nginx"), "-p", tools.output, "-e", "stderr", "-c", file]


def requests(wrk, port):
    said = subprocess.run(
        [wrk, "-t1", "-c16", "-d1s", f"http://{ADDRESS}:{port}/"], stdout=subprocess.PIPE, check=True, text=True).stdout
    return float(re.search(r"Requests/sec:\s*([\d.]+)", said).group(1))


def udp_echo(tools):
    bare, seccomp, cgroup = (str(free_port(ADDRESS)) for _ in range(3))
    echo, flood = tools.program("echo"), tools.program("flood")
    with Server([echo, ADDRESS, bare]), \
            Server(tools.fairlead(RULE, "seccomp") + [echo, "0.0.0.0", seccomp]), \
            Server(tools.fairlead(RULE, "cgroup") + [echo, "0.0.0.0", cgroup]):
        results = alternate(20, {
            "bare": lambda: number([flood, ADDRESS, bare, "500"]),
            "fairlead, seccomp": lambda: number([flood, ADDRESS, seccomp, "500"]),
            "fairlead, cgroup": lambda: number([flood, ADDRESS, cgroup, "500"]),
        })
    return compare("UDP echo, 32 in flight", "datagrams/s", results, "bare", digits=0)
