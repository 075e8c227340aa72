"""libzstd called from this process in several ways, to tell where the peers' speeds differ from pybench's.

`zstd -b` and pybench call the same library differently. Each way here changes one thing, so that the steps between two
of them say what that thing costs.
"""
import ctypes
import ctypes.util
import time

from subject import Problem

# From zstd.h.
COMPRESSION_LEVEL, WINDOW_LOG, LONG_DISTANCE, CHECKSUM, WORKERS = 100, 101, 160, 201, 400
DECODER_WINDOW_LOG = 100
CONTINUE, END = 0, 2

# What pybench gives and takes at once.
OUTPUT_CHUNK = 128 << 10


class Buffer(ctypes.Structure):
    """ZSTD_inBuffer and ZSTD_outBuffer have the same layout."""
    _fields_ = [("address", ctypes.c_void_p), ("size", ctypes.c_size_t), ("position", ctypes.c_size_t)]


def _load():
    name = ctypes.util.find_library("zstd")
    if not name:
        raise Problem("cannot find libzstd; install it (Debian: libzstd1)")
    library = ctypes.CDLL(name)
    size, pointer, number = ctypes.c_size_t, ctypes.c_void_p, ctypes.c_int
    for function, result, arguments in (
            ("ZSTD_versionString", ctypes.c_char_p, []),
            ("ZSTD_createCCtx", pointer, []), ("ZSTD_freeCCtx", size, [pointer]),
            ("ZSTD_CCtx_setParameter", size, [pointer, number, number]),
            ("ZSTD_CCtx_setPledgedSrcSize", size, [pointer, ctypes.c_ulonglong]),
            ("ZSTD_compress2", size, [pointer, pointer, size, pointer, size]),
            ("ZSTD_compressStream2", size, [pointer, ctypes.POINTER(Buffer), ctypes.POINTER(Buffer), number]),
            ("ZSTD_compressBound", size, [size]), ("ZSTD_CStreamInSize", size, []),
            ("ZSTD_createDCtx", pointer, []), ("ZSTD_freeDCtx", size, [pointer]),
            ("ZSTD_DCtx_setParameter", size, [pointer, number, number]),
            ("ZSTD_decompressStream", size, [pointer, ctypes.POINTER(Buffer), ctypes.POINTER(Buffer)]),
            ("ZSTD_decompressDCtx", size, [pointer, pointer, size, pointer, size]),
            ("ZSTD_isError", ctypes.c_uint, [size]), ("ZSTD_getErrorName", ctypes.c_char_p, [size])):
        member = getattr(library, function)
        member.restype, member.argtypes = result, arguments
    return library


