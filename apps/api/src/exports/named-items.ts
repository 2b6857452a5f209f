import type { Name, NamesOf } from '@jalon/application';
import { NAMED, namedColumns, type Named } from '@jalon/read-models';
import { nameKey, type Exported, type Item } from './columns.js';

/** Items whose names are asked for together. */
const AT_ONCE = 200;

/** The items, each with the names behind its ids: those that its reader may know. */
export async function* namedItems(
  exported: Exported,
  entries: AsyncIterable<object>,
  namesOf: NamesOf,
): AsyncIterable<Item> {
  const columns = namedColumns(exported);
  let items: Item[] = [];
  for await (const item of entries) {
    items.push(item as Item);
    if (items.length < AT_ONCE) continue;
    yield* named(items, columns, namesOf);
    items = [];
  }
  yield* named(items, columns, namesOf);
}

async function* named(
  items: readonly Item[],
  columns: ReadonlyMap<string, Named>,
  namesOf: NamesOf,
): AsyncIterable<Item> {
  const names = new Map<Named, ReadonlyMap<string, Name>>();
  for (const view of NAMED) {
    const ids = [...columns].flatMap(([column, named]) =>
      named === view ? items.flatMap((item) => idsIn(item[column])) : [],
    );
    names.set(view, await namesOf(view, ids));
  }
  for (const item of items) {
    const found = [...columns].map(([column, view]) => {
      const known = idsIn(item[column]).flatMap((id) => names.get(view)?.get(id) ?? []);
      return [nameKey(column), known.length === 0 ? null : known] as const;
    });
    yield { ...item, ...Object.fromEntries(found) };
  }
}

function idsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [];
}
