import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/**
 * A port of 127.0.0.1 whose next three are free as well, for TCP and UDP: what a demo
 * server takes. Tests that run side by side look in ranges of their own.
 */
export async function freePorts(): Promise<number> {
  const from = 20_000 + (Number(process.env.TEST_PARALLEL_INDEX ?? 0) % 2) * 6_000;
  for (;;) {
    const port = from + Math.floor(Math.random() * 5_996);
    const free: boolean[] = [];
    for (let i = 0; i < 4; i++) free.push(await tcpFree(port + i), await udpFree(port + i));
    if (free.every(Boolean)) return port;
  }
}

function tcpFree(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const probe = createServer();
    probe.once('error', () => answer(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => answer(true)));
  });
}

function udpFree(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const probe = createSocket('udp4');
    probe.once('error', () => answer(false));
    probe.bind(port, '127.0.0.1', () => probe.close(() => answer(true)));
  });
}
