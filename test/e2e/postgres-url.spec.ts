import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newPostgresDatabase } from '@jalon/testing';
import { checkedFetch } from './answer-check.js';
import { jalon } from './cli.js';
import { newFolders, refusedStart, removeFolders, startService } from './service.js';

/** Standard error is for the operator. The client library's own warnings do not belong there. */
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
    const { status } = (await (await checkedFetch(`${service.url}/health/ready`)).json()) as {
      readonly status: string;
    };
    expect(status).toBe('ready');
    expect(await service.end()).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    ['KEY_STORE_URL', 'The key store'],
    ['VIEW_STORE_URL', 'The view store'],
  ])(
    'asks for a password, and finds none by %s, is refused at once, and told where it may stand',
    async (name, store) => {
      const without = new URL(url);
      without.password = '';
      const begun = performance.now();
      const { code, stderr } = await refusedStart(folders, {
        ...{ KEY_STORE_URL: url.href, VIEW_STORE_URL: url.href, [name]: without.href },
        PGPASSFILE: join(folders.root, 'nothing'),
      });
      // The server drops a client that sends nothing only after a minute.
      expect(performance.now() - begun).toBeLessThan(30_000);
      expect([code, stderr]).toEqual([
        78,
        expect.stringMatching(/^Jalon does not start\.\n- The \w+ store .*no password.*PGPASSWORD.*PGPASSFILE.*\n$/),
      ]);
      expect(stderr).toContain(store);
    },
  );

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
