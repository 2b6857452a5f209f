import { planOf, type PeoplePlan } from './people-plan.js';
import type { PersonDraft, PersonRow } from './person-draft.js';

function row(line: number, staffNumber: string, more: Partial<PersonDraft> = {}): PersonRow {
  const values = { givenName: 'Inès', familyName: 'Marchetti' };
  const rest = { previousStaffNumber: null, employer: '732829320', leftOn: null, unmatched: [] };
  return { line, key: staffNumber, draft: { line, staffNumber, values, ...rest, ...more } };
}

const managed = (line: number, staffNumber: string, manager: string | null) => row(line, staffNumber, { manager });

const plan = (...rows: readonly PersonRow[]) => planOf(rows, ({ leftOn }) => leftOn !== null);

const linesOf = ({ waves }: PeoplePlan) => waves.map((wave) => wave.map(({ line }) => line));

function outcomesOf({ outcomes }: PeoplePlan): readonly string[] {
  return outcomes.map((row) => {
    const why = 'rejection' in row ? row.rejection.code : 'ofLine' in row ? `of ${row.ofLine}` : '';
    return `${row.line} ${row.outcome} ${why}`;
  });
}

describe('the order of the rows of a people file', () => {
  it('puts each row after its manager’s, and departures last', async () => {
    const made = await plan(
      managed(2, 'C', 'B'),
      managed(3, 'B', 'A'),
      managed(4, 'A', null),
      row(5, 'L', { leftOn: '2026-01-01', manager: null }),
      managed(6, 'D', 'B'),
      managed(7, 'E', 'elsewhere'),
    );
    expect(linesOf(made)).toEqual([[4, 7], [3], [2, 6], [5]]);
    expect(made.outcomes).toEqual([]);
  });

  it('refuses the rows of a circle, and no others', async () => {
    const made = await plan(
      managed(2, 'A', 'B'),
      managed(3, 'B', 'C'),
      managed(4, 'C', 'A'),
      managed(5, 'D', 'A'),
      managed(6, 'E', null),
    );
    expect(outcomesOf(made)).toEqual([
      '2 refused MANAGER_CIRCLE',
      '3 refused MANAGER_CIRCLE',
      '4 refused MANAGER_CIRCLE',
    ]);
    expect(made.outcomes[0]).toMatchObject({ rejection: { params: { chain: 'A → B → C → A' } } });
    expect(linesOf(made).flat().sort()).toEqual([5, 6]);
  });

  it('leaves somebody who is their own manager to the directory', async () => {
    expect(linesOf(await plan(managed(2, 'A', 'A')))).toEqual([[2]]);
  });

  it('orders a long chain without recursion', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => managed(index + 2, `N${index}`, `N${index + 1}`));
    expect(linesOf(await plan(...rows))[0]).toEqual([20_001]);
  });
});

describe('rows with one staff number', () => {
  it('are one person when they say the same', async () => {
    const made = await plan(row(2, 'A'), row(3, 'A'));
    expect(outcomesOf(made)).toEqual(['3 duplicate of 2']);
    expect(linesOf(made)).toEqual([[2]]);
  });

  it('are all refused when they differ: the older row may be that of an earlier contract', async () => {
    const made = await plan(row(2, 'A', { leftOn: '2024-07-01' }), row(3, 'A'), row(4, 'B'));
    expect(outcomesOf(made)).toEqual(['2 refused STAFF_NUMBER_TWICE', '3 refused STAFF_NUMBER_TWICE']);
    expect(linesOf(made)).toEqual([[4]]);
  });

  it('are all refused when one of them cannot be read', async () => {
    const unreadable: PersonRow = {
      line: 3,
      key: 'A',
      refusal: { code: 'FIELD_MISSING', params: { field: 'givenName' } },
    };
    expect(outcomesOf(await plan(row(2, 'A'), unreadable))).toEqual([
      '2 refused STAFF_NUMBER_TWICE',
      '3 refused FIELD_MISSING',
    ]);
  });

  it('are no reason to doubt rows without any', async () => {
    const without = (line: number): PersonRow => ({
      ...{ line, key: null },
      refusal: { code: 'FIELD_MISSING', params: { field: 'staffNumber' } },
    });
    expect(outcomesOf(await plan(without(2), without(3)))).toEqual([
      '2 refused FIELD_MISSING',
      '3 refused FIELD_MISSING',
    ]);
  });
});
