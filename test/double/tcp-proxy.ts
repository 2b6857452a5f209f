import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A proxy between a client and a server, which simulates faults of networks and stopped processes. A frozen proxy accepts
 * connections and bytes, and passes nothing on until it is thawed.
 */
export interface TcpProxy {
  readonly port: number;
  /** Closes every connection. New ones are accepted. */
  cut(): void;
  freeze(): void;
  /** Passes on what was held back. */
  thaw(): void;
  /** Discards all further bytes on the open connections, without closing them, as a proxy may do with idle ones. */
  discard(): void;
  /** Closes every connection and accepts no new one. */
  refuse(): Promise<void>;
  /** Accepts connections again, on the same port. */
  admit(): Promise<void>;
  close(): Promise<void>;
}

interface ConnectionPair {
  readonly outside: Socket;
  readonly inside: Socket;
  discarding: boolean;
}

export async function openTcpProxy(target: { readonly port: number; readonly host?: string }): Promise<TcpProxy> {
  const pairs = new Set<ConnectionPair>();
  let frozen = false;
  let port = 0;
  let server: Server | null = null;

  function join(outside: Socket): void {
    const inside = connect(target.port, target.host ?? '127.0.0.1');
    const pair = { outside, inside, discarding: false };
    pairs.add(pair);
    for (const [from, to] of [
      [outside, inside],
      [inside, outside],
    ] as const) {
      from.setNoDelay(true);
      from.on('data', (bytes) => {
        if (!pair.discarding) to.write(bytes);
      });
      from.on('error', () => drop(pair));
      from.on('close', () => drop(pair));
      if (frozen) from.pause();
    }
  }

  function drop(pair: ConnectionPair): void {
    pairs.delete(pair);
    pair.outside.destroy();
    pair.inside.destroy();
  }

  const cut = (): void => [...pairs].forEach(drop);
  const eachSocket = (use: (socket: Socket) => void): void =>
    pairs.forEach(({ outside, inside }) => [outside, inside].forEach(use));

  async function admit(): Promise<void> {
    if (server) return;
    const opened = createServer(join);
    server = opened;
    await new Promise<void>((resolve) => opened.listen(port, '127.0.0.1', resolve));
    port = (opened.address() as { port: number }).port;
  }

  async function refuse(): Promise<void> {
    const closing = server;
    server = null;
    cut();
    if (closing) await new Promise((resolve) => closing.close(resolve));
  }

  await admit();
  return {
    get port() {
      return port;
    },
    cut,
    freeze() {
      frozen = true;
      eachSocket((socket) => socket.pause());
    },
    thaw() {
      frozen = false;
      eachSocket((socket) => socket.resume());
    },
    discard: () => pairs.forEach((pair) => (pair.discarding = true)),
    refuse,
    admit,
    close: refuse,
  };
}
