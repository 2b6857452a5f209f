import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newPostgresDatabase } from '@jalon/testing';
import { jalon } from './cli.js';
import { newFolders, refusedStart, removeFolders, startService } from './service.js';

jest.setTimeout(60_000);

/** What a process writes to standard error is for its operator: the client's own warnings are none of theirs. */
describe('a service whose PostgreSQL', () => {
  const folders = newFolders();
  let url: URL;
  beforeAll(async () => {
    url = new URL(await newPostgresDatabase());
    await jalon(folders, 'keys', 'make');
  });
  afterAll(() => removeFolders(folders));

  it('has its password in PostgreSQL’s own file reads it there, without a warning', async () => {
    const file = join(folders.root, 'pgpass');
    writeFileSync(file, `*:*:*:${url.username}:${url.password}\n`, { mode: 0o600 });
    const without = new URL(url);
    without.password = '';
    const env = { KEY_STORE_URL: without.href, VIEW_STORE_URL: without.href, PGPASSFILE: file };
    const service = await startService(folders, env);
    const { status } = (await (await fetch(`${service.url}/health/ready`)).json()) as { readonly status: string };
    expect(status).toBe('ready');
    expect(await service.end()).toMatchObject({ code: 0, stderr: '' });
  });

  it('speaks no TLS is refused where it is asked for, in a sentence and nothing else', async () => {
    const asking = new URL(url);
    asking.search = '?sslmode=require';
    const { code, stderr } = await refusedStart(folders, { KEY_STORE_URL: url.href, VIEW_STORE_URL: asking.href });
    expect([code, stderr]).toEqual([
      78,
      expect.stringMatching(/^Jalon does not start\.\n- The view store cannot be opened: .*does not support SSL.*\n$/),
    ]);
  });
});
