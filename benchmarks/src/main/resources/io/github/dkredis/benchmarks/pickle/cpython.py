"""The Python process of the suite "pickle": answers each order, a line of JSON, with a line of JSON, until its input ends."""
import base64
import json
import pickle
import platform
import sys
import time
from itertools import repeat

samples = {}


def version(order):
    return {"version": platform.python_version()}


def sample(order):
    samples[order["name"]] = shared(order["value"], {}) if order["shared"] else order["value"]
    return {}


def shared(value, strings):
    """Returns the value with equal strings as one object, as equal literals of a module are."""
    if isinstance(value, str):
        return strings.setdefault(value, value)
    if isinstance(value, list):
        return [shared(item, strings) for item in value]
    if isinstance(value, dict):
        return {shared(key, strings): shared(item, strings) for key, item in value.items()}
    return value


def dump(order):
    data = pickle.dumps(samples[order["name"]], order["protocol"])
    return {"bytes": base64.b64encode(data).decode()}


def check(order):
    return {"equal": pickle.loads(base64.b64decode(order["bytes"])) == samples[order["name"]]}


def measure(order):
    value, protocol = samples[order["name"]], order["protocol"]
    data = pickle.dumps(value, protocol)
    if order["direction"] == "read":
        batch = lambda n: timed(n, lambda: pickle.loads, data)
    elif order["fresh"]:
        batch = lambda n: timed_fresh(n, value, protocol)
    else:
        batch = lambda n: timed(n, lambda: pickle.dumps, value, protocol)
    size = 1
    while not order["fresh"] and batch(size) < 1_000_000:
        size *= 2
    done = spent = 0
    end = time.monotonic() + order["seconds"]
    while done == 0 or time.monotonic() < end:
        spent += batch(size)
        done += size
    return {"operations": done, "cpu_ns": spent, "size": len(data)}


def timed(n, function, *arguments):
    call = function()
    start = time.process_time_ns()
    for _ in repeat(None, n):
        call(*arguments)
    return time.process_time_ns() - start


def timed_fresh(n, text, protocol):
    """Times a new str for each dump, as in most programs: a str that was dumped before has its UTF-8 form cached."""
    dumps = pickle.dumps
    spent = 0
    for _ in repeat(None, n):
        new = text[:-1] + text[-1]
        start = time.process_time_ns()
        dumps(new, protocol)
        spent += time.process_time_ns() - start
    return spent


for line in sys.stdin:
    order = json.loads(line)
    print(json.dumps(globals()[order["do"]](order)), flush=True)
