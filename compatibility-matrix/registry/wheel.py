"""Reads single members of a wheel without downloading it, and what they say about CUDA."""

import ast
import re
import struct
import zlib
from email.parser import HeaderParser

TAIL = 1 << 16
SMALL = 32 << 20


class WheelError(Exception):
    """The wheel cannot be read."""


class RemoteWheel:
    """A wheel at an address: its directory first, then the members that are asked for."""

    def __init__(self, index, url):
        self._index = index
        self._url = url
        self._tail, self.size = index.tail(url, TAIL)
        self.members = self._directory()

    def _directory(self):
        end = self._tail.rfind(b"PK\x05\x06")
        if end < 0:
            raise WheelError("no end of the zip directory in the last bytes")
        count, size, offset = struct.unpack_from("<HII", self._tail, end + 10)
        if offset == 0xFFFFFFFF or size == 0xFFFFFFFF or count == 0xFFFF:
            locator = self._tail.rfind(b"PK\x06\x06", 0, end)
            if locator < 0:
                raise WheelError("no zip64 directory in the last bytes")
            size, offset = struct.unpack_from("<QQ", self._tail, locator + 40)
        directory = self._bytes(offset, size)
        members, at = {}, 0
        while directory[at : at + 4] == b"PK\x01\x02":
            method = struct.unpack_from("<H", directory, at + 10)[0]
            packed, full, name_size, extra_size, note_size = struct.unpack_from("<IIHHH", directory, at + 20)
            place = struct.unpack_from("<I", directory, at + 42)[0]
            name = directory[at + 46 : at + 46 + name_size].decode("utf-8", "replace")
            extra = directory[at + 46 + name_size : at + 46 + name_size + extra_size]
            full, packed, place = _zip64(extra, full, packed, place)
            members[name] = (place, packed, full, method)
            at += 46 + name_size + extra_size + note_size
        return members

    def _bytes(self, first, size):
        start = self.size - len(self._tail)
        if first >= start:
            return self._tail[first - start : first - start + size]
        return self._index.read(self._url, first, min(first + size, self.size) - 1)

    def read(self, name):
        """A member's bytes."""
        place, packed, full, method = self.members[name]
        if full > SMALL:
            raise WheelError(f"{name} has {full} bytes, which is too many to keep")
        raw = self._bytes(place, 30 + len(name.encode()) + 512 + packed)
        data = raw[_data_offset(raw) :][:packed]
        return zlib.decompress(data, -15) if method == 8 else data

    def stream(self, name):
        """A member's bytes in pieces."""
        place, packed, _, method = self.members[name]
        last = min(place + 30 + len(name.encode()) + 512 + packed, self.size) - 1
        unpack = zlib.decompressobj(-15) if method == 8 else None
        head, left = b"", packed
        for piece in self._index.stream(self._url, place, last):
            if head is not None:
                head += piece
                if len(head) < 30 + len(name.encode()) + 512:
                    continue
                piece, head = head[_data_offset(head) :], None
            piece, left = piece[:left], left - min(left, len(piece))
            if piece:
                yield unpack.decompress(piece) if unpack else piece
        if head:
            piece = head[_data_offset(head) :][:left]
            yield unpack.decompress(piece) if unpack else piece


def _data_offset(raw):
    name_size, extra_size = struct.unpack_from("<HH", raw, 26)
    return 30 + name_size + extra_size


def _zip64(extra, full, packed, place):
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            values = list(struct.unpack_from(f"<{size // 8}Q", extra, at + 4))
            if full == 0xFFFFFFFF:
                full = values.pop(0)
            if packed == 0xFFFFFFFF:
                packed = values.pop(0)
            if place == 0xFFFFFFFF:
                place = values.pop(0)
        at += 4 + size
    return full, packed, place


# --- what members say ---------------------------------------------------------------------------------------------


def metadata(data):
    """Requirements and Python of a METADATA file."""
    headers = HeaderParser().parsestr(data.decode("utf-8", "replace"))
    return [" ".join(line.split()) for line in headers.get_all("Requires-Dist", [])]


