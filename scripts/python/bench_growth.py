"""Measures how time and memory grow from 10,000 to 100,000 declared clients: created, and as declared."""

import json
import os
import subprocess
import sys
import time
import urllib.parse
import urllib.request

files, base = sys.argv[1:]
SMALL, LARGE = 10_000, 100_000


def realm(name):
    form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
    token = urllib.request.urlopen(
        base + "/realms/master/protocol/openid-connect/token", urllib.parse.urlencode(form).encode())
    headers = {"Authorization": f"Bearer {json.load(token)['access_token']}", "Content-Type": "application/json"}
    body = json.dumps({"realm": name, "enabled": True}).encode()
    urllib.request.urlopen(urllib.request.Request(base + "/admin/realms", body, headers))


def run(command, path, expected):
    """Seconds, and the bytes of memory beyond the file."""
    environment = {**os.environ, "KEYCLOAK_URL": base, "KEYCLOAK_USER": "admin", "KEYCLOAK_PASSWORD": "admin"}
    begin = time.monotonic()
    child = subprocess.Popen(
        ["build/latchkey", command, path], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    assert os.waitstatus_to_exitcode(status) == expected, status
    return time.monotonic() - begin, usage.ru_maxrss * 1024 - os.path.getsize(path)


def measure(count):
    name = f"growth-{count}"
    realm(name)
    path = f"{files}/{count}.json"
    clients = [
        {
            "clientId": f"c{index}", "name": f"Client {index}", "redirectUris": [f"https://c{index}.example.org/*"],
            "attributes": {"team": "web"},
        } for index in range(count)
    ]
    with open(path, "w") as file:
        json.dump({"realm": name, "clients": clients}, file)
    _, memory = run("plan", path, 3)
    created, _ = run("apply", path, 0)
    unchanged, same = run("plan", path, 0)
    return max(memory, same), created, unchanged


small, large = measure(SMALL), measure(LARGE)
each = (large[0] - small[0]) / (LARGE - SMALL)
print(f"{'memory of 100,000':<28}latchkey {large[0] / 1e6:8.1f} MB beyond the file, {each / 1000:.2f} kB a client   (limit 2)")
for what, one, other in (("created", small[1], large[1]), ("as declared", small[2], large[2])):
    print(
        f"{'100,000 ' + what:<28}latchkey {other:8.1f} s, {other / LARGE * 1000:.2f} ms a client, "
        f"{other / LARGE / (one / SMALL):.2f} times that of 10,000")
if each > 2000:
    sys.exit("latchkey: beyond the limit")
