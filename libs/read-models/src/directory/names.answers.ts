import { employersReached, maySeePerson, reachesAny } from '@jalon/access';
import type { QueryContext, QueryPorts } from '../query/query-handler.js';
import { openFields, readViews, type Erased } from '../query/query-scope.js';
import { employersTable, organisationsTable, peopleTable } from './directory.projection.js';

/** The views that hold names. */
export type NamedView = 'people' | 'employers' | 'organisations';

/** A name as answers show it. */
export type Name = string | Erased;

/**
 * The names behind ids. Ids without a name are left out, and people whom the caller may not know by name.
 */
export type NamesOf = (view: NamedView, ids: Iterable<string>) => Promise<ReadonlyMap<string, Name>>;

/** Names cached of each view: so many that most exports read each about once. */
const MOST_CACHED = 10_000;
/** As long as a key is cached (`KEY_CACHE_MS`): a name is not told for longer once its key is destroyed. */
const CACHED_FOR_MS = 60_000;

export interface NamesOptions {
  /** Further people whom the caller may know by name; they may become more as the export goes on. */
  readonly known?: ReadonlySet<string>;
  /** Milliseconds on a clock that nobody sets. */
  readonly elapsed?: () => number;
}

/**
 * Names for one export, which asks for a few ids at a time and often for the same: each is read once a minute at most, and
 * opened in memory.
 *
 * @throws ViewBeingBuilt
 */
export async function cachedNames(
  ports: QueryPorts,
  context: QueryContext,
  { known, elapsed = () => performance.now() }: NamesOptions = {},
): Promise<NamesOf> {
  const caches = new Map<NamedView, Map<string, Named | null>>();
  const { caller } = context;
  // Whoever sees nobody by name but themselves and those whom they met reads no others' rows.
  const seesOthers = reachesAny(employersReached('GetPerson', caller));
  let since = elapsed();
  // An export whose names cannot be read fails before its first byte.
  await readViews(ports, context, ({ views }) => views.rowsByKeys(peopleTable, []));
  return async (view, ids) => {
    if (elapsed() - since >= CACHED_FOR_MS) {
      caches.clear();
      since = elapsed();
    }
    const cache = caches.get(view) ?? new Map<string, Named | null>();
    caches.set(view, cache);
    const mayBeKnown = (id: string) =>
      view !== 'people' || seesOthers || id === caller.person || known?.has(id) === true;
    const distinctIds = [...new Set(ids)].filter(mayBeKnown);
    const missing = distinctIds.filter((id) => !cache.has(id));
    const found = missing.length === 0 ? new Map<string, Named>() : await readNames(ports, context, view, missing);
    const mayKnow = (id: string, { employer }: Named) =>
      view !== 'people' || maySeePerson({ id, employer }, caller) || known?.has(id) === true;
    const names = distinctIds.flatMap((id) => {
      const named = cache.get(id) ?? found.get(id);
      return named && mayKnow(id, named) ? [[id, named.name] as const] : [];
    });
    for (const id of missing) {
      const [oldest] = cache.keys();
      if (cache.size >= MOST_CACHED && oldest !== undefined) cache.delete(oldest);
      cache.set(id, found.get(id) ?? null);
    }
    return new Map(names);
  };
}

/** A name, and whose employee it is. */
interface Named {
  readonly name: Name;
  readonly employer: string | null;
}

async function readNames(
  ports: QueryPorts,
  context: QueryContext,
  view: NamedView,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Named>> {
  const rows = await readViews(ports, context, async ({ views }) => {
    if (view === 'people') {
      const people = await views.rowsByKeys(
        peopleTable,
        ids.map((id) => ({ id })),
      );
      // A person's row holds more sealed fields: only the name is opened.
      return people.map(({ id, employer, givenName, familyName }) => ({
        id,
        employer,
        parts: [givenName, familyName],
      }));
    }
    const table = view === 'employers' ? employersTable : organisationsTable;
    const entities = await views.rowsByKeys<{ readonly id: string; readonly name: string }>(
      table,
      ids.map((id) => ({ id })),
    );
    return entities.map(({ id, name }) => ({ id, employer: null, parts: [name] }));
  });
  const named = await openFields(ports, rows);
  return new Map(
    named.flatMap(({ id, employer, parts }) => {
      const name = nameOf(parts);
      return name === null ? [] : [[id, { name, employer }] as const];
    }),
  );
}

function nameOf(parts: readonly (Name | null)[]): Name | null {
  const erased = parts.find((part) => typeof part === 'object' && part !== null);
  if (erased) return erased;
  const name = parts.filter((part) => typeof part === 'string').join(' ');
  return name === '' ? null : name;
}
