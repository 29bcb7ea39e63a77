"""A link that takes its time: hands every byte on after a delay, both ways. `relay.py LISTEN TO MILLISECONDS`."""

import asyncio
import sys


def place(text):
    host, port = text.rsplit(":", 1)
    return host, int(port)


async def hand_on(reader, writer, delay):
    """What comes in at one moment leaves `delay` seconds later; more may be on its way meanwhile."""
    waiting = asyncio.Queue()
    clock = asyncio.get_running_loop().time

    async def deliver():
        while (item := await waiting.get()) is not None:
            due, piece = item
            await asyncio.sleep(max(0, due - clock()))
            writer.write(piece)
            await writer.drain()
        writer.close()

    delivering = asyncio.create_task(deliver())
    try:
        while piece := await reader.read(65536):
            waiting.put_nowait((clock() + delay, piece))
    except ConnectionError:
        pass
    waiting.put_nowait(None)
    await asyncio.gather(delivering, return_exceptions=True)


async def main(listen, to, milliseconds):
    async def accepted(reader, writer):
        there, back = await asyncio.open_connection(*place(to))
        delay = float(milliseconds) / 1000
        await asyncio.gather(hand_on(reader, back, delay), hand_on(there, writer, delay))

    server = await asyncio.start_server(accepted, *place(listen))
    await server.serve_forever()


asyncio.run(main(*sys.argv[1:]))
