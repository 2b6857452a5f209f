import type { ViewStore } from '@jalon/ports';
import { addDays, date, list, object, personalText, textCode, type Projection, type Table } from '@jalon/kernel';
import { SOME_ID, stored } from '@jalon/testing';
import type { OpenViews } from './view-store.contract.js';

const text = { type: 'text', nullable: false, meaning: '' } as const;
const id = { type: 'id', nullable: false, meaning: '' } as const;

/** Plays, of which some are private, and what critics gave them, which is hidden up to a day or until the run is over. */
const playsTable: Table = {
  name: 'plays',
  meaning: 'Plays.',
  columns: {
    tenant: text,
    id,
    kind: text,
    status: text,
    hiddenUpTo: { ...text, type: 'date', nullable: true },
    note: text,
  },
  key: ['tenant', 'id'],
  indexes: [],
  versioned: true,
  star: {
    kind: 'dimension',
    thing: 'play',
    withheld: ['note'],
    masked: { status: { booed: 'over' } },
    rows: { table: 'plays', on: { id: 'id' }, never: { kind: 'private' } },
  },
  keys: ({ envelope }) => [{ tenant: envelope.tenant, id: envelope.stream.split('.')[1]! }],
  handlers: {
    Played: (_row, { envelope }, key) => ({
      ...key,
      ...(envelope.data as object),
      note: 'for nobody',
    }),
  },
};
const marksTable: Table = {
  name: 'marks',
  meaning: 'Marks.',
  columns: { tenant: text, play: id, mark: { type: 'integer', nullable: false, meaning: '' } },
  key: ['tenant', 'play'],
  indexes: [],
  star: {
    kind: 'fact',
    names: { play: 'plays' },
    rows: {
      table: 'plays',
      on: { id: 'play' },
      never: { kind: 'private' },
      once: { column: 'status', is: 'over', orAfter: 'hiddenUpTo' },
    },
  },
  keys: ({ envelope }) => [{ tenant: envelope.tenant, play: envelope.stream.split('.')[1]! }],
  handlers: { Marked: (_row, { envelope }, key) => ({ ...key, mark: (envelope.data as { mark: number }).mark }) },
};
export const plays: Projection = { name: 'plays', version: 1, tables: [playsTable, marksTable] };

const { star: _star, ...unseen } = marksTable;
const secretTable: Table = { ...unseen, name: 'secret' };

/** One column of each type. */
const showings: Projection = {
  name: 'showings',
  version: 1,
  tables: [
    {
      name: 'showings',
      meaning: 'Showings.',
      columns: {
        tenant: text,
        id: { ...id, meaning: 'The showing.' },
        play: { ...id, meaning: 'What is shown.' },
        soldBy: { ...id, nullable: true },
        seatId: id,
        title: text,
        onDay: { ...text, type: 'date' },
        inMonth: { ...text, type: 'month' },
        startsAt: { ...text, type: 'time' },
        soldAt: { ...text, type: 'instant' },
        lengthMinutes: { type: 'integer', nullable: false, unit: 'minutes', meaning: 'How long.' },
        isFull: { type: 'boolean', nullable: false, meaning: '' },
        actors: { type: 'json', nullable: false, meaning: '', of: list(textCode('An actor.'), 9, '') },
        place: {
          type: 'json',
          nullable: true,
          meaning: 'Where.',
          of: object(
            { hallCode: textCode('The hall.'), from: date('Since when.'), phone: personalText(9, 'actor', '') },
            '',
          ),
        },
        reviews: {
          type: 'json',
          nullable: true,
          meaning: '',
          of: list(object({ by: personalText(9, 'actor', '') }, ''), 9, ''),
        },
        comment: { type: 'json', nullable: true, meaning: '', of: personalText(9, 'actor', '') },
      },
      key: ['tenant', 'id'],
      indexes: [],
      versioned: true,
      star: { kind: 'fact', thing: 'showing', names: { play: 'plays', soldBy: 'people' } },
      keys: ({ envelope }) => [{ tenant: envelope.tenant, id: envelope.stream.split('.')[1]! }],
      handlers: { Shown: (_row, { envelope }, key) => ({ ...key, ...(envelope.data as object) }) },
    },
  ],
};

const shown = {
  play: '10000000-0000-4000-8000-000000000001',
  soldBy: null,
  seatId: '20000000-0000-4000-8000-000000000001',
  title: 'Antigone',
  onDay: '2026-02-03',
  inMonth: '2026-02',
  startsAt: '20:30',
  soldAt: '2026-01-02T03:04:05.678Z',
  lengthMinutes: 105,
  isFull: true,
  actors: ['zoe', 'ali'],
  place: { hallCode: 'B', from: '2026-01-31', phone: { sealed: 'SECRET' } },
  reviews: [{ by: { sealed: 'SECRET' } }],
  comment: { sealed: 'SECRET' },
};