def constants(data):
    """The plain values that a Python file assigns, those of TensorFlow's build_info one by one."""
    values = {}
    for node in ast.walk(ast.parse(data)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        if not targets or node.value is None:
            continue
        value = _literal(node.value)
        for target in targets:
            if isinstance(target, ast.Name) and value is not None:
                if isinstance(value, dict) and target.id == "build_info":
                    values.update(value)
                else:
                    values[target.id] = value
    return values


def _literal(node):
    if isinstance(node, ast.Call) and len(node.args) == 1:
        inner = _literal(node.args[0])
        return dict(inner) if isinstance(inner, list) and all(isinstance(pair, tuple) for pair in inner) else None
    if isinstance(node, ast.Dict):
        pairs = {}
        for key, value in zip(node.keys, node.values):
            name, item = _literal(key) if key else None, _literal(value)
            if isinstance(name, (str, int)) and item is not None:
                pairs[str(name)] = item
        return pairs
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def needed(data):
    """The sonames that a 64-bit ELF file needs."""
    if data[:5] != b"\x7fELF\x02":
        raise WheelError("is not a 64-bit ELF file")
    offset, entry_size, count = struct.unpack_from("<Q", data, 32)[0], *struct.unpack_from("<HH", data, 54)
    loads, dynamic = [], None
    for i in range(count):
        kind, _, place, address, _, size, _, _ = struct.unpack_from("<IIQQQQQQ", data, offset + i * entry_size)
        if kind == 1:
            loads.append((address, place, size))
        elif kind == 2:
            dynamic = (place, size)
    if dynamic is None:
        return []
    tags = [struct.unpack_from("<QQ", data, dynamic[0] + at) for at in range(0, dynamic[1], 16)]
    table = next(value for tag, value in tags if tag == 5)
    strings = next(place + table - address for address, place, size in loads if address <= table < address + size)
    names = [strings + value for tag, value in tags if tag == 1]
    return [data[at : data.index(b"\0", at)].decode() for at in names]


class GpuCode:
    """Finds the architectures of GPU code in fat binaries while their file goes by."""

    MAGIC = b"\x50\xed\x55\xba"

    def __init__(self):
        self.binary = set()
        self.ptx = set()
        self._rest = b""
        self._skip = 0
        self._left = 0

    def feed(self, piece):
        data = self._rest + piece
        at = 0
        while True:
            if self._skip:
                step = min(self._skip, len(data) - at)
                at += step
                self._skip -= step
                if self._skip:
                    break
            if self._left > 0:
                if len(data) - at < 64:
                    break
                kind, _, head, size = struct.unpack_from("<HHIQ", data, at)
                arch = struct.unpack_from("<I", data, at + 28)[0]
                if kind in (1, 2) and 64 <= head <= 1024 and 20 <= arch < 1000 and size < 1 << 32:
                    (self.ptx if kind == 1 else self.binary).add(arch)
                    self._skip = head + size
                    self._left -= head + size
                else:
                    self._left = 0
                continue
            found = data.find(self.MAGIC, at)
            if found < 0:
                at = max(at, len(data) - 3)
                break
            if len(data) - found < 16:
                at = found
                break
            version, head, size = struct.unpack_from("<HHQ", data, found + 4)
            if version == 1 and head == 16 and size < 1 << 34:
                self._skip = 0
                at = found + 16
                self._left = size
            else:
                at = found + 4
        self._rest = data[at:]

    def facts(self):
        return {"binary": sorted(self.binary), "ptx": sorted(self.ptx)}


class Strings:
    """Finds what regular expressions match while a file goes by."""

    OVERLAP = 512

    def __init__(self, patterns):
        self._patterns = {name: re.compile(text.encode()) for name, text in patterns.items()}
        self._rest = b""
        self.found = {name: set() for name in patterns}

    def feed(self, piece):
        data = self._rest + piece
        for name, pattern in self._patterns.items():
            self.found[name].update(match.group(1).decode("ascii", "replace") for match in pattern.finditer(data))
        self._rest = data[-self.OVERLAP :]

    def facts(self):
        return {name: sorted(values) for name, values in self.found.items() if values}
