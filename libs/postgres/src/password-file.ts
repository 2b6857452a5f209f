import type { Sentence } from '@jalon/kernel';
import pgpass from 'pgpass';

/** How a client connects; it asks for its password by this when it needs one. */
type Connection = Parameters<typeof pgpass>[0];

/**
 * Has a new client, where nobody gave it a password, ask PostgreSQL's own file for one (`PGPASSFILE`, or the account's
 * `.pgpass`), anew at each connection. The client of today does so by itself too, and writes to standard error that it will
 * not for ever.
 */
export function askPasswordFile(client: object): void {
  const asking = client as { password: unknown; end(): Promise<void> };
  asking.password ||= async (connection: Connection) => {
    const password = await new Promise<string | undefined>((resolve) => pgpass(connection, resolve));
    if (password !== undefined) return password;
    // Nobody ends a client that does not come so far: it would keep its process for the minute in which the server waits.
    void asking.end().catch(() => undefined);
    throw new PasswordMissing();
  };
}

/** The server asks for a password, and none was given. */
export class PasswordMissing extends Error {
  override readonly name = 'PasswordMissing';

  constructor(readonly sentence: Sentence = NOWHERE) {
    super(sentence.en);
  }
}

const NOWHERE: Sentence = {
  en:
    'the server asks for a password, and no password was given: it may stand in the URL, in PGPASSWORD, or in a file of passwords ' +
    'with a line for this server, database and account (.pgpass of this account, or what PGPASSFILE names, with mode 600)',
  fr:
    'le serveur demande un mot de passe, et aucun n’a été donné\u00A0: il peut figurer dans l’URL, dans PGPASSWORD, ou dans un fichier de mots ' +
    'de passe avec une ligne pour ce serveur, cette base et ce compte (.pgpass de ce compte, ou celui que désigne PGPASSFILE, avec le mode 600)',
};
