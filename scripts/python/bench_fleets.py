"""Measures fleets beside wrk: 500 unchanged clients and 500 created ones, in turns, as medians and ratios."""

import json
import os
import re
import statistics
import subprocess
import sys
import time
import urllib.parse
import urllib.request

files, runs = sys.argv[1], int(sys.argv[2])
base = os.environ["KEYCLOAK_URL"].rstrip("/")
COUNT = 500


def send(method, path, token=None, body=None, form=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    data = urllib.parse.urlencode(form).encode() if form else None
    if body is not None:
        headers["Content-Type"], data = "application/json", json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(base + path, data, headers, method=method)) as answer:
        return answer.read()


def login():
    form = {
        "grant_type": "password", "client_id": "admin-cli", "username": os.environ["KEYCLOAK_USER"],
        "password": os.environ["KEYCLOAK_PASSWORD"],
    }
    return json.loads(send("POST", "/realms/master/protocol/openid-connect/token", form=form))["access_token"]


def realm(name):
    """A fresh realm; none is deleted, which takes the server minutes and disturbs what comes after."""
    send("POST", "/admin/realms", login(), {"realm": name, "enabled": True})


def client(index):
    return {
        "clientId": f"c{index}", "name": f"Client {index}", "redirectUris": [f"https://c{index}.example.org/*"],
        "attributes": {"team": "web"},
    }


def declare(name):
    path = f"{files}/{name}.json"
    with open(path, "w") as file:
        json.dump({"realm": name, "clients": [client(index) for index in range(COUNT)]}, file)
    return path


LUA = """
local ffi = require("ffi")
ffi.cdef("typedef struct { long seconds, nanoseconds; } moment; int clock_gettime(int clock, moment *now);")
local function now()
    local moment = ffi.new("moment")
    ffi.C.clock_gettime(1, moment)
    return tonumber(moment.seconds) + tonumber(moment.nanoseconds) / 1e9
end
local count, sent, bodies, begin = %d, 0, {}
answered, refused, seconds = 0, 0, 0
for line in io.lines("%s") do bodies[#bodies + 1] = line end
wrk.headers["Authorization"] = "Bearer %s"
wrk.headers["Content-Type"] = "application/json"
function request()
    begin = begin or now()
    sent = sent + 1
    if "%s" == "POST" then return wrk.format("POST", "/%s/clients", nil, bodies[sent]) end
    return wrk.format("GET", "/%s/clients?clientId=c" .. (sent - 1) %% count)
end
function response(status)
    answered = answered + 1
    if status >= 300 then refused = refused + 1 end
    if answered == count then
        seconds = now() - begin
        wrk.thread:stop()
    end
end
local threads = {}
function setup(thread) table.insert(threads, thread) end
function done()
    io.write("measured ", threads[1]:get("seconds"), " ", threads[1]:get("refused"), "\\n")
end
"""


def wrk(method, name):
    """Seconds for 500 requests on 4 connections, from the first one to the last answer."""
    address = urllib.parse.urlparse(base)
    path = f"{address.path}/admin/realms/{name}".lstrip("/")
    bodies = f"{files}/bodies"
    with open(bodies, "w") as file:
        file.writelines(json.dumps(client(index)) + "\n" for index in range(COUNT + 8))
    script = f"{files}/{method}.lua"
    with open(script, "w") as file:
        file.write(LUA % (COUNT, bodies, login(), method, path, path))
    # The time is how long it waits at most, and always.
    command = ["wrk", "-t1", "-c4", "-d6s", "--timeout", "30s", "-s", script]
    output = subprocess.run([*command, f"{address.scheme}://{address.netloc}"], capture_output=True, text=True, check=True).stdout
    seconds, refused = re.search(r"measured ([0-9.]+) ([0-9]+)", output).groups()
    assert float(seconds) > 0 and refused == "0", output
    return float(seconds)


def apply(path, words):
    begin = time.monotonic()
    output = subprocess.run(["build/latchkey", "apply", path], capture_output=True, text=True, check=True).stdout
    seconds = time.monotonic() - begin
    assert output.endswith(words), output[-200:]
    return seconds


def login_time():
    begin = time.monotonic()
    login()
    return time.monotonic() - begin


def line(what, ours, theirs, goal):
    ours, theirs = statistics.median(ours), statistics.median(theirs)
    print(f"{what:<28}latchkey {ours:8.3f} s   wrk {theirs:8.3f} s   {ours / theirs:.2f} times   (limit {goal})")
    return ours / theirs <= goal


name = f"latchkey-fleet-{os.getpid()}"
realm(name)
path = declare(name)
created = f"Done: {COUNT} created, 0 changed, 0 deleted, 0 as declared.\n"
unchanged = f"Done: 0 created, 0 changed, 0 deleted, {COUNT} as declared.\n"
apply(path, created)
for _ in range(3):  # The server's caches and its compiler are warm then, for both.
    wrk("GET", name), apply(path, unchanged)
ours, theirs = [], []
for _ in range(runs):
    theirs.append(wrk("GET", name) + login_time())
    ours.append(apply(path, unchanged))
good = line("500 unchanged", ours, theirs, 1.25)

ours, theirs = [], []
for turn in range(runs + 1):
    for who in ("wrk", "latchkey"):
        name = f"latchkey-{who}-{os.getpid()}-{turn}"
        realm(name)
        path = declare(name)
        seconds = wrk("POST", name) + login_time() if who == "wrk" else apply(path, created)
        if turn > 0:  # The first turn warms up.
            (theirs if who == "wrk" else ours).append(seconds)
good = line("500 created", ours, theirs, 1.25) and good
sys.exit(0 if good else "latchkey: beyond the limit")
