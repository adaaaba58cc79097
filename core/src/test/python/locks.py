"""Treats the keys of locks exactly as the Python package does, with the standard library only.

usage: locks.py PORT COMMAND...
  mutex NAME SECONDS WAIT TRIES    acquires like the package's mutex: prints "held", waits for a line, and leaves as the
                                   package does; or prints "taken" after that many tries (the package tries for ever)
  fetch NAME SECONDS               like its fetch_lock: prints "fetch" or "skip", waits for a line, and releases
  cooldown SECONDS NAME...         like its rate_limiting_lock: prints "started" or "blocked"
  names                            reads names, and prints for each whether it is valid for a fetch lock
"""
import socket
import sys
import time
import uuid


class Redis:
    def __init__(self, port):
        self.stream = socket.create_connection(("127.0.0.1", port)).makefile("rwb")

    def __call__(self, *words):
        words = [word if isinstance(word, bytes) else str(word).encode() for word in words]
        self.stream.write(b"*%d\r\n" % len(words))
        for word in words:
            self.stream.write(b"$%d\r\n%s\r\n" % (len(word), word))
        self.stream.flush()
        line = self.stream.readline()
        kind, rest = line[:1], line[1:-2]
        if kind == b"$":
            size = int(rest)
            return None if size < 0 else self.stream.read(size + 2)[:-2]
        if kind == b"-":
            raise RuntimeError(rest.decode())
        return int(rest) if kind == b":" else rest


def say(word):
    print(word, flush=True)


def mutex(redis, name, seconds, wait, tries):
    key = "dkredis:mutex:" + name
    for _ in range(int(tries)):
        now = time.time()
        if redis("SETNX", key, now + float(seconds)):
            break
        if float(redis("GET", key)) > now:
            time.sleep(float(wait))
            continue
        if float(redis("GETSET", key, time.time() + float(seconds))) < now:
            break
    else:
        return say("taken")
    say("held")
    sys.stdin.readline()
    # The package's test for "does it still belong to us" is inverted, so a key whose time is not over stays behind.
    if time.time() > float(redis("GET", key)):
        redis("DEL", key)
    return say("left")


RELEASE = 'if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) else return 0 end'


def fetch(redis, name, seconds):
    key, owner = "dkredis:fetchlock:" + name, uuid.uuid4().hex
    if redis("SET", key, owner, "EX", seconds, "NX") is None:
        return say("skip")
    say("fetch")
    sys.stdin.readline()
    redis("EVAL", RELEASE, "1", key, owner)
    return say("done")


def cooldown(redis, seconds, *names):
    keys = ["rl-lock." + name for name in names]
    pairs = [word for key in keys for word in (key, time.time() + float(seconds))]
    if not redis("MSETNX", *pairs):
        return say("blocked")
    for key in keys:
        redis("EXPIRE", key, seconds)
    return say("started")


def names():
    for line in sys.stdin:
        name = line.rstrip("\n").encode().decode("unicode_escape")
        say("yes" if name.isidentifier() and name.islower() else "no")


if __name__ == "__main__":
    if sys.argv[2] == "names":
        names()
    else:
        {"mutex": mutex, "fetch": fetch, "cooldown": cooldown}[sys.argv[2]](Redis(int(sys.argv[1])), *sys.argv[3:])
