"""An OSDP reader by libosdp, on a serial line: lines in, lines out.

usage: osdp_reader.py DEVICE BAUD ADDRESS KEY [install]
KEY is 32 hexadecimal digits, or `clear`; `install` lets the default key in. In:
  card BITS HEX | ascii TEXT | keys DIGITS | tamper 0|1 | power 0|1 | inputs BITS
Out: `ready`, and each command that the panel gave, as `command NAME key=value ...`.
"""

import sys

import serial
from osdp import (Capability, CardFormat, Channel, Command, Event, LibFlag, LogLevel, PDCapabilities, PDInfo,
                  PeripheralDevice, StatusReportType)


class Line(Channel):
    def __init__(self, device, baud):
        super().__init__()
        self.port = serial.Serial(device, baud, timeout=0)

    def read(self, max_bytes):
        return self.port.read(max_bytes)

    def write(self, buf):
        return self.port.write(buf)

    def flush(self):
        pass


NAMES = {
    Command.Output: "output", Command.Buzzer: "buzzer", Command.LED: "led", Command.Text: "text",
    Command.Keyset: "keyset", Command.Comset: "comset",
}

def say(line):
    print(line, flush=True)


def obey(command):
    if command["command"] == Command.Status and command["type"] == StatusReportType.Local:
        # The binding hands no report over: libosdp answers that all is well.
        return 0, {"command": Command.Status, "type": command["type"]}
    name = NAMES.get(command["command"])
    if name == "keyset":
        say("command keyset data=" + command["data"].hex())
    elif name:
        fields = " ".join(f"{key}={value}" for key, value in sorted(command.items()) if key != "command")
        say(f"command {name} {fields}")
    else:
        return -1, None
    return 0, None


def status(kind, report):
    return {"event": Event.Status, "type": kind, "report": bytes(report)}


def main():
    device, baud, address, key = sys.argv[1:5]
    flags = [LibFlag.InstallMode] if "install" in sys.argv[5:] else []
    scbk = None if key == "clear" or flags else bytes.fromhex(key)
    if scbk:
        flags.append(LibFlag.EnforceSecure)
    info = PDInfo(int(address), Line(device, int(baud)), scbk=scbk, flags=flags)
    capabilities = PDCapabilities([
        (Capability.ContactStatusMonitoring, 1, 2), (Capability.OutputControl, 1, 2),
        (Capability.LEDControl, 1, 1), (Capability.AudibleControl, 1, 1),
        (Capability.TextOutput, 1, 1), (Capability.CommunicationSecurity, 1, 1),
    ])
    reader = PeripheralDevice(info, capabilities, log_level=LogLevel.Critical, command_handler=obey)
    reader.start()
    say("ready")
    (tamper, power) = (0, 0)
    for line in sys.stdin:
        words = line.split()
        if not words:
            continue
        if words[0] == "card":
            reader.submit_event({
                "event": Event.CardRead, "reader_no": 0, "direction": 0, "format": CardFormat.Wiegand,
                "length": int(words[1]), "data": bytes.fromhex(words[2])})
        elif words[0] == "ascii":
            reader.submit_event({
                "event": Event.CardRead, "reader_no": 0, "direction": 0, "format": CardFormat.ASCII,
                "data": words[1].encode()})
        elif words[0] == "keys":
            reader.submit_event({"event": Event.KeyPress, "reader_no": 0, "data": words[1].encode()})
        elif words[0] == "inputs":
            reader.submit_event(status(StatusReportType.Input, [int(bit) for bit in words[1]]))
        elif words[0] in ("tamper", "power"):
            if words[0] == "tamper":
                tamper = int(words[1])
            else:
                power = int(words[1])
            reader.submit_event(status(StatusReportType.Local, [tamper, power]))
    reader.stop()


main()
