"""Makes the golden files: what CPython pickles, for the Java codec to read and to write again.

    python3 golden.py DIRECTORY

writes golden.txt (one line a value and protocol: name, protocol, base64 of the pickle, repr) and keys.txt (one line a
random key: MD5 of its protocol 1 pickle, base64 of it). The first line of each says which CPython made it. The standard
library alone is used; keys are drawn from a fixed seed.
"""

import base64
import collections
import dataclasses
import datetime as dt
import decimal
import enum
import fractions
import hashlib
import os
import pickle
import platform
import random
import sys
import uuid
import zoneinfo


class Color(enum.Enum):
    RED = 'red'


class Level(enum.IntEnum):
    HIGH = 3


Point = collections.namedtuple('Point', 'x y')


@dataclasses.dataclass
class User:
    name: str
    age: int


class Slots:
    __slots__ = ('a', 'b')

    def __init__(self, a, b):
        self.a, self.b = a, b

    def __eq__(self, other):
        return (self.a, self.b) == (other.a, other.b)


class Outer:
    class Inner:
        def __eq__(self, other):
            return self.__dict__ == other.__dict__


class Names(list):
    pass


class Ages(dict):
    pass


class Title(str):
    pass


class Keyword:
    def __new__(cls, *, size):
        self = super().__new__(cls)
        self.size = size
        return self

    def __getnewargs_ex__(self):
        return (), {'size': self.size}

    def __eq__(self, other):
        return self.size == other.size


class Node:
    """Refers to other nodes. Without __eq__, so that a node can be a key."""


@dataclasses.dataclass(frozen=True)
class Sku:
    code: str


def inner():
    value = Outer.Inner()
    value.n = 1
    return value


OSLO = zoneinfo.ZoneInfo('Europe/Oslo')
ID = uuid.UUID('12345678-9abc-def0-1234-56789abcdef0')
SHARED = [1]

