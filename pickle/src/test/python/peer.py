"""The Python end of the live test: one command a line on standard input, one answer a line on standard output.

    same NAME BASE64            whether the pickle is the golden value of that name
    sameKey SEED COUNT INDEX BASE64   whether the pickle is that one of so many random keys
    keys SEED COUNT PROTOCOL    that many random keys: MD5 of the protocol 1 pickle, a space, base64, each on a line
    repr BASE64                 the repr of what the pickle holds
"""

import base64
import functools
import hashlib
import pickle
import sys

import golden


@functools.lru_cache
def keys(count, seed):
    return golden.random_keys(count, seed)


def answer(command, *args):
    if command == 'same':
        value = pickle.loads(base64.b64decode(args[1]))
        return 'yes' if golden.same(golden.VALUES[args[0]], value) else 'no: ' + ascii(value)[:500]
    if command == 'sameKey':
        wanted = keys(int(args[1]), int(args[0]))[int(args[2])]
        value = pickle.loads(base64.b64decode(args[3]))
        return 'yes' if golden.same(wanted, value) else 'no: ' + ascii(value)[:500]
    if command == 'keys':
        lines = []
        for key in keys(int(args[1]), int(args[0])):
            digest = hashlib.md5(pickle.dumps(key, 1)).hexdigest()
            lines.append(digest + ' ' + golden.encode(pickle.dumps(key, int(args[2]))))
        return '\n'.join(lines)
    return ascii(pickle.loads(base64.b64decode(args[0])))


def main():
    for line in sys.stdin:
        try:
            print(answer(*line.split()), flush=True)
        except Exception as e:
            print('error:', ascii(e), flush=True)


if __name__ == '__main__':
    main()
