import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cannotWriteIn, type Scalar, StoreUnavailable, type ViewStore } from '@jalon/ports';
import type { Json, Projection, Row, Table } from '@jalon/kernel';
import { newPostgresDatabase, stored, until } from '@jalon/testing';
import { openPostgresViewReader, openPostgresViewStore, openSqliteViewStore } from '@jalon/view-store';
import fc from 'fast-check';
import { Client } from 'pg';
import { openTcpProxy } from '../double/tcp-proxy.js';

// The first request waits until the PostgreSQL server has started.

/** Words of every kind, each beside a number and a shape. */
const wordsTable: Table = {
  name: 'words',
  meaning: 'Words.',
  columns: {
    tenant: { type: 'text', nullable: false, meaning: '' },
    id: { type: 'text', nullable: false, meaning: '' },
    word: { type: 'text', nullable: false, meaning: '' },
    number: { type: 'integer', nullable: false, meaning: '' },
    shape: { type: 'json', nullable: true, meaning: '' },
  },
  key: ['tenant', 'id'],
  indexes: [['tenant', 'word', 'id']],
  star: { kind: 'fact' },
  keys: ({ envelope }) => [{ tenant: envelope.tenant, id: envelope.stream.split('.')[1]! }],
  handlers: {
    Said: (_row, { envelope }, key) => ({ ...key, ...(envelope.data as Said) }),
  },
};
const words: Projection = { name: 'words', version: 1, tables: [wordsTable] };

type Said = { readonly word: string; readonly number: number; readonly shape: Json };

const HOLDER = 'spec';
const someId = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const said = (n: number, word: string, more: Partial<Said> = {}) => ({
  type: 'Said',
  id: someId(n),
  data: { word, number: n, shape: null, ...more },
});

