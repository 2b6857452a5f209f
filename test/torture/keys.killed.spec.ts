import { join } from 'node:path';
import { systemIds } from '@jalon/application';
import Database from 'better-sqlite3';
import { openFolder, type Folder } from './folder.fixture.js';
import { TIME_LIMIT_MS } from './rounds.js';
import type { Answer } from './mission.tasks.js';
import { expectAllOpens, wholeLog } from './whole-log.js';

jest.setTimeout(TIME_LIMIT_MS);

let folder: Folder;
beforeAll(async () => {
  folder = await openFolder();
});
afterAll(() => folder.close());

function keysKept(): readonly string[] {
  const db = new Database(join(folder.dataDir, 'keys.sqlite'), { readonly: true });
  const kids = db.prepare<[], string>('SELECT kid FROM keys ORDER BY row').pluck().all();
  db.close();
  return kids;
}

async function keysUsed(): Promise<ReadonlySet<string>> {
  return expectAllOpens(await wholeLog(folder.engine.stores.events), folder.engine.sealer);
}

it('a process killed between a new person’s key and the append leaves a key that seals nothing, until it is sent again', async () => {
  const key = systemIds.next();
  const before = keysKept();
  const dying = await folder.start();
  const self = { signal: 'SIGKILL', at: { index: 0, when: 'before' } } as const;
  await expect(dying.ask({ do: 'register', key, self }).answer).rejects.toMatchObject({ signal: 'SIGKILL' });
  await dying.end();

  const [left, ...more] = keysKept().filter((kid) => !before.includes(kid));
  expect([left, more]).toEqual([expect.any(String), []]);
  expect([...(await keysUsed())]).not.toContain(left);

  const next = await folder.start();
  const answer: Answer = await next.ask({ do: 'register', key }).answer;
  await next.end();
  expect(answer).toHaveProperty('accepted');
  // The same person's key, not another.
  expect(keysKept()).toEqual([...before, left]);
  expect([...(await keysUsed())]).toContain(left);
});
