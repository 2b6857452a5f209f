import type { Month } from '@jalon/kernel';
import { groupedBy } from './impact-facts.js';
import type { GroupKey } from './impact.report.js';

/** What a publication counts of a month: confirmed time on duty or off duty, an outcome, or satisfaction. */
export type PublishedFigure = 'confirmed' | 'confirmedOffDuty' | 'satisfaction' | `outcome:${string}`;

/** A fact that a publication can count: a time entry, an outcome, or a party's evaluation. */
export interface CountedFact {
  /** The same in every version of the fact. */
  readonly id: string;
  readonly figure: PublishedFigure;
  readonly group: GroupKey;
  readonly person: string;
  readonly mission: string;
  readonly organisation: string;
  readonly rules: string;
  /** What is added up: minutes; a quantity; or the sum of scores, their number, and 1 for the evaluation. */
  readonly amounts: readonly number[];
  /** It has belonged to another month before, and may have been published there. */
  readonly moved: boolean;
}

/** What was known of one month of facts at the end of a later civil month. */
export interface MonthReading {
  /** The civil month at whose end it was known. */
  readonly asOf: Month;
  readonly facts: readonly CountedFact[];
  /** The smallest group that may be published. */
  readonly smallest: number;
  /** Two people decided that what is published of the month is corrected now, by however little. */
  readonly corrected: boolean;
}

/** One published figure of one group in one month; `OTHERS` are the groups that are too small to be shown. */
export interface PublishedCell {
  readonly figure: PublishedFigure;
  readonly group: GroupKey | typeof OTHERS;
  /** The month end with which these facts were first published. */
  readonly since: Month;
  readonly facts: readonly CountedFact[];
}

export const OTHERS: unique symbol = Symbol('the groups that are too small to be shown');

/** A difference between what is published and what is known: for those who may read entries. */
export interface CellDifference {
  readonly figure: PublishedFigure;
  readonly group: GroupKey | typeof OTHERS;
  readonly published: readonly CountedFact[];
  readonly known: readonly CountedFact[];
}

/** What is published of one month of facts as of the end of a civil month. */
export interface PublishedMonth {
  readonly asOf: Month;
  readonly cells: readonly PublishedCell[];
  /** What waits until it is about enough people. */
  readonly heldBack: readonly CellDifference[];
  /** What a correction changed; null where this state is none. */
  readonly correction: readonly CellDifference[] | null;
}

/**
 * What was published of one month of facts, month end after month end.
 *
 * The cells of a state share no fact, and every figure that is shown is a sum of cells. A cell is published, or published
 * anew, only with fresh facts of at least `smallest` people: facts, or amounts of them, that no publication held before.
 * Otherwise it is repeated as it was. So of any sums and differences of what was ever published, take the cell that was
 * published last: its fresh facts are in no other, so they do not cancel out, and they are about enough people
 * (docs/adr/0011). A correction by two people is the exception.
 */
export function publishedStates(readings: readonly MonthReading[]): readonly PublishedMonth[] {
  const before = factsPublished();
  let cells: readonly PublishedCell[] = [];
  return readings.map((reading) => {
    const state = publishMonth(reading, reading.corrected ? [] : cells, before);
    const correction = reading.corrected ? differences(cells, state.cells) : null;
    cells = state.cells;
    return { asOf: reading.asOf, ...state, correction };
  });
}

type CellGroup = PublishedCell['group'];
type FactsPublished = ReturnType<typeof factsPublished>;
type CellFacts = ReadonlyMap<CellGroup, readonly CountedFact[]>;

function publishMonth(
  { asOf, facts, smallest, corrected }: MonthReading,
  published: readonly PublishedCell[],
  before: FactsPublished,
): Pick<PublishedMonth, 'cells' | 'heldBack'> {
  const cells: PublishedCell[] = [];
  const heldBack: CellDifference[] = [];
  const known = groupedBy(facts, ({ figure }) => figure);
  const figures = [...new Set([...published.map(({ figure }) => figure), ...known.keys()])].sort();
  for (const figure of figures) {
    const shown = new Map<CellGroup, PublishedCell>(
      published.filter((cell) => cell.figure === figure).map((cell) => [cell.group, cell]),
    );
    const peopleIn = (group: CellGroup, of: readonly CountedFact[]) =>
      new Set(
        of.filter((fact) => corrected || before.isFresh(fact, cellName(figure, group))).map(({ person }) => person),
      );
    const assigned = assignCells(known.get(figure) ?? [], new Set<CellGroup>(shown.keys()), { smallest, peopleIn });
    for (const [group, now] of assigned.cells) {
      const cell = shown.get(group);
      if (cell && sameFacts(cell.facts, now)) cells.push(cell);
      else if (peopleIn(group, now).size >= smallest) {
        cells.push({ figure, group, since: asOf, facts: now });
        before.add(now, cellName(figure, group));
      } else {
        if (cell) cells.push(cell);
        heldBack.push({ figure, group, published: cell?.facts ?? [], known: now });
      }
    }
    for (const [group, now] of assigned.waiting) heldBack.push({ figure, group, published: [], known: now });
  }
  return { cells, heldBack };
}

