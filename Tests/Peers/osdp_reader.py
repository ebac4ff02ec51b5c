"""OSDP readers by libosdp, on one serial line: lines in, lines out.

usage: osdp_reader.py DEVICE BAUD ADDRESS KEY [ADDRESS KEY ...] [install]
KEY is 32 hexadecimal digits, or `clear`; `install` lets the default key in. In:
  card BITS HEX | ascii TEXT | keys DIGITS | tamper 0|1 | power 0|1 | inputs BITS
Out: `ready`, and each command that the panel gave, as `command NAME key=value ...`.
Of several readers each of these lines, but for `ready`, begins with the reader's address.
"""

import sys
import threading

import serial
from osdp import (Capability, CardFormat, Channel, Command, Event, LibFlag, LogLevel, PDCapabilities, PDInfo,
                  PeripheralDevice, StatusReportType)


class Wire:
    """The serial line: each frame of the panel goes to the reader that it is for.

    libosdp drops what follows in its buffer after a frame for another reader, so none sees such frames.
    """

    def __init__(self, device, baud):
        self.port = serial.Serial(device, baud, timeout=0)
        self.lock = threading.Lock()
        self.arrived = b""
        self.taps = {}

    def pump(self):
        """Deals out what arrived; the caller holds the lock."""
        self.arrived += self.port.read(4096)
        while True:
            start = self.arrived.find(b"\x53")
            self.arrived = self.arrived[start:] if start >= 0 else b""
            size = int.from_bytes(self.arrived[2:4], "little")
            if len(self.arrived) < max(size, 4):
                return
            # A length that no frame has: not a start after all.
            frame = self.arrived[:size] if 8 <= size <= 1440 else self.arrived[:1]
            self.arrived = self.arrived[len(frame):]
            tap = self.taps.get(frame[1]) if len(frame) > 1 else None
            if tap:
                tap.waiting += frame


class Tap(Channel):
    """One reader's end of the line."""

    def __init__(self, wire, address):
        super().__init__()
        self.wire = wire
        self.waiting = b""
        wire.taps[address] = self

    def read(self, max_bytes):
        with self.wire.lock:
            self.wire.pump()
            (taken, self.waiting) = (self.waiting[:max_bytes], self.waiting[max_bytes:])
        return taken

    def write(self, buf):
        return self.wire.port.write(buf)

    def flush(self):
        pass


NAMES = {
    Command.Output: "output", Command.Buzzer: "buzzer", Command.LED: "led", Command.Text: "text",
    Command.Keyset: "keyset", Command.Comset: "comset",
}


def say(line):
    print(line, flush=True)


def status(kind, report):
    return {"event": Event.Status, "type": kind, "report": bytes(report)}


class Reader:
    def __init__(self, wire, address, key, flags, prefix):
        self.prefix = prefix
        scbk = None if key == "clear" or flags else bytes.fromhex(key)
        if scbk:
            flags = flags + [LibFlag.EnforceSecure]
        info = PDInfo(address, Tap(wire, address), scbk=scbk, flags=flags)
        capabilities = PDCapabilities([
            (Capability.ContactStatusMonitoring, 1, 2), (Capability.OutputControl, 1, 2),
            (Capability.LEDControl, 1, 1), (Capability.AudibleControl, 1, 1),
            (Capability.TextOutput, 1, 1), (Capability.CommunicationSecurity, 1, 1),
        ])
        self.peripheral = PeripheralDevice(
            info, capabilities, log_level=LogLevel.Critical, command_handler=self.obey)
        (self.tamper, self.power) = (0, 0)

    def obey(self, command):
        if command["command"] == Command.Status and command["type"] == StatusReportType.Local:
            # The binding hands no report over: libosdp answers that all is well.
            return 0, {"command": Command.Status, "type": command["type"]}
        name = NAMES.get(command["command"])
        if name == "keyset":
            say(f"{self.prefix}command keyset data=" + command["data"].hex())
        elif name:
            fields = " ".join(f"{key}={value}" for key, value in sorted(command.items()) if key != "command")
            say(f"{self.prefix}command {name} {fields}")
        else:
            return -1, None
        return 0, None

    def do(self, words):
        submit = self.peripheral.submit_event
        if words[0] == "card":
            submit({
                "event": Event.CardRead, "reader_no": 0, "direction": 0, "format": CardFormat.Wiegand,
                "length": int(words[1]), "data": bytes.fromhex(words[2])})
        elif words[0] == "ascii":
            submit({
                "event": Event.CardRead, "reader_no": 0, "direction": 0, "format": CardFormat.ASCII,
                "data": words[1].encode()})
        elif words[0] == "keys":
            submit({"event": Event.KeyPress, "reader_no": 0, "data": words[1].encode()})
        elif words[0] == "inputs":
            submit(status(StatusReportType.Input, [int(bit) for bit in words[1]]))
        elif words[0] in ("tamper", "power"):
            setattr(self, words[0], int(words[1]))
            submit(status(StatusReportType.Local, [self.tamper, self.power]))


def main():
    (device, baud, *words) = sys.argv[1:]
    flags = [LibFlag.InstallMode] if words[-1] == "install" else []
    pairs = list(zip(words[0::2], words[1::2]))
    wire = Wire(device, int(baud))
    readers = {
        address: Reader(wire, int(address), key, flags, f"{address} " if len(pairs) > 1 else "")
        for (address, key) in pairs
    }
    for reader in readers.values():
        reader.peripheral.start()
    say("ready")
    for line in sys.stdin:
        words = line.split()
        address = words.pop(0) if words and len(pairs) > 1 else pairs[0][0]
        if words:
            readers[address].do(words)
    for reader in readers.values():
        reader.peripheral.stop()


main()
