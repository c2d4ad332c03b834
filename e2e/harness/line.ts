import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * The network of one phone: a SOCKS5 proxy through which everything of its
 * browser goes, pages, events, signalling and, over TCP, pictures and sound. So
 * cutting it is what a lift or a dead router does to a phone, while the others
 * go on.
 */
export class Line {
  private readonly pairs = new Set<[Socket, Socket]>();
  private state: 'open' | 'cut' | 'stalled' = 'open';

  private constructor(private readonly server: Server) {}

  static async open(): Promise<Line> {
    const server = createServer();
    const line = new Line(server);
    server.on('connection', (phone) => line.accept(phone));
    await new Promise<void>((next) => server.listen(0, '127.0.0.1', next));
    return line;
  }

  /** The switches that send a Chromium through this line, WebRTC too. */
  switches(): string[] {
    return [
      `--proxy-server=socks5://127.0.0.1:${this.port()}`,
      '--proxy-bypass-list=<-loopback>', // loopback would go past the proxy otherwise
      '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
    ];
  }

  /** How many connections go through it now. */
  get connections(): number {
    return this.pairs.size;
  }

  /** Breaks every connection and refuses new ones. */
  cut(): void {
    this.state = 'cut';
    for (const [phone, far] of this.pairs) {
      phone.resetAndDestroy();
      far.resetAndDestroy();
    }
  }

  /** Lets nothing through in the middle of whatever is being sent, and breaks nothing: a phone in a tunnel. */
  stall(): void {
    this.state = 'stalled';
    for (const pair of this.pairs) for (const socket of pair) socket.pause();
  }

  /** Everything goes again; what was stalled goes on where it stood. */
  restore(): void {
    this.state = 'open';
    for (const pair of this.pairs) for (const socket of pair) socket.resume();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((next) => this.server.close(next));
  }

  private port(): number {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the line is closed');
    return address.port;
  }

  /** Speaks SOCKS5 (RFC 1928): no authentication, CONNECT only. */
  private accept(phone: Socket): void {
    phone.on('error', () => phone.destroy());
    if (this.state === 'cut') {
      phone.resetAndDestroy();
      return;
    }
    phone.once('data', (greeting) => {
      if (greeting[0] !== 5) return void phone.destroy();
      phone.write(Buffer.from([5, 0]));
      phone.once('data', (request) => this.dial(phone, request));
    });
  }

  private dial(phone: Socket, request: Buffer): void {
    const target = addressOf(request);
    if (this.state === 'cut' || target === undefined) return void phone.destroy();
    phone.pause();
    const far = connect(target.port, target.host);
    const pair: [Socket, Socket] = [phone, far];
    far.once('connect', () => {
      phone.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
      this.pairs.add(pair);
      this.join(phone, far);
      this.join(far, phone);
    });
    const drop = () => {
      this.pairs.delete(pair);
      phone.destroy();
      far.destroy();
    };
    for (const socket of pair) socket.on('error', drop).on('close', drop);
  }

  /** Passes bytes on, no faster than they are taken, and none while the line is stalled. */
  private join(from: Socket, to: Socket): void {
    from.on('data', (chunk) => {
      if (to.write(chunk)) return;
      from.pause();
      to.once('drain', () => {
        if (this.state !== 'stalled') from.resume();
      });
    });
    if (this.state === 'stalled') from.pause();
    else from.resume();
  }
}

/** The address of a CONNECT request, undefined for any other request. */
function addressOf(request: Buffer): { host: string; port: number } | undefined {
  if (request[0] !== 5 || request[1] !== 1) return undefined;
  if (request[3] === 1) {
    return { host: [...request.subarray(4, 8)].join('.'), port: request.readUInt16BE(8) };
  }
  if (request[3] === 3) {
    const end = 5 + (request[4] ?? 0);
    return { host: request.subarray(5, end).toString(), port: request.readUInt16BE(end) };
  }
  return undefined;
}