VALUES = {
    'none': None, 'true': True, 'false': False,
    'int_0': 0, 'int_255': 255, 'int_256': 256, 'int_65535': 65535, 'int_65536': 65536, 'int_minus_1': -1,
    'int_min_32': -2**31, 'int_2_31': 2**31, 'int_max_64': 2**63 - 1, 'int_min_64': -2**63, 'int_2_63': 2**63,
    'int_below_64': -2**63 - 1, 'int_2_2000': 2**2000, 'int_minus_2_2047': -2**2047,
    'float_0': 0.0, 'float_minus_0': -0.0, 'float_nan': float('nan'), 'float_inf': float('inf'),
    'float_minus_inf': float('-inf'), 'float_pi': 3.141592653589793, 'float_least': 5e-324,
    'str_empty': '', 'str_ascii': 'hello', 'str_latin': 'æøå', 'str_bmp': '中文', 'str_astral': 'a😀b',
    'str_lone': 'a\ud800b\udfff', 'str_escapes': 'a\\u0041\\\\\n\r\x1a\0b', 'str_300': 'x' * 300,
    'str_300_latin': 'é' * 300, 'str_replacement': '\ufffd',
    'bytes_empty': b'', 'bytes_all': bytes(range(256)), 'bytes_300': b'y' * 300,
    'bytearray_empty': bytearray(), 'bytearray': bytearray(b'a\xff'),
    'list_empty': [], 'list_1': [1], 'list_mixed': [None, True, 1, 2.5, 'x', b'y', [1, []]], 'list_1001': list(range(1001)),
    'tuple_0': (), 'tuple_1': (1,), 'tuple_2': (1, 'a'), 'tuple_3': (1, 'a', None), 'tuple_4': (1, 'a', None, (2, ())),
    'dict_empty': {}, 'dict_1': {'a': 1},
    'dict_keys': {'a': 1, 2: 'b', 2.5: 'c', None: 'd', True: 'e', b'f': 'f', (1, b'g', ('h',)): 'g', 2**70: 'h',
                  frozenset([1]): 'i', dt.date(2024, 2, 29): 'j', ID: 'k'},
    'dict_1001': {i: i for i in range(1001)},
    'set_empty': set(), 'set': {3}, 'set_many': {1, 'a', b'b', (1, 2)}, 'frozenset_empty': frozenset(),
    'frozenset': frozenset([1, 2]),
    'date': dt.date(2024, 2, 29), 'date_min': dt.date.min, 'date_max': dt.date.max,
    'datetime': dt.datetime(2024, 2, 29, 23, 59, 58), 'datetime_micros': dt.datetime(1969, 12, 31, 0, 0, 0, 123456),
    'datetime_min': dt.datetime.min, 'datetime_max': dt.datetime.max,
    'datetime_utc': dt.datetime(2024, 2, 29, 12, tzinfo=dt.timezone.utc),
    'datetime_0530': dt.datetime(2024, 2, 29, 12, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=30))),
    'datetime_zone': dt.datetime(2024, 7, 1, 12, tzinfo=OSLO),
    'datetime_zone_first': dt.datetime(2024, 10, 27, 2, 30, tzinfo=OSLO),
    'datetime_zone_second': dt.datetime(2024, 10, 27, 2, 30, tzinfo=OSLO, fold=1),
    'datetime_fold': dt.datetime(2024, 10, 27, 2, 30, fold=1),
    'time': dt.time(23, 59), 'time_micros': dt.time(1, 2, 3, 999999), 'time_fold': dt.time(2, 30, fold=1),
    'time_utc': dt.time(1, 2, tzinfo=dt.timezone.utc), 'time_zone': dt.time(1, 2, tzinfo=OSLO),
    'timedelta': dt.timedelta(days=3, seconds=4, microseconds=5), 'timedelta_minus': dt.timedelta(microseconds=-1),
    'timedelta_max': dt.timedelta.max, 'timedelta_min': dt.timedelta.min,
    'timezone_utc': dt.timezone.utc, 'timezone_minus': dt.timezone(dt.timedelta(hours=-3, minutes=-30)),
    'timezone_named': dt.timezone(dt.timedelta(hours=1), 'CET'),
    'timezone_micros': dt.timezone(dt.timedelta(microseconds=1)), 'zone': OSLO,
    'decimal': decimal.Decimal('12.340'), 'decimal_exponent': decimal.Decimal('1E+400'),
    'decimal_minus': decimal.Decimal('-1E-7'), 'decimal_nan': decimal.Decimal('NaN'),
    'decimal_inf': decimal.Decimal('-Infinity'), 'decimal_minus_0': decimal.Decimal('-0.00'),
    'decimal_bomb': decimal.Decimal('1E+999999999'),
    'fraction': fractions.Fraction(-1, 3), 'uuid': ID, 'uuid_twice': [ID, ID], 'complex': complex(1.5, -2),
    'ordered': collections.OrderedDict([('b', 1), ('a', 2)]), 'ordered_empty': collections.OrderedDict(),
    'defaultdict': collections.defaultdict(list, {'a': [1]}), 'defaultdict_none': collections.defaultdict(None, {1: 2}),
    'deque': collections.deque([1, 'a']), 'deque_max': collections.deque([1, 2], 3), 'counter': collections.Counter('aab'),
    'enum': Color.RED, 'int_enum': Level.HIGH, 'enum_key': {Color.RED: 1}, 'named_tuple': Point(1, 'b'),
    'dataclass': User('Kari', 33), 'slots': Slots(1, [2]), 'nested_class': inner(), 'keyword': Keyword(size=4),
    'list_subclass': Names([1, 2]), 'dict_subclass': Ages({'a': 1}), 'str_subclass': Title('t'),
    'exception': ValueError('wrong', 7), 'range': range(1, 10, 2), 'class': User, 'class_builtin': int,
    'shared': [SHARED, SHARED],
}


def same(a, b):
    """Whether two values are equal, of equal types, all the way down."""
    if type(a) is not type(b):
        return False
    if isinstance(a, (list, tuple, collections.deque)):
        fits = len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
        return fits and getattr(a, 'maxlen', None) == getattr(b, 'maxlen', None)
    if isinstance(a, dict):
        fits = getattr(a, 'default_factory', None) is getattr(b, 'default_factory', None)
        return fits and len(a) == len(b) and all(same(x, y) for x, y in zip(a.items(), b.items()))
    if isinstance(a, (float, complex, decimal.Decimal, BaseException)):
        return repr(a) == repr(b)
    if isinstance(a, dt.datetime):
        return a == b and a.utcoffset() == b.utcoffset() and type(a.tzinfo) is type(b.tzinfo)
    return a == b


