"""A Modbus slave on pymodbus with faults, driven by lines on stdin, telling what it sees on stdout.

modbus_slave.py tcp PORT UNITS [ADDRESS]    (PORT 0: the system chooses; UNITS as 1,2)
modbus_slave.py rtu PATH UNITS
modbus_slave.py rtu_over_tcp PORT UNITS [ADDRESS]     serial frames through a TCP connection

stdin:   set di|co|hr|ir ADDRESS VALUE UNIT    fault KIND UNIT    ping WORD
         KIND: none silent slow:MS exception:N garbage wrong-transaction wrong-unit truncate close bad-crc
stdout:  ready PORT    connected    disconnected    write FC ADDRESS VALUE UNIT    pong WORD
"""

import asyncio
import functools
import logging
import socket
import sys

from pymodbus.constants import ExcCodes
from pymodbus.framer import FramerType
from pymodbus.server import ModbusSerialServer, ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

logging.disable(logging.CRITICAL)
KIND, PLACE = sys.argv[1], sys.argv[2]
UNITS = [int(unit) for unit in sys.argv[3].split(",")]
FUNCTION = {"di": 2, "co": 1, "hr": 3, "ir": 4}
faults = {unit: "none" for unit in UNITS}
handlers = []
staging = False


def tell(*words):
    print(*words, flush=True)


async def accessed(unit, function, _start, address, _count, _registers, values):
    if staging:
        return None
    if values is not None:
        tell("write", function, address, int(values[0]), unit)
    if faults[unit].startswith("exception:"):
        return ExcCodes(int(faults[unit].split(":")[1]))
    return None


def later(milliseconds, data):
    handler = handlers[-1]

    def write():
        if handler.transport:
            handler.transport.write(data)

    asyncio.get_running_loop().call_later(milliseconds / 1000, write)
    return b""


def close_after(data):
    handler = handlers[-1]
    handler.transport.write(data)
    handler.close()
    return b""


def packet(sending, data):
    if not sending or not data:
        return data
    at = 6 if KIND == "tcp" else 0
    fault = faults.get(data[at], "none")
    name, _, argument = fault.partition(":")
    if name == "silent":
        return b""
    if name == "slow":
        return later(int(argument), data)
    if name == "garbage":
        return bytes([0xDE, 0xAD, 0xBE, 0xEF]) * 6
    if name == "wrong-transaction":
        return bytes([data[0] ^ 0xFF, data[1] ^ 0xFF]) + data[2:]
    if name == "wrong-unit":
        return data[:at] + bytes([data[at] ^ 0x0F]) + data[at + 1 :]
    if name == "truncate":
        return data[:-1]
    if name == "close":
        return close_after(data[:-1])
    if name == "bad-crc":
        return data[:-1] + bytes([data[-1] ^ 0xFF])
    return data


class Handlers:
    """Keeps the connection at hand for faults that need it."""

    def callback_new_connection(self):
        handler = super().callback_new_connection()
        handlers.append(handler)
        return handler


class TcpSlave(Handlers, ModbusTcpServer):
    pass


class SerialSlave(Handlers, ModbusSerialServer):
    pass


def device(unit):
    blocks = (
        [SimData(0, values=[False] * 64, datatype=DataType.BITS)],
        [SimData(0, values=[False] * 64, datatype=DataType.BITS)],
        [SimData(0, count=64, values=0, datatype=DataType.REGISTERS)],
        [SimData(0, count=64, values=0, datatype=DataType.REGISTERS)],
    )
    return SimDevice(unit, simdata=blocks, action=functools.partial(accessed, unit))


async def obey(server, line):
    global staging
    words = line.split()
    if words[0] == "set":
        table, address, value, unit = words[1], int(words[2]), int(words[3]), int(words[4])
        staging = True
        values = [bool(value)] if table in ("di", "co") else [value]
        await server.async_setValues(unit, FUNCTION[table], address, values)
        staging = False
    elif words[0] == "fault":
        faults[int(words[2])] = words[1]
    elif words[0] == "ping":
        tell("pong", words[1])


async def main():
    devices = [device(unit) for unit in UNITS]

    def connection(connected):
        tell("connected" if connected else "disconnected")

    if KIND != "rtu":
        port = int(PLACE)
        host = sys.argv[4] if len(sys.argv) > 4 else "127.0.0.1"
        if port == 0:
            with socket.socket() as probe:
                probe.bind((host, 0))
                port = probe.getsockname()[1]
        server = TcpSlave(
            devices, address=(host, port), trace_packet=packet, trace_connect=connection,
            framer=FramerType.SOCKET if KIND == "tcp" else FramerType.RTU)
    else:
        port = 0
        server = SerialSlave(
            devices, framer=FramerType.RTU, port=PLACE, baudrate=19200, trace_packet=packet,
            trace_connect=connection)
    await server.serve_forever(background=True)
    tell("ready", port)
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        if line.strip():
            await obey(server, line.decode())


asyncio.run(main())