const TEXT = 'text';
/** What BI tools read of each column of `showings`, by its name for them: PostgreSQL's type and text, and SQLite's value. */
const READ: Readonly<Record<string, readonly [type: string, text: string | null, inSqlite: unknown]>> = {
  tenant: [TEXT, 'main', 'main'],
  showing_id: [TEXT, SOME_ID, SOME_ID],
  play_id: [TEXT, shown.play, shown.play],
  sold_by_id: [TEXT, null, null],
  seat_id: [TEXT, shown.seatId, shown.seatId],
  title: [TEXT, 'Antigone', 'Antigone'],
  on_day: ['date', '2026-02-03', '2026-02-03'],
  in_month: [TEXT, '2026-02', '2026-02'],
  starts_at: ['time without time zone', '20:30:00', '20:30'],
  sold_at: ['timestamp with time zone', '2026-01-02 03:04:05.678+00', '2026-01-02T03:04:05.678Z'],
  length_minutes: ['bigint', '105', 105],
  is_full: ['boolean', 'true', 1],
  actors: ['jsonb', '["zoe", "ali"]', '["zoe","ali"]'],
  place_hall_code: [TEXT, 'B', 'B'],
  place_from: ['date', '2026-01-31', '2026-01-31'],
};
const VERSIONS: typeof READ = {
  known_from: ['bigint', '1', 1],
  known_from_at: ['timestamp with time zone', '2026-03-02 09:00:00+00', '2026-03-02T09:00:00.000Z'],
  known_to: ['bigint', null, null],
  known_to_at: ['timestamp with time zone', null, null],
};

