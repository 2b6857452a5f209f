import pgpass from 'pgpass';

/** How a client connects; it asks for its password by this when it needs one. */
type Connection = Parameters<typeof pgpass>[0];

/**
 * Has a new client, where nobody gave it a password, ask PostgreSQL's own file for one (`PGPASSFILE`, or the account's
 * `.pgpass`), anew at each connection. The client of today does so by itself too, and writes to standard error that it will
 * not for ever.
 */
export function askPasswordFile(client: object): void {
  const asking = client as { password: unknown };
  asking.password ??= (connection: Connection) =>
    new Promise<string | undefined>((resolve) => pgpass(connection, resolve));
}
