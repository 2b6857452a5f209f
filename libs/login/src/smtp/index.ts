import { createTransport } from 'nodemailer';
import { MailNotAccepted, type Mailer } from '@jalon/ports';

export interface SmtpOptions {
  /** `smtp://user:password@host:587` or `smtps://…:465`; it is never shown. */
  readonly url: string;
  /** Whom the mails come from: an address, or `Name <address>`. */
  readonly from: string;
}

/** How long a server may take to answer, in milliseconds. */
const PATIENCE_MS = 20_000;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** Sends mails through an SMTP server, by a connection of its own for each. Nothing is connected before the first mail. */
export function smtpMailer({ url, from }: SmtpOptions): Mailer {
  const { protocol, hostname, port, username, password, searchParams } = new URL(url);
  const isSecure = protocol === 'smtps:';
  const isTlsOptional = searchParams.get('tls') === 'optional' || LOOPBACK.test(hostname);
  const transport = createTransport(
    {
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: port === '' ? (isSecure ? 465 : 587) : Number(port),
      secure: isSecure,
      // A mail may hold a link that lets its reader in: it goes through no network in clear.
      requireTLS: !isSecure && !isTlsOptional,
      ...(username !== '' && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
      connectionTimeout: PATIENCE_MS,
      greetingTimeout: PATIENCE_MS,
      socketTimeout: PATIENCE_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  );
  const domain = /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'jalon.invalid';

  return {
    async send({ id, to, language, subject, text }) {
      try {
        await transport.sendMail({
          // An address is one, whatever characters it holds: it is not read as a list.
          to: { name: '', address: to },
          subject,
          text,
          messageId: `<${id}@${domain}>`,
          headers: { 'Content-Language': language, 'Auto-Submitted': 'auto-generated' },
        });
      } catch (error) {
        throw notAccepted(error);
      }
    },
    close() {
      transport.close();
      return Promise.resolve();
    },
  };
}

/** Codes only: the messages of servers quote addresses. */
function notAccepted(error: unknown): MailNotAccepted {
  const { code, responseCode } = error as { readonly code?: string; readonly responseCode?: number };
  // An account or a TLS that the server refuses is a fault of the configuration, and not of this mail.
  const isOfMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  const isForGood = isOfMail && responseCode !== undefined && responseCode >= 500;
  return new MailNotAccepted(String(responseCode ?? code ?? 'unknown'), isForGood);
}
