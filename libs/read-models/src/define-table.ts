import {
  type Column,
  type Columns,
  type EventDefinition,
  type EventOf,
  type PackedIndex,
  type ProjectedEvent,
  type Row,
  type RowKey,
  type Star,
  streamParts,
  type StreamParts,
  type Table,
} from '@jalon/kernel';
import { instantColumn, integerColumn, type RowOf } from './column.js';

/** A table that carries the type of its rows. */
export interface TableOf<R> extends Table {
  /** Never present: carries the type. */
  readonly row?: R;
}

/** An event as a fold receives it. */
export interface Fact<Data> {
  readonly data: Data;
  readonly tenant: string;
  /** The id in the stream's name: the mission's, the need's, the person's… */
  readonly id: string;
  readonly event: ProjectedEvent;
}

interface Handler {
  readonly type: string;
  readonly keys: ((fact: Fact<never>) => readonly RowKey[]) | null;
  readonly fold: Table['handlers'][string];
}

type DataOf<D> = EventOf<D> extends { readonly data: infer Data } ? Data : never;

/** The keys of the rows that an event changes; by default of the one that its stream is about. */
type KeysOf<D> = (fact: Fact<DataOf<D>>) => readonly RowKey[];

/** An event changes a row that does not exist. It parks its stream. */
class RowMissing extends Error {
  override readonly name = 'RowMissing';
}

/** How a table's folds are declared, event by event. */
export interface Folds<R> {
  /** The event creates or replaces the row; null for a key that it holds nothing of. */
  begins<D extends EventDefinition>(
    definition: D,
    fold: (fact: Fact<DataOf<D>>, key: RowKey) => R | null,
    keys?: KeysOf<D>,
  ): Handler;
  /** The event changes a row that must exist; null removes it. */
  changes<D extends EventDefinition>(
    definition: D,
    fold: (row: R, fact: Fact<DataOf<D>>, key: RowKey) => R | null,
    keys?: KeysOf<D>,
  ): Handler;
  /** The event changes the row if it exists; null removes it. */
  changesIfPresent<D extends EventDefinition>(
    definition: D,
    fold: (row: R, fact: Fact<DataOf<D>>, key: RowKey) => R | null,
    keys?: KeysOf<D>,
  ): Handler;
}

interface TableDefinition<C extends Columns> {
  readonly name: string;
  readonly meaning: string;
  readonly columns: C;
  readonly key: readonly (keyof C & string)[];
  readonly indexes?: readonly (readonly (keyof C & string)[])[];
  /** Every version of a row is kept, so that the table can be read as of a moment. */
  readonly versioned?: true;
  /** A table with a column `id` says of what, so that BI tools join tables by columns of one name. */
  readonly star?: Omit<Star, 'thing' | 'names' | 'withheld'> &
    (C extends { readonly id: Column } ? Required<Pick<Star, 'thing'>> : { readonly thing?: never }) & {
      readonly names?: { readonly [K in keyof C]?: string };
      readonly withheld?: readonly (keyof C & string)[];
    };
  /** As `Table`'s. */
  readonly packedIndex?: { readonly name: string; readonly numbers: (row: RowOf<C>) => readonly number[] | null };
  readonly folds: (on: Folds<RowOf<C>>) => readonly Handler[];
}

/** A table whose rows are typed by its columns, and whose folds are typed by the events' definitions. */
export function defineTable<C extends Columns>({
  indexes = [],
  folds,
  star,
  packedIndex,
  ...definition
}: TableDefinition<C>): TableOf<RowOf<C>> {
  const handlers = new Map(folds(foldsOf<RowOf<C>>()).map((handler) => [handler.type, handler]));
  return {
    ...definition,
    ...(star && { star: star as Star }),
    ...(packedIndex && { packedIndex: packedIndex as PackedIndex }),
    indexes,
    handlers: Object.fromEntries([...handlers.values()].map(({ type, fold }) => [type, fold])),
    keys: (event) => {
      const fact = factOf(event);
      const handler = handlers.get(event.envelope.type);
      if (!handler) return [];
      return handler.keys ? handler.keys(fact as Fact<never>) : [{ tenant: fact.tenant, id: fact.id }];
    },
  };
}

function foldsOf<R>(): Folds<R> {
  return {
    begins: ({ type }, fold, keys) => ({
      type,
      keys: (keys as Handler['keys'] | undefined) ?? null,
      fold: (_row, event, key) => fold(factOf(event), key) as Row | null,
    }),
    changes: ({ type }, fold, keys) => ({
      type,
      keys: (keys as Handler['keys'] | undefined) ?? null,
      fold: (row, event, key) => {
        if (!row) throw new RowMissing(`${type} found no row ${JSON.stringify(key)}`);
        return fold(row as R, factOf(event), key) as Row | null;
      },
    }),
    changesIfPresent: ({ type }, fold, keys) => ({
      type,
      keys: (keys as Handler['keys'] | undefined) ?? null,
      fold: (row, event, key) => (row ? (fold(row as R, factOf(event), key) as Row | null) : null),
    }),
  };
}

/** The codec checked the data against the event's definition before it was stored, so its type is known. */
function factOf<Data>(event: ProjectedEvent): Fact<Data> {
  const { tenant, id } = partsOf(event);
  return { data: event.envelope.data as Data, tenant, id, event };
}

export function partsOf({ envelope }: ProjectedEvent): StreamParts {
  const parts = streamParts(envelope.stream);
  if (!parts) throw new Error(`${envelope.stream} is not a stream of ours`);
  return parts;
}

/** The head of a stream. */
export const headColumns = {
  updatedAt: instantColumn('When its last event was recorded.'),
  revision: integerColumn('revision', 'Its stream’s last event.'),
};

export const createdColumn = instantColumn('When its first event was recorded.');

/** The columns of a row that is fed by one stream. */
export const streamColumns = { createdAt: createdColumn, ...headColumns };

export function createdFrom(fact: Fact<unknown>) {
  return { ...headFrom(fact), createdAt: fact.event.envelope.recordedAt };
}

/** The key and head columns. */
export function headFrom(fact: Fact<unknown>) {
  const { tenant, id } = fact;
  return { tenant, id, ...updatedFrom(fact) };
}

export function updatedFrom({ event }: Fact<unknown>) {
  return { updatedAt: event.envelope.recordedAt, revision: event.envelope.revision };
}