class Library:
    """One tar and one setting, compressed and decompressed in any of the ways."""

    def __init__(self, setting, data):
        self.zstd = _load()
        self.setting, self.size = setting, len(data)
        self.source = ctypes.create_string_buffer(data, len(data))
        self.capacity = self.zstd.ZSTD_compressBound(len(data))
        self.archive = ctypes.create_string_buffer(self.capacity)
        self.piece = ctypes.create_string_buffer(OUTPUT_CHUNK)
        self.restored = ctypes.create_string_buffer(len(data))
        self.kept = None

    @property
    def version(self):
        return self.zstd.ZSTD_versionString().decode()

    def compress(self, *, keeps_context, has_worker, in_pieces):
        """The seconds of one compression; its archive is what `decompress` takes."""
        start = time.perf_counter()
        if not keeps_context or self.kept is None:
            context = self.zstd.ZSTD_createCCtx()
            for parameter, value in [(COMPRESSION_LEVEL, self.setting.level), (CHECKSUM, 1),
                                     (WORKERS, int(has_worker))]:
                self._check(self.zstd.ZSTD_CCtx_setParameter(context, parameter, value))
            if self.setting.long is not None:
                self._check(self.zstd.ZSTD_CCtx_setParameter(context, LONG_DISTANCE, 1))
                self._check(self.zstd.ZSTD_CCtx_setParameter(context, WINDOW_LOG, self.setting.long))
        else:
            context = self.kept
        if in_pieces:
            self._compress_pieces(context)
        else:
            self.compressed = self._check(self.zstd.ZSTD_compress2(
                context, self.archive, self.capacity, self.source, self.size))
        passed = time.perf_counter() - start
        if keeps_context:
            self.kept = context
        else:
            self.zstd.ZSTD_freeCCtx(context)
        return passed

    def _compress_pieces(self, context):
        self._check(self.zstd.ZSTD_CCtx_setPledgedSrcSize(context, self.size))
        chunk = self.zstd.ZSTD_CStreamInSize()
        source = Buffer(ctypes.addressof(self.source), 0, 0)
        target = Buffer(ctypes.addressof(self.archive), self.capacity, 0)
        remaining = 1
        while source.position < self.size or remaining:
            source.size = min(source.position + chunk, self.size)
            remaining = self._check(self.zstd.ZSTD_compressStream2(
                context, ctypes.byref(target), ctypes.byref(source), END if source.size == self.size else CONTINUE))
        self.compressed = target.position

    def decompress(self, *, keeps_context, in_pieces):
        """The seconds of one decompression of the archive made last."""
        start = time.perf_counter()
        context = self.kept if keeps_context and self.kept else self.zstd.ZSTD_createDCtx()
        self._check(self.zstd.ZSTD_DCtx_setParameter(context, DECODER_WINDOW_LOG, 31))
        if in_pieces:
            source = Buffer(ctypes.addressof(self.archive), self.compressed, 0)
            target = Buffer(ctypes.addressof(self.piece), OUTPUT_CHUNK, 0)
            restored, hint = 0, 1
            while hint:
                target.position = 0
                hint = self._check(self.zstd.ZSTD_decompressStream(
                    context, ctypes.byref(target), ctypes.byref(source)))
                restored += target.position
        else:
            restored = self._check(self.zstd.ZSTD_decompressDCtx(
                context, self.restored, self.size, self.archive, self.compressed))
        passed = time.perf_counter() - start
        if restored != self.size:
            raise Problem(f"libzstd restored {restored} bytes of {self.size}")
        if keeps_context:
            self.kept = context
        else:
            self.zstd.ZSTD_freeDCtx(context)
        return passed

    def close(self, free):
        """Gives back a context that was kept."""
        if self.kept:
            getattr(self.zstd, free)(self.kept)
            self.kept = None

    def _check(self, code):
        if self.zstd.ZSTD_isError(code):
            raise Problem(f"libzstd failed: {self.zstd.ZSTD_getErrorName(code).decode()}")
        return code


HIGHEST_LEVEL = 12

# From pybench's way to that of `zstd -b`, one thing changed at a time.
WAYS = {
    "as pybench": ("ours", dict(keeps_context=False, has_worker=True, in_pieces=True)),
    "no worker": (None, dict(keeps_context=False, has_worker=False, in_pieces=True)),
    "one call": ("whole", dict(keeps_context=False, has_worker=False, in_pieces=False)),
    "as zstd -b": ("kept", dict(keeps_context=True, has_worker=False, in_pieces=False)),
}
# What is no peer, but a step between two.
STEPS = [f"libzstd {name}" for name in WAYS if name != "as pybench"]
DECODINGS = {
    "ours": dict(keeps_context=False, in_pieces=True),
    "whole": dict(keeps_context=False, in_pieces=False),
    "kept": dict(keeps_context=True, in_pieces=False),
}


def sides(setting, data, min_time, repeat):
    """Each way's name, and what measures it: the seconds of its runs, by direction.

    None at slow levels, where what is told apart here drowns in the work that all ways share.
    """
    if setting.level > HIGHEST_LEVEL:
        return []
    library = Library(setting, data)
    ways = dict(WAYS)
    if setting.single:
        # pybench's own way then has no worker.
        ways["as pybench"] = ("ours", ways.pop("no worker")[1])

    def measure(decoding, way):
        if way["keeps_context"]:
            library.compress(**way)  # touches the memory that the timed ones use again
        times = {"compress": repeat(lambda: library.compress(**way), min_time)}
        library.close("ZSTD_freeCCtx")
        if decoding:
            # All decode the archive that ships.
            library.compress(**ways["as pybench"][1])
            library.decompress(**DECODINGS[decoding])
            times["decompress"] = repeat(lambda: library.decompress(**DECODINGS[decoding]), min_time)
            library.close("ZSTD_freeDCtx")
        return times
    return [("libzstd " + name, lambda decoding=decoding, way=way: measure(decoding, way))
            for name, (decoding, way) in ways.items()]
