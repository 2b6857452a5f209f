import type { ViewStore } from '@jalon/ports';
import { addDays, type Projection, type Table } from '@jalon/kernel';
import { stored } from '@jalon/testing';
import type { OpenViews } from './view-store.contract.js';

const text = { type: 'text', nullable: false, meaning: '' } as const;

/** Plays, of which some are private, and what critics gave them, which is hidden up to a day or until the run is over. */
const playsTable: Table = {
  name: 'plays',
  meaning: 'Plays.',
  columns: { tenant: text, id: text, kind: text, status: text, hiddenUpTo: { ...text, nullable: true }, note: text },
  key: ['tenant', 'id'],
  indexes: [],
  versioned: true,
  star: {
    kind: 'dimension',
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
  columns: { tenant: text, play: text, mark: { type: 'integer', nullable: false, meaning: '' } },
  key: ['tenant', 'play'],
  indexes: [],
  star: {
    kind: 'fact',
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

const someId = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** What a BI tool can read in every view store; `ask` reads as such a tool does. */
export function describeBiViews(
  name: string,
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
        const shown = await ask('SELECT * FROM bi_plays ORDER BY id');
        expect(shown.map(({ id, status }) => [id, status])).toEqual(
          [0, 1, 2, 3, 5].map((n) => [someId(n), n === 5 ? 'over' : given[n]!.status]),
        );
        expect(Object.keys(shown[0]!)).not.toContain('note');
        expect(await ask('SELECT projection, position FROM bi_progress')).toEqual([
          { projection: 'plays', position: '12' },
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
      expect((await ask('SELECT id FROM bi_plays')).map(({ id }) => id)).not.toContain(someId(0));
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
      expect(await ask('SELECT id FROM bi_plays')).toHaveLength(5);
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
      expect(await ask('SELECT id FROM bi_plays')).toHaveLength(5);
    });
  });
}
