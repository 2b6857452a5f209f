import { type Name, type Named, NAMED, namedColumns, type NamesOf } from '@jalon/read-models';
import { merged } from '@jalon/kernel';
import { nameKey, type Exported, type Item } from './columns.js';
import type { Pages } from './export.js';

/** The items, each with the names behind its ids: those that its reader may know, asked for a page at a time. */
export async function* namedItems(exported: Exported, pages: Pages, namesOf: NamesOf): AsyncIterable<readonly Item[]> {
  const columns = namedColumns(exported);
  for await (const page of pages) {
    const items = page as readonly Item[];
    const names = await namesBehind(items, columns, namesOf);
    yield items.map((item) => named(item, columns, names));
  }
}

type Names = ReadonlyMap<Named, ReadonlyMap<string, Name>>;

async function namesBehind(
  items: readonly Item[],
  columns: ReadonlyMap<string, Named>,
  namesOf: NamesOf,
): Promise<Names> {
  const names = new Map<Named, ReadonlyMap<string, Name>>();
  for (const view of NAMED) {
    const ids = [...columns].flatMap(([column, holds]) =>
      holds === view ? items.flatMap((item) => idsIn(item[column])) : [],
    );
    names.set(view, await namesOf(view, ids));
  }
  return names;
}

function named(item: Item, columns: ReadonlyMap<string, Named>, names: Names): Item {
  const found = [...columns].map(([column, view]) => {
    const known = idsIn(item[column]).flatMap((id) => names.get(view)?.get(id) ?? []);
    return [nameKey(column), known.length === 0 ? null : known] as const;
  });
  return merged(item, Object.fromEntries(found));
}

function idsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [];
}
