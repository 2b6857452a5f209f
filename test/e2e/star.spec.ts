import { everyStorage, foldersOnPostgres } from './storages.js';
import { removeFolders, startService } from './service.js';
import { describeStar } from './star.journey.js';
import { describeStarOfAYear } from './star-year.journey.js';
import { openStar } from './star.js';

describeStar(everyStorage);
describeStarOfAYear(everyStorage);

it('lets the account of a BI tool read in PostgreSQL what is shown, and nothing else', async () => {
  const folders = await foldersOnPostgres();
  const service = await startService(folders);
  const star = await openStar(folders);
  await star.all('SET default_transaction_read_only = off');
  for (const denied of [
    'SELECT * FROM jalon_views.jalon_projections',
    'SELECT * FROM jalon_keys.keys',
    'SELECT * FROM jalon_views.jalon_shown_views',
    'CREATE TABLE jalon_bi.mine (id text)',
  ])
    await expect(star.all(denied)).rejects.toThrow(/permission denied/);
  const [table] = await star.all(
    "SELECT nspname || '.' || relname AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE relname = 'hours' AND relkind = 'r'",
  );
  await expect(star.all(`SELECT * FROM ${String(table!['name'])}`)).rejects.toThrow(/permission denied/);
  for (const view of ['bi_hours', 'bi_hours_history']) expect(await star.all(`SELECT * FROM ${view}`)).toEqual([]);
  const [named] = await star.all("SELECT col_description('bi_hours_history'::regclass, 3) AS meaning");
  expect(named).toEqual({ meaning: 'The entry.' });
  await star.close();
  await service.end();
  removeFolders(folders);
});
