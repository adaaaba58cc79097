package io.github.dkredis.pickle;

import java.util.HashMap;
import java.util.Map;

/**
 * The names that modules, classes and functions of the standard library had in Python 2. Protocols 0 to 2 use them,
 * also when Python 3 writes them, and Python 3 translates them when it reads. So a pickle of protocol 1 that names
 * {@code urlparse.ParseResult} means {@code urllib.parse.ParseResult}.
 */
final class Python2Names {

    /** Modules that were renamed as a whole: the old name, the new name. */
    private static final String RENAMED_MODULES = """
            __builtin__ builtins        copy_reg copyreg              Queue queue
            SocketServer socketserver   ConfigParser configparser     repr reprlib
            tkFileDialog tkinter.filedialog      tkSimpleDialog tkinter.simpledialog
            tkColorChooser tkinter.colorchooser  tkCommonDialog tkinter.commondialog
            FileDialog tkinter.filedialog        SimpleDialog tkinter.simpledialog
            Dialog tkinter.dialog       Tkdnd tkinter.dnd             tkFont tkinter.font
            tkMessageBox tkinter.messagebox      ScrolledText tkinter.scrolledtext
            Tkconstants tkinter.constants        Tix tkinter.tix      ttk tkinter.ttk
            Tkinter tkinter             markupbase _markupbase        _winreg winreg
            thread _thread              dummy_thread _dummy_thread    dbhash dbm.bsd
            dumbdbm dbm.dumb            dbm dbm.ndbm                  gdbm dbm.gnu
            anydbm dbm                  whichdb dbm                   cPickle pickle
            xmlrpclib xmlrpc.client     SimpleXMLRPCServer xmlrpc.server
            DocXMLRPCServer xmlrpc.server        _elementtree xml.etree.ElementTree
            httplib http.client         htmlentitydefs html.entities  HTMLParser html.parser
            Cookie http.cookies         cookielib http.cookiejar      BaseHTTPServer http.server
            SimpleHTTPServer http.server         CGIHTTPServer http.server
            test.test_support test.support       commands subprocess  _abcoll collections.abc
            urlparse urllib.parse       robotparser urllib.robotparser    urllib2 urllib.request
            UserDict collections        UserList collections          UserString collections
            StringIO io                 cStringIO io
            """;

    /** Names that moved to another module or were renamed: the old module, the new module, and old or old=new names. */
    private static final String MOVED_NAMES = """
            __builtin__ builtins xrange=range unichr=chr unicode=str long=int basestring=str
            __builtin__ functools reduce
            __builtin__ sys intern
            itertools builtins izip=zip imap=map ifilter=filter
            itertools itertools ifilterfalse=filterfalse izip_longest=zip_longest
            UserDict collections IterableUserDict=UserDict
            _socket socket fromfd
            socket socket _socketobject=SocketType
            _multiprocessing multiprocessing.connection Connection
            multiprocessing.process multiprocessing.context Process
            multiprocessing.forking multiprocessing.popen_fork Popen
            multiprocessing multiprocessing.context AuthenticationError BufferTooShort ProcessError TimeoutError
            urllib urllib.error ContentTooShortError
            urllib urllib.request getproxies pathname2url url2pathname urlcleanup urlopen urlretrieve
            urllib urllib.parse quote quote_plus unquote unquote_plus urlencode
            urllib2 urllib.error HTTPError URLError
            """;

    /** The exceptions of Python 2.7, which were in a module of their own. */
    private static final String EXCEPTIONS = """
            exceptions builtins StandardError=Exception ArithmeticError AssertionError AttributeError BaseException
            BufferError BytesWarning DeprecationWarning EOFError EnvironmentError Exception FloatingPointError
            FutureWarning GeneratorExit IOError ImportError ImportWarning IndentationError IndexError KeyError
            KeyboardInterrupt LookupError MemoryError NameError NotImplementedError OSError OverflowError
            PendingDeprecationWarning ReferenceError RuntimeError RuntimeWarning StopIteration SyntaxError SyntaxWarning
            SystemError SystemExit TabError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError
            UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning ZeroDivisionError
            """;

    private static final Map<String, String> MODULES = new HashMap<>();
    private static final Map<PyGlobal, PyGlobal> NAMES = new HashMap<>();

    static {
        String[] modules = RENAMED_MODULES.strip().split("\\s+", -1);
        for (int i = 0; i < modules.length; i += 2) {
            MODULES.put(modules[i], modules[i + 1]);
        }
        MOVED_NAMES.lines().forEach(Python2Names::move);
        move(EXCEPTIONS);
    }

    private Python2Names() {}

    private static void move(String line) {
        String[] words = line.strip().split("\\s+", -1);
        for (int i = 2; i < words.length; i++) {
            String[] names = words[i].split("=", -1);
            NAMES.put(new PyGlobal(words[0], names[0]), new PyGlobal(words[1], names[names.length - 1]));
        }
    }

    /** Returns the name in Python 3. A single name takes precedence over its module. */
    static PyGlobal modern(PyGlobal global) {
        PyGlobal moved = NAMES.get(global);
        if (moved != null) {
            return moved;
        }
        String module = MODULES.get(global.module());
        return module == null ? global : new PyGlobal(module, global.name());
    }
}
