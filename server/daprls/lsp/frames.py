"""How messages are cut out of a stream of bytes, and put into one."""

from __future__ import annotations

_LARGEST = 1 << 30
"""No message is longer; whoever says so does not speak the protocol."""


class BrokenFramingError(Exception):
    """What comes in is not framed as the protocol has it; where a message ends cannot be told."""


class Frames:
    """Cuts a stream of bytes into messages."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._length: int | None = None

    def feed(self, data: bytes) -> list[bytes]:
        """The messages that `data` completes.

        Raises:
            BrokenFramingError: a header does not say how long its message is.

        """
        self._buffer += data
        found: list[bytes] = []
        while True:
            if self._length is None:
                end = self._buffer.find(b"\r\n\r\n")
                if end < 0:
                    break
                self._length = _content_length(bytes(self._buffer[:end]))
                del self._buffer[: end + 4]
            if len(self._buffer) < self._length:
                break
            found.append(bytes(self._buffer[: self._length]))
            del self._buffer[: self._length]
            self._length = None
        return found


def _content_length(header: bytes) -> int:
    for line in header.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            length = int(value)
            if length <= _LARGEST:
                return length
    raise BrokenFramingError


def framed(body: bytes) -> bytes:
    """A message as it stands in the stream."""
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
