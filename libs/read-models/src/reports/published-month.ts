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
  /** What is added up: minutes; a quantity; or the sum of scores, their number, and 1 for the evaluation. None is zero. */
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
  /** Which entry stood for a person then: merged ones are one human. */
  readonly humanOf: (person: string) => string;
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
  /** The same array as in the state before where nothing is published anew. */
  readonly cells: readonly PublishedCell[];
  /** A correction by two people changed these cells. */
  readonly corrected: boolean;
}

/**
 * What was published of one month of facts, month end after month end.
 *
 * The cells of a state share no fact, and every figure that is shown is a sum of cells. A cell is published, or published
 * anew, only where at least `smallest` people are fresh in it; otherwise it is repeated as it was. A person is fresh in a
 * cell with a fact that no publication held before, provided that everything that publications of the month ever held of
 * them is still known, in the same cells and with the same amounts. Their sum in the cell is then greater than each that
 * was published there. So of any sums and differences of what was ever published, take the cell that was published last:
 * the sums of those who were fresh in it are in no other, so they do not cancel out, and they are about enough people, as
 * long as nobody knows that sums of one person in two cells are of the same work (docs/adr/0011). A correction by two people is the exception; it changes nothing where what is known is published.
 */
export function* publishedStates(readings: Iterable<MonthReading>): Generator<PublishedMonth> {
  const held = factsHeld();
  let cells: readonly PublishedCell[] = [];
  let facts: MonthReading['facts'] | null = null;
  for (const reading of readings) {
    const before = cells;
    // The same facts publish nothing anew: no fact becomes fresh by waiting.
    if (reading.facts !== facts || reading.corrected) cells = publishMonth(reading, cells, held);
    facts = reading.facts;
    yield { asOf: reading.asOf, cells, corrected: reading.corrected && cells !== before };
  }
}

/** What is known and not published, cell by cell: it waits until it is about enough people. */
export function heldBack(cells: readonly PublishedCell[], facts: readonly CountedFact[]): readonly CellDifference[] {
  return differences(cells, placed(facts, cells));
}

/** The cells that differ, before and after. */
export function differences(before: readonly Cell[], after: readonly Cell[]): readonly CellDifference[] {
  const byName = (cells: readonly Cell[]) => new Map(cells.map((cell) => [cellName(cell), cell]));
  const [old, now] = [byName(before), byName(after)];
  return [...new Map([...now, ...old])].flatMap(([name, { figure, group }]) => {
    const [published = [], known = []] = [old.get(name)?.facts, now.get(name)?.facts];
    return sameFacts(published, known) ? [] : [{ figure, group, published, known }];
  });
}

type CellGroup = PublishedCell['group'];
type Cell = Omit<PublishedCell, 'since'>;
type FactsHeld = ReturnType<typeof factsHeld>;

interface GroupSizes {
  readonly smallest: number;
  /** The people whose facts count. */
  readonly peopleIn: (facts: readonly CountedFact[]) => ReadonlySet<string>;
}

function publishMonth(
  { asOf, facts, smallest, corrected, humanOf }: MonthReading,
  published: readonly PublishedCell[],
  held: FactsHeld,
): readonly PublishedCell[] {
  const names = new Set(published.map(cellName));
  const isFresh = held.freshAmong(
    placed(facts, published).filter((cell) => names.has(cellName(cell))),
    humanOf,
  );
  const humansIn = (of: readonly CountedFact[]) => new Set(of.map(({ person }) => humanOf(person)));
  const fresh: GroupSizes = { smallest, peopleIn: (of) => humansIn(of.filter(isFresh)) };
  const everybody: GroupSizes = { smallest, peopleIn: humansIn };
  const [known, shown] = [groupedBy(facts, byFigure), groupedBy(published, byFigure)];
  const cells = [...new Set([...shown.keys(), ...known.keys()])].sort().flatMap((figure) => {
    const [now = [], cellsBefore = []] = [known.get(figure), shown.get(figure)];
    if (!corrected || heldBack(cellsBefore, now).length === 0) return nextCells(now, cellsBefore, fresh);
    const anew = nextCells(now, [], everybody);
    return anew.map(
      (cell) => cellsBefore.find((old) => old.group === cell.group && sameFacts(old.facts, cell.facts)) ?? cell,
    );
  });
  if (cells.length === published.length && cells.every((cell, index) => cell === published[index])) return published;
  return cells.map((cell) => ('since' in cell ? cell : { ...cell, since: asOf, facts: held.add(cell) }));
}