const someId = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** What a BI tool can read in every view store; `ask` reads as such a tool does. */
export function describeBiViews(
  name: 'SQLite' | 'PostgreSQL',
  open: OpenViews,
  ask: (sql: string) => Promise<readonly Record<string, unknown>[]>,
): void {
  describe(`what a BI tool reads in ${name}`, () => {
    let views: ViewStore;
    beforeEach(async () => {
      views = await open([plays]);
      await views.takeLease('spec', 1_000);
    });
    afterEach(() => views.close());

    // The latest day that is over in every zone on earth.
    const overEverywhere = addDays(new Date(Date.now() - 12 * 3_600_000).toISOString().slice(0, 10), -1);
    const given = [
      { kind: 'public', status: 'running', hiddenUpTo: overEverywhere },
      { kind: 'public', status: 'running', hiddenUpTo: addDays(overEverywhere, 1) },
      { kind: 'public', status: 'over', hiddenUpTo: addDays(overEverywhere, 9) },
      { kind: 'public', status: 'running', hiddenUpTo: null },
      { kind: 'private', status: 'over', hiddenUpTo: overEverywhere },
      { kind: 'public', status: 'booed', hiddenUpTo: null },
    ];
    const events = stored([
      ...given.map((data, n) => ({ type: 'Played', id: someId(n), data })),
      ...given.map((_, n) => ({ type: 'Marked', id: someId(n), data: { mark: n } })),
    ]);
    const marks = async () => (await ask('SELECT mark FROM bi_marks ORDER BY mark')).map(({ mark }) => Number(mark));

    it('is what may be shown on the day of reading, each build through', async () => {
      await views.applyPage(plays, events, 'spec');
      for (let build = 0; build < 3; build += 1) {
        expect(await marks()).toEqual([0, 2]);
        const shown = await ask('SELECT * FROM bi_plays ORDER BY play_id');
        expect(shown.map((row) => [row['play_id'], row['status']])).toEqual(
          [0, 1, 2, 3, 5].map((n) => [someId(n), n === 5 ? 'over' : given[n]!.status]),
        );
        expect(Object.keys(shown[0]!).sort()).toEqual(['hidden_up_to', 'kind', 'play_id', 'status', 'tenant']);
        const [progress] = await ask('SELECT * FROM bi_progress');
        expect([progress?.['projection'], Number(progress?.['version']), Number(progress?.['position'])]).toEqual([
          ...['plays', 1, 12],
        ]);
        await views.reset(plays, 'shadow', 'spec');
        await views.applyPage(plays, events, 'spec', 'shadow');
        expect(await views.swap(plays, 'spec')).toBe(true);
      }
    });

    it('is nothing of it any more once it turns out to be private, as it was before either', async () => {
      await views.applyPage(plays, events, 'spec');
      const became = { type: 'Played', id: someId(0), data: { ...given[0], kind: 'private' } };
      await views.applyPage(plays, stored([...Array<object>(12).fill({}), became] as never).slice(12), 'spec');
      expect(await marks()).toEqual([2]);
      expect((await ask('SELECT play_id FROM bi_plays_history')).map((row) => row['play_id'])).not.toContain(someId(0));
    });

    it('is called and typed alike: days, moments, numbers and flags, and nothing personal', async () => {
      await views.close();
      views = await open([showings]);
      await views.takeLease('spec', 1_000);
      await views.applyPage(showings, stored([{ type: 'Shown', data: shown }]), 'spec');
      for (const [view, columns] of [
        ['bi_showings', READ],
        ['bi_showings_history', { ...READ, ...VERSIONS }],
      ] as const) {
        expect(await ask(`SELECT ${Object.keys(columns).join(', ')} FROM ${view}`)).toHaveLength(1);
        expect(Object.keys((await ask(`SELECT * FROM ${view}`))[0]!)).toEqual(Object.keys(columns));
        for (const [column, [type, text, inSqlite]] of Object.entries(columns)) {
          const [read] =
            name === 'SQLite'
              ? await ask(`SELECT ${column} AS value FROM ${view}`)
              : await ask(`SELECT CAST(${column} AS text) AS value, pg_typeof(${column})::text AS type FROM ${view}`);
          expect([column, read]).toEqual([column, name === 'SQLite' ? { value: inSqlite } : { value: text, type }]);
        }
      }
    });

    it('is one row for each thing, however often it changed, and every version of it in the history', async () => {
      const over = { type: 'Played', id: someId(0), data: { ...given[0], status: 'over' } };
      await views.applyPage(
        plays,
        [...events, ...stored([...Array<object>(12).fill({}), over] as never).slice(12)],
        'spec',
      );
      const [standing, ...others] = await ask(`SELECT * FROM bi_plays WHERE play_id = '${someId(0)}'`);
      expect([standing?.['status'], others]).toEqual(['over', []]);
      const was = await ask(`SELECT * FROM bi_plays_history WHERE play_id = '${someId(0)}' ORDER BY known_from`);
      expect(
        was.map((row) => [row['status'], Number(row['known_from']), row['known_to'] && Number(row['known_to'])]),
      ).toEqual([
        ['running', 1, 13],
        ['over', 13, null],
      ]);
      expect(was.map((row) => [row['known_from_at'] === null, row['known_to_at'] === null])).toEqual([
        [false, false],
        [false, true],
      ]);
      // Nothing is kept of what a mark was before.
      await expect(ask('SELECT * FROM bi_marks_history')).rejects.toMatchObject({
        message: expect.stringContaining('bi_marks_history') as string,
      });
    });

    it('has no history any more once its table keeps none', async () => {
      await views.close();
      const { versioned: _, star, ...kept } = playsTable;
      const flat: Table = {
        ...kept,
        star: { kind: 'dimension', ...(star?.thing !== undefined && { thing: star.thing }) },
      };
      views = await open([{ ...plays, version: 2, tables: [flat] }]);
      await views.takeLease('spec', 1_000);
      await views.reset({ ...plays, version: 2, tables: [flat] }, 'live', 'spec');
      const gone = { message: expect.stringContaining('bi_plays_history') as string };
      await expect(ask('SELECT * FROM bi_plays_history')).rejects.toMatchObject(gone);
      expect(await ask('SELECT * FROM bi_plays')).toEqual([]);
    });

    it('is changed with the code at the next opening, and holds no table that is no star’s', async () => {
      await views.applyPage(plays, events, 'spec');
      await views.close();
      const whole = { ...marksTable, star: { kind: 'fact' } as const };
      views = await open([{ ...plays, tables: [playsTable, whole] }]);
      expect(await marks()).toEqual([0, 1, 2, 3, 4, 5]);
      await views.close();
      views = await open([
        { ...plays, tables: [playsTable, marksTable] },
        { name: 'more', version: 1, tables: [secretTable] },
      ]);
      expect(await marks()).toEqual([0, 2]);
      // Compared by its text: with several copies of the native addon loaded, jest does not know the error's class.
      const refused = (view: string) => ({ message: expect.stringContaining(view) as string });
      await expect(ask('SELECT * FROM bi_secret')).rejects.toMatchObject(refused('bi_secret'));
      // The same version, in which the table is no longer part of the star.
      await views.close();
      const { star: _, ...withheld } = marksTable;
      views = await open([{ ...plays, tables: [playsTable, withheld] }]);
      await expect(ask('SELECT * FROM bi_marks')).rejects.toMatchObject(refused('bi_marks'));
      expect(await ask('SELECT play_id FROM bi_plays')).toHaveLength(5);
    });

    it('is no table any more that a later version does without, as soon as that is swapped in', async () => {
      await views.applyPage(plays, events, 'spec');
      await views.close();
      const later: Projection = { ...plays, version: 2, tables: [playsTable] };
      views = await open([later]);
      expect(await marks()).toEqual([0, 2]);
      await views.takeLease('spec', 1_000);
      await views.reset(later, 'shadow', 'spec');
      await views.applyPage(later, events, 'spec', 'shadow');
      expect(await views.swap(later, 'spec')).toBe(true);
      const gone = { message: expect.stringContaining('bi_marks') as string };
      await expect(marks()).rejects.toMatchObject(gone);
      expect(await ask('SELECT play_id FROM bi_plays')).toHaveLength(5);
    });
  });
}
