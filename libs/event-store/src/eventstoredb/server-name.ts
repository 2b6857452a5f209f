import { isIP } from 'node:net';
import { credentials, type ChannelCredentials } from '@grpc/grpc-js';

/** The options with which grpc-js opens a TLS connection: private, so that each may be missing. */
interface TlsConnector {
  readonly connectionOptions?: { servername?: string; readonly host?: string };
}

/**
 * Keeps grpc-js from sending an address as the server's name when it opens a TLS connection. Names are sent so that a
 * server can choose among its certificates, and RFC 6066 allows no address there: Node.js warns of it (DEP0123), and will
 * refuse it. The certificate is still compared with the address, which is the connection's `host`.
 *
 * grpc-js has no option for this, and the server's client package makes the credentials out of reach, so their class is
 * changed. It is changed once, whoever calls.
 */
export function nameNoAddressInTls(): void {
  const secure = Object.getPrototypeOf(credentials.createSsl()) as Pick<ChannelCredentials, '_createSecureConnector'>;
  const create = secure._createSecureConnector;
  if (changed.has(create)) return;
  function createWithoutAddress(this: ChannelCredentials, ...args: Parameters<typeof create>) {
    const connector = create.apply(this, args);
    const { connectionOptions } = connector as TlsConnector;
    if (connectionOptions?.host && isIP(connectionOptions.servername ?? '')) delete connectionOptions.servername;
    return connector;
  }
  changed.add(createWithoutAddress);
  secure._createSecureConnector = createWithoutAddress;
}

const changed = new WeakSet<object>();
