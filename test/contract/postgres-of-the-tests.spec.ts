import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Client } from 'pg';
import { newPostgresDatabase } from '@jalon/testing';

// The first request waits until the PostgreSQL server has started.

async function ask(url: string, question: string): Promise<readonly unknown[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(question)).rows.flatMap((row) => Object.values(row));
  } finally {
    await client.end();
  }
}

describe('the PostgreSQL of the tests', () => {
  it('is a real one, of the version that Jalon is tested with', async () => {
    expect(await ask(await newPostgresDatabase(), 'SHOW server_version')).toEqual([expect.stringMatching(/^18\./)]);
  });

  it('gives each that asks an empty database of its own', async () => {
    const [one, other] = await Promise.all([newPostgresDatabase(), newPostgresDatabase()]);
    await ask(one, 'CREATE TABLE mine (id integer)');
    const tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'";
    expect([await ask(one, tables), await ask(other, tables)]).toEqual([['mine'], []]);
  });

  it('orders text by a language where nothing else is said, as servers in the wild do', async () => {
    const url = await newPostgresDatabase();
    const words = "(VALUES ('Z'), ('a')) AS words (word)";
    expect(await ask(url, `SELECT word FROM ${words} ORDER BY word`)).toEqual(['a', 'Z']);
    expect(await ask(url, `SELECT word FROM ${words} ORDER BY word COLLATE "C"`)).toEqual(['Z', 'a']);
  });

  it('keeps strangers out, so that a password is needed and can leak', async () => {
    const url = new URL(await newPostgresDatabase());
    url.password = 'wrong';
    await expect(ask(url.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  });

  it('ends with the run that started it, also with one that was killed, and takes its folder along', async () => {
    // The system closes the server's standard input when a run is killed.
    const server = spawn(process.execPath, ['test/support/postgres-server.mjs'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [port] = (await once(server.stdout, 'data')) as [Buffer];
    const { url } = JSON.parse(await text(connect(Number(port), '127.0.0.1'))) as { url: string };
    const [folder] = (await ask(url, 'SHOW data_directory')) as [string];
    expect(existsSync(folder)).toBe(true);

    const gone = once(server, 'exit');
    server.stdin.destroy();
    await gone;
    expect(existsSync(folder)).toBe(false);
    await expect(ask(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });
});
