"""Reads a pickled value that Java stored, and stores one for Java; Python's standard library alone."""
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


connection = socket.create_connection(('127.0.0.1', int(sys.argv[1])), 5)
replies = connection.makefile('rb')
print(ascii(pickle.loads(call(b'GET', b'user:7'))))
call(b'SET', b'order:1', pickle.dumps(Order(), protocol=1))
