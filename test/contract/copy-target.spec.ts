import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyHistory, CopyTargetInUse, requireCopy } from '@jalon/event-store';
import { createMemoryCopyTarget } from '@jalon/event-store/memory';
import { openSqliteCopyTarget, openSqliteEventReader, openSqliteEventStore } from '@jalon/event-store/sqlite';
import { describeCopyTarget, historyIn, sourceOf } from './copy-target.contract.js';
import { all, draftOf, fill, headOf, newStream, registry } from './event-store.drafts.js';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-copies-'));
  folders.push(folder);
  return join(folder, 'events.sqlite');
}

const embedded = { tenant: 'main', isPersistent: true, refusesStoredIds: true };

describeCopyTarget('memory', () => ({
  ...embedded,
  isPersistent: false,
  open: (known) => createMemoryCopyTarget({ registry: known }),
}));

describeCopyTarget('sqlite', () => {
  const file = newFile();
  return { ...embedded, open: (known) => openSqliteCopyTarget({ file, registry: known }) };
});

describe('a file that holds a copy', () => {
  it('is a store like any other afterwards: its streams can be continued', async () => {
    const file = newFile();
    const history = await historyIn('main');
    const target = openSqliteCopyTarget({ file, registry });
    await copyHistory(sourceOf(history), target);
    await target.close();

    const store = openSqliteEventStore({ file, registry });
    const { stream } = history.at(-1)!.envelope;
    const last = (await all(store.readStream(stream))).at(-1);
    const [next] = await store.append(stream, [draftOf(stream)], headOf(last));
    expect(next?.envelope.prev).toBe(history.at(-1)?.hash);
    await store.close();
  });

  it.each(['a service', 'a reader'])(
    'cannot be opened while %s has it open, and locks it out afterwards',
    async (who) => {
      const file = newFile();
      const open = () => (who === 'a service' ? openSqliteEventStore : openSqliteEventReader)({ file, registry });
      const first = openSqliteEventStore({ file, registry });
      await fill(first, newStream(), 1);
      await first.close();
      const user = open();
      expect(await user.lastPosition()).toBe('1');
      expect(() => openSqliteCopyTarget({ file, registry })).toThrow(CopyTargetInUse);
      await user.close();

      const target = openSqliteCopyTarget({ file, registry });
      expect(() => open()).toThrow('locked');
      expect(await target.lastPosition()).toBe('1');
      await target.close();
      const again = open();
      expect(await again.lastPosition()).toBe('1');
      await again.close();
    },
  );

  it('can be copied back unchanged', async () => {
    const history = await historyIn('main');
    const [copy, back] = [newFile(), newFile()].map((file) => openSqliteCopyTarget({ file, registry }));
    await copyHistory(sourceOf(history), copy!);
    await copyHistory(copy!, back!);
    await requireCopy(sourceOf(history), back!, history.length);
    await copy!.close();
    await back!.close();
  });
});