interface GroupSizes {
  readonly smallest: number;
  readonly peopleIn: (group: CellGroup, facts: readonly CountedFact[]) => ReadonlySet<string>;
}

/**
 * The facts of each cell of one figure: those of the cells published already, and of new ones. A group of enough people gets
 * a cell of its own; the small ones are published together, within totals only. When a month first appears and the small
 * groups together are too few, the next smallest join them, so that the total counts everybody.
 */
function assignCells(
  facts: readonly CountedFact[],
  shown: ReadonlySet<CellGroup>,
  sizes: GroupSizes,
): { readonly cells: CellFacts; readonly waiting: CellFacts } {
  const cells = new Map<CellGroup, CountedFact[]>([...shown].map((group) => [group, []]));
  const pool: CountedFact[] = [];
  for (const fact of facts) (cells.get(fact.group) ?? cells.get(OTHERS) ?? pool).push(fact);
  const groups = [...groupedBy(pool, ({ group }) => group)]
    .map(([group, of]) => ({ group, facts: of, people: sizes.peopleIn(group, of).size }))
    .sort((a, b) => b.people - a.people || (String(a.group) < String(b.group) ? -1 : 1));
  const alone = groups.filter(({ people }) => people >= sizes.smallest);
  const together = groups.slice(alone.length).flatMap((group) => group.facts);
  const tooFew = () => together.length > 0 && sizes.peopleIn(OTHERS, together).size < sizes.smallest;
  while (shown.size === 0 && tooFew() && alone.length > 0) together.push(...(alone.pop()?.facts ?? []));
  for (const group of alone) cells.set(group.group, [...group.facts]);
  if (together.length === 0) return { cells, waiting: new Map() };
  if (tooFew()) return { cells, waiting: groupedBy(together, ({ group }) => group) };
  return { cells: cells.set(OTHERS, together), waiting: new Map() };
}

/** Which facts were published, in which cell, and with which amounts. */
function factsPublished() {
  const seen = new Map<string, { readonly cell: string; readonly amounts: Set<string>; elsewhere: boolean }>();
  return {
    /**
     * Whether a cell with this fact tells something that nothing published so far depends on. A fact that changed its cell
     * is not fresh again: its old amount may still stand in the other.
     */
    isFresh: ({ id, amounts, moved }: CountedFact, cell: string): boolean => {
      const known = seen.get(id);
      if (!known) return !moved;
      return !moved && !known.elsewhere && known.cell === cell && !known.amounts.has(String(amounts));
    },
    add: (facts: readonly CountedFact[], cell: string): void => {
      for (const { id, amounts } of facts) {
        const known = seen.get(id);
        if (!known) seen.set(id, { cell, amounts: new Set([String(amounts)]), elsewhere: false });
        else {
          known.amounts.add(String(amounts));
          known.elsewhere ||= known.cell !== cell;
        }
      }
    },
  };
}

const cellName = (figure: PublishedFigure, group: CellGroup): string =>
  JSON.stringify([figure, group === OTHERS ? [] : group]);

const versionOf = ({ id, amounts, person, mission, organisation }: CountedFact) =>
  JSON.stringify([id, amounts, person, mission, organisation]);

function sameFacts(some: readonly CountedFact[], others: readonly CountedFact[]): boolean {
  if (some.length !== others.length) return false;
  const versions = new Set(some.map(versionOf));
  return others.every((fact) => versions.has(versionOf(fact)));
}

/** The cells that differ, before and after. */
function differences(before: readonly PublishedCell[], after: readonly PublishedCell[]): readonly CellDifference[] {
  const byName = (cells: readonly PublishedCell[]) =>
    new Map(cells.map((cell) => [cellName(cell.figure, cell.group), cell]));
  const [old, now] = [byName(before), byName(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const [published = [], known = []] = [old.get(name)?.facts, now.get(name)?.facts];
    const cell = old.get(name) ?? now.get(name);
    if (!cell || sameFacts(published, known)) return [];
    return [{ figure: cell.figure, group: cell.group, published, known }];
  });
}
