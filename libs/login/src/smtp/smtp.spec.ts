import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { MailNotAccepted, type Mail, type Mailer } from '@jalon/ports';
import { smtpMailer } from './index.js';

const mail: Mail = {
  id: '0190a000-0000-7000-8000-000000000001',
  to: 'zoe@example.org',
  language: 'fr',
  subject: 'Votre accès à Jalon',
  text: 'Bonjour Zoé,\n',
};

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

/** A mail server, and a mailer that uses it. */
async function given(options: SMTPServerOptions = {}, account = ''): Promise<{ mailer: Mailer; received: string[] }> {
  const received: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        received.push(Buffer.concat(parts).toString('utf8'));
        done();
      });
    },
    ...options,
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const mailer = smtpMailer({ url: `smtp://${account}127.0.0.1:${port}`, from: 'Jalon <jalon@example.org>' });
  open.push(mailer, { close: () => new Promise<void>((resolve) => server.close(() => resolve())) });
  return { mailer, received };
}

it('hands a mail to the server, with an id that stays the same', async () => {
  const { mailer, received } = await given();
  await mailer.send(mail);
  await mailer.send(mail);
  expect(received).toHaveLength(2);
  for (const each of received) {
    expect(each).toMatch(/^From: Jalon <jalon@example\.org>\r$/m);
    expect(each).toMatch(/^To: zoe@example\.org\r$/m);
    expect(each).toMatch(/^Content-Language: fr\r$/m);
    expect(each).toContain(`Message-ID: <${mail.id}@example.org>`);
  }
});

it('says that an address which the server does not know is refused for good', async () => {
  const { mailer } = await given({
    onRcptTo: ({ address }, _session, done) =>
      done(Object.assign(new Error(`no ${address} here`), { responseCode: 550 })),
  });
  const fault: unknown = await mailer.send(mail).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(MailNotAccepted);
  expect(fault).toMatchObject({ code: '550', isForGood: true });
  expect(String(fault)).not.toContain('zoe');
});

it('can try again where the server is busy, refuses the account, or does not answer', async () => {
  const busy = await given({
    onRcptTo: (_address, _session, done) => done(Object.assign(new Error('later'), { responseCode: 451 })),
  });
  await expect(busy.mailer.send(mail)).rejects.toMatchObject({ code: '451', isForGood: false });

  const strict = await given(
    {
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(new Error('unknown account')),
    },
    'jalon:wrong@',
  );
  await expect(strict.mailer.send(mail)).rejects.toMatchObject({ code: '535', isForGood: false });

  const away = smtpMailer({ url: 'smtp://127.0.0.1:1', from: 'jalon@example.org' });
  await expect(away.send(mail)).rejects.toMatchObject({ isForGood: false });
});
