import type { Sentence } from '@jalon/kernel';
import pgpass from 'pgpass';

/** The connection for which the file is asked for a password. */
type Connection = Parameters<typeof pgpass>[0];

/**
 * Has a new client that was given no password read it from PostgreSQL's own file (`PGPASSFILE`, or the account's `.pgpass`),
 * anew at each connection. Today's client still does so by itself, with a deprecation warning on standard error.
 */
export function askPasswordFile(client: object): void {
  const asking = client as { password: unknown; end(): Promise<void> };
  asking.password ||= async (connection: Connection) => {
    const password = await new Promise<string | undefined>((resolve) => pgpass(connection, resolve));
    if (password !== undefined) return password;
    // Nobody else ends a client that fails here: it would keep the process running for the minute in which the server waits.
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