class Keys:
    """Random keys. Equal strs and equal bytes are one object, as literals are; containers never are."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.known = {}
        self.zones = {}

    def one(self, value):
        return self.known.setdefault((type(value), value), value)

    def text(self):
        alphabet = self.random.choice(['abcxyz_:-', 'æøåé', '中文字', '😀a\ud800'])
        return self.one(''.join(self.random.choice(alphabet) for _ in range(self.random.choice([0, 1, 2, 5, 9, 60]))))

    def number(self):
        r = self.random
        bits = r.choice([1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 200])
        return r.choice([1, -1]) * r.getrandbits(bits)

    def zone(self):
        minutes = self.random.choice([0, 60, -210, 765])
        fresh = dt.timezone.utc if minutes == 0 else dt.timezone(dt.timedelta(minutes=minutes))
        return self.zones.setdefault(minutes, fresh)

    def time(self):
        r = self.random
        moment = dt.datetime(r.randint(1, 9999), r.randint(1, 12), r.randint(1, 28), r.randint(0, 23), r.randint(0, 59),
                             r.randint(0, 59), r.choice([0, r.randint(0, 999999)]))
        return r.choice([
            lambda: moment, moment.date, moment.time, lambda: moment.replace(tzinfo=self.zone()),
            lambda: moment.time().replace(tzinfo=self.zone()),
            lambda: dt.timedelta(r.randint(-999, 999), r.randint(0, 86399), r.randint(0, 999999))])()

    def scalar(self):
        r = self.random
        return r.choice([
            lambda: None, lambda: r.choice([True, False]), self.number, self.number, lambda: r.gauss(0, 1e6),
            self.text, self.text, self.text, self.time,
            lambda: self.one(r.randbytes(r.choice([0, 1, 3, 20]))),
            lambda: decimal.Decimal(r.randint(-10**9, 10**9)).scaleb(r.randint(-12, 12)),
            lambda: uuid.UUID(int=r.getrandbits(128))])()

    def hashable(self, depth):
        if depth and self.random.random() < 0.2:
            return tuple(self.hashable(depth - 1) for _ in range(self.random.randint(1, 3)))
        return self.scalar()

    def key(self, depth=2):
        r = self.random
        kind = r.random()
        if depth == 0 or kind < 0.35:
            return self.scalar()
        size = r.choice([0, 1, 2, 3, 4])
        if kind < 0.7:
            return tuple(self.key(depth - 1) for _ in range(size))
        if kind < 0.85:
            return [self.key(depth - 1) for _ in range(size)]
        return {self.hashable(2): self.key(depth - 1) for _ in range(size)}


def random_keys(count, seed):
    keys = Keys(seed)
    return [keys.key() for _ in range(count)]


def encode(pickled):
    return base64.b64encode(pickled).decode()


def main(directory):
    made = 'made by CPython ' + platform.python_version()
    with open(os.path.join(directory, 'golden.txt'), 'w', encoding='utf-8') as file:
        print('#', made, file=file)
        for name, value in VALUES.items():
            # Objects with slots have no form in protocols 0 and 1.
            for protocol in range(2 if name == 'slots' else 0, 6):
                shown = ascii(value)[:60]
                print(name, protocol, encode(pickle.dumps(value, protocol)), shown, sep='\t', file=file)
    with open(os.path.join(directory, 'keys.txt'), 'w', encoding='utf-8') as file:
        print('#', made, file=file)
        large = [list(range(n)) for n in (999, 1000, 1001, 2000)] + [{i: i for i in range(n)} for n in (999, 1000, 1001)]
        for key in large + random_keys(2000 - len(large), 20240229):
            pickled = pickle.dumps(key, 1)
            print(hashlib.md5(pickled).hexdigest(), encode(pickled), sep='\t', file=file)


if __name__ == '__main__':
    import golden  # so that the classes are those of a module, not of __main__
    golden.main(sys.argv[1])
