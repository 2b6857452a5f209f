import { Client } from 'pg';

const READ_ONLY = 'default_transaction_read_only';

/** Makes every later connection to the database one that only reads, as a standby's are, or no longer; the others are ended. */
export async function setReadOnly(url: string, on: boolean): Promise<void> {
  const client = new Client(url);
  await client.connect();
  await client.query(`SET ${READ_ONLY} = off`);
  const database = new URL(url).pathname.slice(1);
  await client.query(`ALTER DATABASE "${database}" SET ${READ_ONLY} = ${on ? 'on' : 'off'}`);
  await client.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
    [database],
  );
  await client.end();
}
