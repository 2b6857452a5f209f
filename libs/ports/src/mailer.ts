import type { Language } from '@jalon/kernel';

/** A mail to one person, in plain text. */
export interface Mail {
  /** The same for each try to send this mail, so that mail servers can recognise a second copy. */
  readonly id: string;
  readonly to: string;
  readonly language: Language;
  readonly subject: string;
  readonly text: string;
}

/** Hands mails to a mail server. */
export interface Mailer {
  /**
   * Resolves once the server has accepted the mail. What happens to it afterwards is not known.
   *
   * @throws MailNotAccepted; where it is not for good, the server may all the same have accepted the mail
   */
  send(mail: Mail): Promise<void>;
  close(): Promise<void>;
}

/** The server did not accept a mail. Its message holds no address and no text of the mail. */
export class MailNotAccepted extends Error {
  override readonly name = 'MailNotAccepted';

  /**
   * @param code of the server's answer (`550`) or of the connection (`ECONNECTION`)
   * @param isForGood whether the server will never accept it: the address does not exist there, for example
   */
  constructor(
    readonly code: string,
    readonly isForGood: boolean,
  ) {
    super(`the mail server did not accept a mail: ${code}`);
  }
}
