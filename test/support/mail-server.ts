import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail server that keeps what it is sent: a mail's header and text. */
export async function mailServer() {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData(stream, _session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        mails.push(Buffer.concat(parts).toString('utf8'));
        done();
      });
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  return { mails, port, end: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

/** A mail without the line ends that quoted-printable adds. */
export const unbroken = (mail: string): string => mail.replace(/=\r\n/g, '').replace(/=3D/g, '=');

/** The link of a mail by which its reader enters. */
export function linkIn(mail: string): string {
  const [link] = /http:\/\/localhost:\d+\/v1\/login\/\S+/.exec(unbroken(mail)) ?? [];
  if (link === undefined) throw new Error(`no link in ${mail}`);
  return link;
}
