declare module 'pgpass' {
  /** Calls `done` with the password that PostgreSQL's own file has for this connection, or with nothing. */
  export default function pgpass(
    connection: { readonly host: string; readonly port: number; readonly database: string; readonly user: string },
    done: (password: string | undefined) => void,
  ): void;
}
