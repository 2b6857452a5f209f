import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * What lies between a client and a server, and can do what networks and stopped processes do: cut, freeze, refuse.
 * A frozen proxy accepts connections and bytes, and passes nothing on until it is thawed.
 */
export interface TcpProxy {
  readonly port: number;
  /** Cuts every connection; new ones are taken. */
  cut(): void;
  freeze(): void;
  /** What was frozen flows on. */
  thaw(): void;
  /** Does what a proxy does to connections that were idle for long: loses all that comes over them, and tells nobody. */
  forget(): void;
  /** Cuts, and takes no new connection. */
  refuse(): Promise<void>;
  /** Takes connections again, on the same port. */
  admit(): Promise<void>;
  close(): Promise<void>;
}

interface Pair {
  readonly outside: Socket;
  readonly inside: Socket;
  forgotten: boolean;
}

export async function openTcpProxy(target: { readonly port: number; readonly host?: string }): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let frozen = false;
  let port = 0;
  let server: Server | null = null;

  function join(outside: Socket): void {
    const inside = connect(target.port, target.host ?? '127.0.0.1');
    const pair = { outside, inside, forgotten: false };
    pairs.add(pair);
    for (const [from, to] of [
      [outside, inside],
      [inside, outside],
    ] as const) {
      from.setNoDelay(true);
      from.on('data', (bytes) => {
        if (!pair.forgotten) to.write(bytes);
      });
      from.on('error', () => drop(pair));
      from.on('close', () => drop(pair));
      if (frozen) from.pause();
    }
  }

  function drop(pair: Pair): void {
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
    forget: () => pairs.forEach((pair) => (pair.forgotten = true)),
    refuse,
    admit,
    close: refuse,
  };
}
