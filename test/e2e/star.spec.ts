import { everyStorage, foldersOnPostgres } from './storages.js';
import { removeFolders, startService } from './service.js';
import { describeStar } from './star.journey.js';
import { openStar } from './star.js';

jest.setTimeout(120_000);

describeStar(everyStorage);

it('lets the account of a BI tool read in PostgreSQL what is shown, and nothing else', async () => {
  const folders = await foldersOnPostgres();
  const service = await startService(folders);
  const star = await openStar(folders);
  await star.all('SET default_transaction_read_only = off');
  for (const denied of [
    'SELECT * FROM jalon_views.jalon_projections',
    'SELECT * FROM jalon_keys.keys',
    'CREATE TABLE jalon_bi.mine (id text)',
  ])
    await expect(star.all(denied)).rejects.toThrow(/permission denied/);
  const [table] = await star.all(
    "SELECT nspname || '.' || relname AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE relname = 'hours' AND relkind = 'r'",
  );
  await expect(star.all(`SELECT * FROM ${String(table!['name'])}`)).rejects.toThrow(/permission denied/);
  expect(await star.all('SELECT * FROM bi_hours')).toEqual([]);
  await star.close();
  await service.end();
  removeFolders(folders);
});
