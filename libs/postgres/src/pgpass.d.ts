declare module 'pgpass' {
  /** Told the password of PostgreSQL's own file for this connection; nothing where the file has none. */
  export default function pgpass(
    connection: { readonly host: string; readonly port: number; readonly database: string; readonly user: string },
    told: (password: string | undefined) => void,
  ): void;
}
