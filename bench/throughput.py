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
    """Both servers listen at the same address in the end: the bare one by its configuration, the other by the rule."""
    bare, ruled = free_port(ADDRESS), free_port(ADDRESS)
    with Server(nginx_command(tools, ADDRESS, bare), (ADDRESS, bare)), \
            Server(tools.fairlead(RULE) + nginx_command(tools, "0.0.0.0", ruled), (ADDRESS, ruled)):
        results = alternate(12, {
            "bare": lambda: wrk(bare),
            "fairlead": lambda: wrk(ruled),
        })
    return compare("nginx under wrk", "requests/s", results, "bare", digits=0)


def nginx_command(tools, address, port):
    file = f"{tools.output}/nginx-{port}.conf"
    with open(file, "w", encoding="utf-8") as config:
        config.write(NGINX.format(folder=tools.output, address=address, port=port))
    return [tools.find("nginx"), "-p", tools.output, "-e", "stderr", "-c", file]


def wrk(port):
    said = subprocess.run(
        ["wrk", "-t1", "-c16", "-d1s", f"http://{ADDRESS}:{port}/"], stdout=subprocess.PIPE, check=True, text=True).stdout
    return float(re.search(r"Requests/sec:\s*([\d.]+)", said).group(1))


def udp_echo(tools):
    bare, ruled = free_port(ADDRESS), free_port(ADDRESS)
    echo, flood = tools.program("echo"), tools.program("flood")
    with Server([echo, ADDRESS, str(bare)]), Server(tools.fairlead(RULE) + [echo, "0.0.0.0", str(ruled)]):
        results = alternate(20, {
            "bare": lambda: number([flood, ADDRESS, str(bare), "700"]),
            "fairlead": lambda: number([flood, ADDRESS, str(ruled), "700"]),
        })
    return compare("UDP echo, 32 in flight", "datagrams/s", results, "bare", digits=0)