describe('views in PostgreSQL', () => {
  let url: string;
  let views: ViewStore;
  /** The views of others that had to be dropped. */
  let dropped: string[] = [];
  /** A connection as an administrator or a BI tool has one. */
  let other: Client;
  beforeEach(async () => {
    url = await newPostgresDatabase();
    views = await openPostgresViewStore(url, [words]);
    await views.takeLease(HOLDER, 1_000);
    other = new Client(url);
    await other.connect();
  });
  afterEach(async () => {
    await other.end();
    await views.close();
  });

  const apply = (events: Parameters<typeof stored>[0]) => views.applyPage(words, stored(events), HOLDER);
  const wordsIn = (store: ViewStore) =>
    store.read((reader) => reader.rows('words', { tenant: 'main', order: { by: ['word', 'id'] }, limit: 100 }));
  const ask = async (sql: string) => (await other.query<Record<string, unknown>>(sql)).rows;
  const schemas = async () =>
    (await ask("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'jalon_build%' ORDER BY 1")).map(
      ({ nspname }) => nspname,
    );

  async function rebuild(projection: Projection, events: Parameters<typeof stored>[0]): Promise<void> {
    await views.reset(projection, 'shadow', HOLDER);
    await views.applyPage(projection, stored(events), HOLDER, 'shadow');
    expect(await views.swap(projection, HOLDER)).toBe(true);
  }

  /** Everything that the database's catalogue says: each table, view and column, and the tables of others. */
  const catalogue = async () =>
    ask(`
      SELECT n.nspname, c.relname, c.relkind, c.oid::text, pg_get_viewdef(c.oid) AS view, array_agg(a.attname) AS columns
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE n.nspname NOT LIKE 'pg_%' AND n.nspname <> 'information_schema' GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2
    `);

  it('are left as they are by a reader, whose writings the server refuses: nothing is made, shown again or dropped', async () => {
    await apply([said(1, 'oui')]);
    await ask('CREATE VIEW longest AS SELECT word, number FROM jalon_bi.bi_words');
    const named = { ...wordsTable, name: 'names' };
    const ofNewerCode = [words, { name: 'names', version: 1, tables: [named] }];
    // A start of this code would drop the view of others.
    const withheld: Table = { ...wordsTable, star: { kind: 'fact', withheld: ['number'] } };
    const ofOtherCode = [{ ...words, tables: [withheld] }];
    const before = await catalogue();
    for (const projections of [ofNewerCode, ofOtherCode]) {
      const reader = (await openPostgresViewReader(url, projections))!;
      const progress = await reader.read((each) => each.progress());
      expect(progress.map(({ projection }) => projection)).toEqual(['words']);
      await reader.installation.read();
      await reader.everyParked();
      const rows: Row[] = [];
      for await (const row of reader.rowsAsStored('words')) rows.push(row);
      expect(rows).toHaveLength(1);
      await expect(reader.installation.name('any')).rejects.toThrow('could not be written');
      await reader.close();
    }
    expect(await catalogue()).toEqual(before);
  });

  it('are none for a reader where no service has made them, and stay so', async () => {
    const empty = await newPostgresDatabase();
    expect(await openPostgresViewReader(empty, [words])).toBeNull();
    const client = new Client(empty);
    await client.connect();
    const { rows } = await client.query("SELECT FROM pg_namespace WHERE nspname LIKE 'jalon%'");
    await client.end();
    expect(rows).toEqual([]);
  });

  it('answer as those in SQLite do, whatever the words, numbers and shapes, in the same order and by the same pages', async () => {
    const word = fc.oneof(
      fc.string({
        unit: fc.constantFrom('\0', '\x01', 'a', 'A', 'Z', 'é', 'É', 'ß', '￿', '😀', ' ', '"', '\\', '{', ','),
      }),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    );
    const number = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER));
    const folder = mkdtempSync(join(tmpdir(), 'jalon-words-'));
    let version = 1;
    await fc
      .assert(
        fc.asyncProperty(
          fc.array(fc.tuple(word, number, fc.jsonValue()), {
            minLength: 2,
            maxLength: 12,
          }),
          fc.constantFrom('ascending' as const, 'descending' as const),
          fc.constantFrom('=' as const, '<' as const, '>=' as const),
          async (given, direction, operator) => {
            const projection = { ...words, version: (version += 1) };
            const events = stored(given.map(([w, n, shape], at) => said(at, w, { number: n, shape: shape as Json })));
            const answers: unknown[] = [];
            for (const open of [
              () => openSqliteViewStore(join(folder, `${version}.db`), [projection]),
              () => openPostgresViewStore(url, [projection]),
            ]) {
              const store = await open();
              await store.takeLease(HOLDER, 1_000);
              await store.reset(projection, 'live', HOLDER);
              await store.applyPage(projection, events, HOLDER);
              answers.push(
                await store.read(async (reader) => {
                  const query = { tenant: 'main', order: { by: ['word', 'id'], direction }, limit: 3 } as const;
                  const first = await reader.rows('words', query);
                  const last = first.at(-1)!;
                  const after = [last['word'], last['id']] as readonly string[];
                  const where = [['word', operator, given[0]![0] as Scalar]] as never;
                  return [
                    first,
                    await reader.rows('words', { ...query, after }),
                    await reader.rows('words', { ...query, where }),
                    await reader.row('words', { tenant: 'main', id: someId(0) }),
                  ];
                }),
              );
              await store.close();
            }
            expect(answers[1]).toEqual(answers[0]);
          },
        ),
        { numRuns: 25 },
      )
      .finally(() => rmSync(folder, { recursive: true }));
  });

  it('are swapped while somebody reads, who goes on reading the old ones, and the old ones go when nobody does', async () => {
    await apply([said(1, 'old')]);
    const [before] = await schemas();
    await views.read(async (reader) => {
      // This fixes the snapshot, and touches no table of the view.
      await reader.progress();
      await rebuild(words, [said(1, 'new'), said(2, 'more')]);
      await views.takeLease(HOLDER, 1_000);
      expect(await schemas()).toContain(before);
      const rows = await reader.rows('words', { tenant: 'main', order: { by: ['id'] }, limit: 9 });
      expect(rows.map(({ word }) => word)).toEqual(['old']);
    });
    expect((await wordsIn(views)).map(({ word }) => word)).toEqual(['more', 'new']);
    await views.takeLease(HOLDER, 1_000);
    expect(await schemas()).toHaveLength(1);
    expect(await schemas()).not.toContain(before);
  });

  /** The same view in a later version, whose table has other columns. */
  function withColumns(version: number, columns: Table['columns'], fold: (data: Said) => object): Projection {
    const handlers: Table['handlers'] = {
      Said: (_row, { envelope }, key) => ({ ...key, ...(fold(envelope.data as Said) as Row) }),
    };
    return { name: 'words', version, tables: [{ ...wordsTable, columns, indexes: [], handlers }] };
  }

  async function reopenWith(projection: Projection): Promise<void> {
    await views.close();
    dropped = [];
    views = await openPostgresViewStore(url, [projection], { onDropped: (names) => dropped.push(...names) });
  }

  it('keep one name for BI tools through every build, and what rests on it while columns only come', async () => {
    await apply([said(1, 'one')]);
    await other.query('CREATE VIEW longest AS SELECT word, number FROM jalon_bi.bi_words');
    await rebuild(words, [said(1, 'two')]);
    expect(await ask('SELECT word FROM longest')).toEqual([{ word: 'two' }]);

    const { tenant, id, ...others } = wordsTable.columns;
    const length = { type: 'integer', nullable: false, meaning: '' } as const;
    // A column in the middle, which a table may get.
    const wider = withColumns(2, { tenant: tenant!, length, id: id!, ...others }, (data) => ({
      ...data,
      length: data.word.length,
    }));
    await reopenWith(wider);
    await rebuild(wider, [said(1, 'three')]);
    expect(await ask('SELECT word, length::int FROM jalon_bi.bi_words')).toEqual([{ word: 'three', length: 5 }]);
    expect(await ask('SELECT word FROM longest')).toEqual([{ word: 'three' }]);
    expect(dropped).toEqual([]);
  });

  it('say to BI tools what each view and column means, also after a build and once the meaning changes', async () => {
    const meant = async () => {
      const rows = await ask(`
        SELECT relname AS view, attname AS column, col_description(pg_class.oid, attnum) AS meaning,
          obj_description(pg_class.oid, 'pg_class') AS whole
        FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
        WHERE relnamespace = 'jalon_bi'::regnamespace AND attnum > 0 AND relname <> 'bi_progress'`);
      return rows.map(({ view, column, meaning, whole }) => [view, whole, column, meaning]);
    };
    const meaning = (number: string): Projection => {
      const columns = {
        ...wordsTable.columns,
        number: { ...wordsTable.columns['number']!, unit: 'letters', meaning: number },
      };
      return { ...words, tables: [{ ...wordsTable, columns }] };
    };
    const first = meaning('Kate’s "number"; it\'s one.');
    await reopenWith(first);
    await views.takeLease(HOLDER, 1_000);
    const one = ['bi_words', 'Words.', 'number', 'Kate’s "number"; it\'s one. (letters)'];
    expect(await meant()).toContainEqual(one);
    await rebuild(first, [said(1, 'two')]);
    expect(await meant()).toContainEqual(one);
    await reopenWith(meaning('Another.'));
    expect(await meant()).toContainEqual(['bi_words', 'Words.', 'number', 'Another. (letters)']);
    const progress = await ask("SELECT obj_description('jalon_bi.bi_progress'::regclass, 'pg_class') AS meaning");
    expect(progress[0]?.['meaning']).toContain('How far the views are.');
  });

  it('leave a BI view as it is at a start where nothing of it changed', async () => {
    const made = async () => ask("SELECT xmin::text FROM pg_class WHERE oid = 'jalon_bi.bi_words'::regclass");
    const before = await made();
    await reopenWith(words);
    expect(await made()).toEqual(before);
    await other.query('DROP VIEW jalon_bi.bi_words');
    await reopenWith(words);
    expect(await ask('SELECT * FROM jalon_bi.bi_words')).toEqual([]);
  });

  it('leave the SQL views alone that others made in a schema of ours, at a start and a build', async () => {
    await apply([said(1, 'one')]);
    await other.query('CREATE VIEW jalon_views.longest AS SELECT word FROM jalon_bi.bi_words');
    await other.query('CREATE VIEW jalon_bi.shortest AS SELECT word FROM jalon_bi.bi_words');
    await reopenWith(words);
    await rebuild(words, [said(1, 'two')]);
    for (const view of ['jalon_views.longest', 'jalon_bi.shortest'])
      expect(await ask(`SELECT word FROM ${view}`)).toEqual([{ word: 'two' }]);
    expect(dropped).toEqual([]);
  });

  it('take with them what rests on a column that goes, name it, and keep how it was defined', async () => {
    await apply([said(1, 'one')]);
    await other.query('CREATE SCHEMA bi; CREATE VIEW bi."Longest words" AS SELECT word, number FROM jalon_bi.bi_words');
    await other.query('CREATE MATERIALIZED VIEW bi.counted AS SELECT count(*) FROM bi."Longest words"');
    const { number, ...others } = wordsTable.columns;
    expect(number).toBeDefined();
    const narrower = withColumns(2, others, ({ word, shape }) => ({ word, shape }));
    await reopenWith(narrower);
    await rebuild(narrower, [said(1, 'two')]);
    expect(await ask('SELECT word FROM jalon_bi.bi_words')).toEqual([{ word: 'two' }]);
    expect([...dropped].sort()).toEqual(['bi."Longest words"', 'bi.counted']);
    const kept = await ask(
      'SELECT name, owner, "becauseOf", definition FROM jalon_views.jalon_dropped_views ORDER BY name',
    );
    expect(kept).toEqual([
      {
        name: 'bi."Longest words"',
        owner: 'jalon',
        becauseOf: 'bi_words',
        definition: expect.stringContaining('number'),
      },
      {
        name: 'bi.counted',
        owner: 'jalon',
        becauseOf: 'bi_words',
        definition: expect.stringContaining('"Longest words"'),
      },
    ]);
  });

  it('name what goes with a column that the code of the same version withholds, from the start on', async () => {
    await other.query('CREATE VIEW longest AS SELECT word, number FROM jalon_bi.bi_words');
    const withheld: Table = { ...wordsTable, star: { kind: 'fact', withheld: ['number'] } };
    await reopenWith({ ...words, tables: [withheld] });
    expect(dropped).toEqual(['public.longest']);
  });

  it('say whose doing it is where a tool that reads them keeps them from being changed', async () => {
    await other.query('BEGIN; SELECT FROM jalon_bi.bi_words');
    const withheld: Table = { ...wordsTable, star: { kind: 'fact', withheld: ['number'] } };
    const changed = { ...words, tables: [withheld] };
    await expect(openPostgresViewStore(url, [changed])).rejects.toThrow(
      'jalon_bi.bi_words is being read in a transaction that goes on: end it, then try again',
    );
    await other.query('ROLLBACK');
    await (await openPostgresViewStore(url, [changed])).close();
    expect(Object.keys((await ask('SELECT * FROM jalon_bi.bi_words'))[0] ?? {})).not.toContain('number');
  });

  it('name what goes where a build is begun anew in the place of the live one', async () => {
    await apply([said(1, 'one')]);
    const { number: _, ...others } = wordsTable.columns;
    await other.query('CREATE VIEW longest AS SELECT word, number FROM jalon_bi.bi_words');
    const narrower = withColumns(2, others, ({ word, shape }) => ({ word, shape }));
    await reopenWith(narrower);
    await views.takeLease(HOLDER, 1_000);
    await views.reset(narrower, 'live', HOLDER);
    expect(dropped).toEqual(['public.longest']);
  });

  describe('whose answers are waited for a moment only', () => {
    const LIMIT_MS = 400;

    beforeEach(async () => {
      await apply([said(1, 'one')]);
      await views.close();
      views = await openPostgresViewStore(url, [words], { answerMs: LIMIT_MS });
      await views.takeLease(HOLDER, 1_000);
      await views.reset(words, 'shadow', HOLDER);
      await views.applyPage(words, stored([said(1, 'two')]), HOLDER, 'shadow');
      // Makes indexes slow, as those of a large table are.
      await other.query(`
        CREATE FUNCTION slowly() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1.5); END $$;
        CREATE EVENT TRIGGER large ON ddl_command_start WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION slowly()`);
    });

    const isIndexed = async () =>
      (await ask("SELECT FROM pg_indexes WHERE schemaname LIKE 'jalon_build%' AND indexname = 'words_by_word_id'"))
        .length;
    const underWay = () =>
      ask(
        "SELECT FROM pg_stat_activity WHERE query ILIKE 'create index%' AND state = 'active' AND datname = current_database()",
      );
    it('have the indexes of a build made all the same, while others write and the lease is renewed', async () => {
      const making = views.addIndex(words, HOLDER, new AbortController().signal);
      await until(async () => (await underWay()).length === 1);
      expect(await views.takeLease(HOLDER, 1_000)).toBe(true);
      await views.applyPage(words, stored([{ type: 'Ignored' }, said(2, 'more')] as never), HOLDER);
      expect(await underWay()).toHaveLength(1);
      expect(await making).toBe(true);
      // The index of the live table, and that of the build.
      expect(await isIndexed()).toBe(2);
    });

    it('have a build known to the planner all the same', async () => {
      await other.query(`
        CREATE FUNCTION drag(word text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$
        BEGIN IF current_query() ILIKE 'analyze%' THEN PERFORM pg_sleep(1.5); END IF; RETURN word; END $$`);
      const [{ schema }] = (await ask(
        "SELECT schema FROM jalon_views.jalon_projections WHERE projection = 'next_words'",
      )) as [{ schema: string }];
      await other.query(`CREATE INDEX ON ${schema}.words (drag(word))`);
      const { signal } = new AbortController();
      while (await views.addIndex(words, HOLDER, signal));
      expect(await ask(`SELECT reltuples::int AS rows FROM pg_class WHERE oid = '${schema}.words'::regclass`)).toEqual([
        { rows: 1 },
      ]);
      expect(await views.swap(words, HOLDER)).toBe(true);
      expect(await wordsIn(views)).toMatchObject([{ word: 'two' }]);
    });

    it('break off what takes long when they are told to, on the server too', async () => {
      const stopping = new AbortController();
      const making = views.addIndex(words, HOLDER, stopping.signal).catch((error: unknown) => error);
      await until(async () => (await underWay()).length === 1);
      stopping.abort();
      expect(await making).toBeInstanceOf(Error);
      await until(async () => (await underWay()).length === 0);
      expect(await isIndexed()).toBe(1);
      expect(await views.addIndex(words, HOLDER, new AbortController().signal)).toBe(true);
    });

    it('leave nothing running on the server when their process dies', async () => {
      const { hostname, port } = new URL(url);
      const proxy = await openTcpProxy({ host: hostname, port: Number(port) });
      const through = new URL(url);
      through.port = String(proxy.port);
      await other.query('ALTER EVENT TRIGGER large DISABLE');
      const dying = await openPostgresViewStore(through.href, [words]);
      await other.query(
        'CREATE OR REPLACE FUNCTION slowly() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); END $$; ALTER EVENT TRIGGER large ENABLE',
      );
      const making = dying.addIndex(words, HOLDER, new AbortController().signal).catch((error: unknown) => error);
      await until(async () => (await underWay()).length === 1);
      proxy.cut();
      expect(await making).toBeInstanceOf(StoreUnavailable);
      await until(async () => (await underWay()).length === 0);
      await dying.close();
      await proxy.close();
    });
  });

  it('are asked one thing at a time on each connection, whatever a reading asks for at once', async () => {
    await apply([said(1, 'one'), said(2, 'two')]);
    // The client has deprecated a second statement on a connection while one is running.
    const query: unknown = Object.getOwnPropertyDescriptor(Client.prototype, 'query')?.value;
    let waiting = 0;
    const asked = jest.spyOn(Client.prototype, 'query').mockImplementation(function (
      this: Client,
      ...given: unknown[]
    ) {
      if ((this as unknown as { readonly _activeQuery: unknown })._activeQuery) waiting += 1;
      return (query as (...all: unknown[]) => never).apply(this, given);
    });
    const found = await views.read((reader) =>
      Promise.all([1, 2, 1].map((n) => reader.row('words', { tenant: 'main', id: someId(n) }))),
    );
    const failed = views.read((reader) =>
      Promise.all([reader.row('nowhere', {}), ...[1, 2, 1].map(() => reader.shadowProgress())]),
    );
    await expect(failed).rejects.toThrow('there is no view nowhere');
    await wordsIn(views);
    expect(asked.mock.calls.length).toBeGreaterThan(10);
    asked.mockRestore();
    expect(found.map((row) => row?.['word'])).toEqual(['one', 'two', 'one']);
    expect(waiting).toBe(0);
  });

  it('are swapped within seconds also while a BI tool holds them in a transaction, or not at all', async () => {
    await apply([said(1, 'one')]);
    await other.query('BEGIN');
    await other.query('SELECT * FROM jalon_bi.bi_words');
    await views.reset(words, 'shadow', HOLDER);
    await views.applyPage(words, stored([said(1, 'two')]), HOLDER, 'shadow');
    await expect(views.swap(words, HOLDER)).rejects.toThrow('end it, then try again');
    expect(await wordsIn(views)).toMatchObject([{ word: 'one' }]);
    await other.query('COMMIT');
    expect(await views.swap(words, HOLDER)).toBe(true);
    expect(await wordsIn(views)).toMatchObject([{ word: 'two' }]);
  });

  it('wait for the locks of others as long as ever, once the BI views are changed in the same transaction', async () => {
    await views.reset(words, 'shadow', HOLDER);
    await views.applyPage(words, stored([said(1, 'two')]), HOLDER, 'shadow');
    await other.query('BEGIN; LOCK TABLE jalon_views.jalon_requests IN EXCLUSIVE MODE');
    let settled = false;
    const swapped = views.swap(words, HOLDER).finally(() => (settled = true));
    const watcher = new Client(url);
    await watcher.connect();
    // Longer than a changed BI view waits for its readers.
    await until(async () => {
      const { rowCount } = await watcher.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND clock_timestamp() - query_start > '2.5s'",
      );
      return settled || (rowCount ?? 0) > 0;
    });
    await watcher.end();
    await other.query('COMMIT');
    expect(await swapped).toBe(true);
  });

  it('go by the server’s clock, whatever that of a process', async () => {
    const endsIn = async () => {
      const left = 'SELECT until - extract(epoch FROM clock_timestamp()) * 1000 AS ms FROM jalon_views.jalon_leases';
      return Number((await other.query<{ ms: string }>(left)).rows[0]!.ms);
    };
    const clock = jest.spyOn(Date, 'now').mockReturnValue(0);
    expect(await views.takeLease(HOLDER, 60_000)).toBe(true);
    expect(await views.takeLease('another', 60_000)).toBe(false);
    clock.mockRestore();
    expect(await endsIn()).toBeGreaterThan(50_000);
    expect(await endsIn()).toBeLessThanOrEqual(60_000);
  });

  it('may be opened by many processes at once on a new database', async () => {
    const fresh = await newPostgresDatabase();
    const opened = await Promise.all(Array.from({ length: 4 }, () => openPostgresViewStore(fresh, [words])));
    await opened[0]!.takeLease(HOLDER, 1_000);
    await opened[0]!.applyPage(words, stored([said(1, 'one')]), HOLDER);
    for (const store of opened) expect(await wordsIn(store)).toMatchObject([{ word: 'one' }]);
    await Promise.all(opened.map((store) => store.close()));
  });

  it('are made anew where our own schema was dropped, and what it had named goes', async () => {
    await apply([said(1, 'one')]);
    const [before] = await schemas();
    await other.query('DROP SCHEMA jalon_views CASCADE');
    await views.close();
    views = await openPostgresViewStore(url, [words]);
    await views.takeLease(HOLDER, 1_000);
    await apply([said(1, 'two')]);
    expect(await wordsIn(views)).toMatchObject([{ word: 'two' }]);
    expect(await schemas()).toHaveLength(1);
    expect(await schemas()).not.toContain(before);
  });

  it('are projected by another within ten seconds when a projector stops in the middle of a page', async () => {
    // A frozen process leaves a silent transaction that holds the lease's row.
    await other.query("BEGIN; SET LOCAL idle_in_transaction_session_timeout = '4s'");
    await other.query("UPDATE jalon_views.jalon_leases SET holder = 'spec'");
    other.on('error', () => undefined);
    const started = Date.now();
    expect(await views.takeLease('another', 1_000)).toBe(true);
    expect(Date.now() - started).toBeLessThan(6_000);
  });

  it('say that they do not answer, without their password, and go on once they do', async () => {
    const { password } = new URL(url);
    for (const wrong of [url.replace(/:\d+\//, ':1/'), url.replace(/@[^:]*:/, '@no.such.host.invalid:')]) {
      const away = await openPostgresViewStore(wrong, [words]);
      const refusal = await wordsIn(away).catch((error: unknown) => error as Error);
      await away.close();
      expect(refusal).toBeInstanceOf(StoreUnavailable);
      expect(JSON.stringify([refusal, (refusal as Error).stack, String((refusal as Error).cause)])).not.toContain(
        password,
      );
    }
    await apply([said(1, 'one')]);
    const cut =
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
    expect((await other.query(cut)).rowCount).toBeGreaterThan(0);
    // A query on a cut connection fails with StoreUnavailable; the next gets a new connection.
    await wordsIn(views).catch((error: unknown) => expect(error).toBeInstanceOf(StoreUnavailable));
    expect(await wordsIn(views)).toMatchObject([{ word: 'one' }]);
  });

  it('are not there at first, and made ready by whoever asks once they are', async () => {
    const fresh = new URL(await newPostgresDatabase());
    const proxy = await openTcpProxy({ host: fresh.hostname, port: Number(fresh.port) });
    fresh.port = String(proxy.port);
    await proxy.refuse();
    const early = await openPostgresViewStore(fresh.href, [words]);
    for (const asked of [wordsIn(early), early.takeLease(HOLDER, 1_000), early.requests(), early.everyParked()])
      await expect(asked).rejects.toMatchObject({ name: 'StoreUnavailable', store: 'views' });
    await proxy.admit();
    const [first, second] = await Promise.all([early.takeLease(HOLDER, 1_000), early.requests()]);
    expect([first, second]).toEqual([true, []]);
    await early.applyPage(words, stored([said(1, 'one')]), HOLDER);
    expect(await wordsIn(early)).toMatchObject([{ word: 'one' }]);
    await early.close();
    await proxy.close();
  });

  it.each([
    ['memory', '53200'],
    ['room for what it sorts', '53100'],
    ['a sound disk', '58030'],
  ])('cannot be read while the server lacks %s, which says nothing of writing', async (_what, code) => {
    await apply([said(1, 'one')]);
    const build = String((await schemas())[0]);
    await other.query(`
      CREATE FUNCTION ${build}.fails() RETURNS boolean LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'of the test' USING ERRCODE = '${code}'; END $$;
      ALTER TABLE ${build}.words RENAME TO kept;
      CREATE VIEW ${build}.words AS SELECT * FROM ${build}.kept WHERE ${build}.fails();
    `);
    const error = await wordsIn(views).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'StoreUnavailable', store: 'views', cause: { code } });
    expect(cannotWriteIn(error)).toBeNull();
    await other.query(`DROP VIEW ${build}.words; ALTER TABLE ${build}.kept RENAME TO words`);
    expect(await wordsIn(views)).toMatchObject([{ word: 'one' }]);
  });

  it.each([
    ['another password', (right: URL) => (right.password = 'wrong'), /password authentication failed/],
    ['an unknown database', (right: URL) => (right.pathname = '/nowhere'), /database "nowhere" does not exist/],
    ['an unknown account', (right: URL) => (right.username = 'nobody'), /authentication failed/],
    ['TLS that the server does not speak', (right: URL) => (right.search = '?sslmode=verify-full'), /SSL/],
  ])('refuse %s at once: that would not pass', async (_what, spoil, sentence) => {
    const wrong = new URL(url);
    spoil(wrong);
    await expect(openPostgresViewStore(wrong.href, [words])).rejects.toThrow(sentence);
  });

  it('are read whole as they are stored, in one snapshot', async () => {
    await apply(Array.from({ length: 1_201 }, (_, n) => said(n, `word ${n}`)));
    let seen = 0;
    for await (const row of views.rowsAsStored('words')) {
      if (seen === 0)
        await views.applyPage(
          words,
          stored([...Array<object>(1_201).fill({ type: 'Ignored' }), said(5_000, 'late')] as never),
          HOLDER,
        );
      expect(row).toMatchObject({ id: someId(seen), word: `word ${seen}` });
      seen += 1;
    }
    expect(seen).toBe(1_201);
    // A reader that leaves early keeps no connection.
    for (let round = 0; round < 12; round += 1)
      for await (const { word } of views.rowsAsStored('words')) if (word !== '') break;
    expect(await wordsIn(views)).toHaveLength(100);
  });
});