/** The cells of one figure: those published already, repeated (as they are) or published anew (without a date), and new ones. */
function nextCells(
  facts: readonly CountedFact[],
  shown: readonly PublishedCell[],
  sizes: GroupSizes,
): readonly (PublishedCell | Cell)[] {
  const known = new Map(placed(facts, shown).map((cell) => [cell.group, cell]));
  const next = shown.map((cell) => {
    const now = known.get(cell.group);
    known.delete(cell.group);
    return now && !sameFacts(cell.facts, now.facts) && sizes.peopleIn(now.facts).size >= sizes.smallest ? now : cell;
  });
  return [...next, ...newCells([...known.values()], shown.length === 0, sizes)];
}

/**
 * A group of enough people gets a cell of its own; the small ones are published together, within totals only. When a month
 * first appears and the small groups together are too few, the next smallest join them, so that the total counts everybody.
 */
function newCells(groups: readonly Cell[], isFirst: boolean, { smallest, peopleIn }: GroupSizes): readonly Cell[] {
  const sized = groups
    .map((cell) => ({ cell, people: peopleIn(cell.facts).size }))
    .sort((a, b) => b.people - a.people || (String(a.cell.group) < String(b.cell.group) ? -1 : 1));
  let alone = sized.filter(({ people }) => people >= smallest).length;
  const together = () => sized.slice(alone).flatMap(({ cell }) => cell.facts);
  const tooFew = () => peopleIn(together()).size < smallest;
  while (isFirst && alone > 0 && alone < sized.length && tooFew()) alone -= 1;
  const cells = sized.slice(0, alone).map(({ cell }) => cell);
  const [first] = sized.slice(alone);
  return !first || tooFew() ? cells : [...cells, { figure: first.cell.figure, group: OTHERS, facts: together() }];
}

/** Facts by the cell that each belongs to beside some cells: that of its group, else that of the others, else a new one. */
function placed(facts: readonly CountedFact[], cells: readonly Cell[]): readonly Cell[] {
  const names = new Set(cells.map(cellName));
  const placeOf = ({ figure, group }: CountedFact): CellGroup =>
    !names.has(cellName({ figure, group })) && names.has(cellName({ figure, group: OTHERS })) ? OTHERS : group;
  return [...groupedBy(facts, byFigure)].flatMap(([figure, of]) =>
    [...groupedBy(of, placeOf)].map(([group, grouped]) => ({ figure, group, facts: grouped })),
  );
}

/** What publications of a month ever held of each person. A correction does not make it unknown. */
function factsHeld() {
  const ids = new Set<string>();
  /** By person: each fact, with its cell and amounts. */
  const versions = new Map<string, Set<string>>();
  const shared = new Map<string, CountedFact>();
  const versionIn = (cell: Cell, { id, amounts }: CountedFact) => JSON.stringify([cellName(cell), id, amounts]);
  return {
    /** Tells which facts are new, of humans of whom nothing was taken back, changed or moved. */
    freshAmong: (known: readonly Cell[], humanOf: (person: string) => string): ((fact: CountedFact) => boolean) => {
      const now = groupedBy(
        known.flatMap((cell) => cell.facts.map((fact) => ({ person: fact.person, version: versionIn(cell, fact) }))),
        ({ person }) => person,
      );
      const changed = new Set<string>();
      for (const [person, of] of versions) {
        const still = new Set(now.get(person)?.map(({ version }) => version));
        if ([...of].some((version) => !still.has(version))) changed.add(humanOf(person));
      }
      return ({ id, person, moved }) => !moved && !ids.has(id) && !changed.has(humanOf(person));
    },
    /** The facts of a cell that is published now; those that it held like this before are the same objects. */
    add: (cell: Cell): readonly CountedFact[] =>
      cell.facts.map((fact) => {
        ids.add(fact.id);
        const of = versions.get(fact.person) ?? new Set();
        versions.set(fact.person, of.add(versionIn(cell, fact)));
        const version = JSON.stringify([cellName(cell), versionOf(fact), fact.rules]);
        const known = shared.get(version) ?? fact;
        shared.set(version, known);
        return known;
      }),
  };
}

const byFigure = ({ figure }: { readonly figure: PublishedFigure }) => figure;

const cellName = ({ figure, group }: Omit<Cell, 'facts'>): string =>
  JSON.stringify([figure, group === OTHERS ? [] : group]);

const versionOf = ({ id, amounts, person, mission, organisation }: CountedFact) =>
  JSON.stringify([id, amounts, person, mission, organisation]);

function sameFacts(some: readonly CountedFact[], others: readonly CountedFact[]): boolean {
  if (some.length !== others.length) return false;
  const versions = new Set(some.map(versionOf));
  return others.every((fact) => versions.has(versionOf(fact)));
}
