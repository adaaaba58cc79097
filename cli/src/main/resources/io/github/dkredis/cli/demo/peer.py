"""Reads a pickle that Java stored, or stores one for Java, with nothing but Python's standard library."""
import datetime
import decimal
import pickle
import socket
import sys


class Order:
    def __init__(self):
        self.number = 2 ** 70
        self.placed = datetime.datetime(2026, 11, 1, 12, 30)
        self.total = decimal.Decimal('99.90')


def call(*words):
    connection.sendall(b'*%d\r\n' % len(words) + b''.join(b'$%d\r\n%s\r\n' % (len(w), w) for w in words))
    line = replies.readline()
    return replies.read(int(line[1:]) + 2)[:-2] if line[:1] == b'$' else line


port, action, key = sys.argv[1:]
connection = socket.create_connection(('127.0.0.1', int(port)), 5)
replies = connection.makefile('rb')
if action == 'store':
    call(b'SET', key.encode(), pickle.dumps(Order(), protocol=4))
else:
    try:
        print(ascii(pickle.loads(call(b'GET', key.encode()))))
    except Exception as failure:
        print('%s: %s' % (type(failure).__name__, failure))
