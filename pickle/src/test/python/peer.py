"""The Python end of the live test: one command a line on standard input, one answer a line on standard output.

    same NAME BASE64            whether the pickle is the golden value of that name
    sameKey SEED COUNT INDEX BASE64   whether the pickle is that one of so many random keys
    keys SEED COUNT PROTOCOL    that many random keys: MD5 of the protocol 1 pickle, a space, base64, each on a line
    repr BASE64                 the repr of what the pickle holds
    graph PROTOCOL              the pickle of objects that refer to each other and are keys of dicts
    sameGraph BASE64            whether the pickle is that graph, with the same objects being one object
    names                       every name of Python 2 that CPython translates, and what it becomes
"""

import _compat_pickle
import base64
import functools
import hashlib
import pickle
import sys

import golden


@functools.lru_cache
def keys(count, seed):
    return golden.random_keys(count, seed)


def graph():
    first, second = golden.Node(), golden.Node()
    first.next, second.next = second, first
    first.skus = {golden.Sku('a'): 1, golden.Sku('b'): first}
    second.tags = [first, {second: 'self'}, frozenset([golden.Sku('c')])]
    return first


def same_graph(first):
    second = first.next
    return (type(first) is type(second) is golden.Node and second.next is first
            and first.skus == {golden.Sku('a'): 1, golden.Sku('b'): first} and first.skus[golden.Sku('b')] is first
            and second.tags[0] is first and list(second.tags[1]) == [second] and golden.Sku('c') in second.tags[2])


def python2_names():
    lines = ['%s %s %s %s' % (old + new) for old, new in _compat_pickle.NAME_MAPPING.items()]
    for old, new in _compat_pickle.IMPORT_MAPPING.items():
        if (old, 'other') not in _compat_pickle.NAME_MAPPING:
            lines.append('%s other %s other' % (old, new))
    return lines


def answer(command, *args):
    if command == 'graph':
        return golden.encode(pickle.dumps(graph(), int(args[0])))
    if command == 'sameGraph':
        return 'yes' if same_graph(pickle.loads(base64.b64decode(args[0]))) else 'no'
    if command == 'names':
        return ';'.join(python2_names())
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
