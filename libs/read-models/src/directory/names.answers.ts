import { maySeePerson } from '@jalon/access';
import type { Row } from '@jalon/kernel';
import type { QueryContext } from '../query/query-handler.js';
import type { QueryPorts } from '../query/query-ports.js';
import { inScope, opened } from '../query/scope.js';

/** What has a name, by the view that holds it. */
export type NamedView = 'people' | 'employers' | 'organisations';

/** A name as answers show it. */
export type Name = string | { readonly erased: true };

/**
 * The names behind ids: of people, only of those whom the caller may know by name. What has none, or none for this caller, is
 * left out.
 */
export type NamesOf = (view: NamedView, ids: Iterable<string>) => Promise<ReadonlyMap<string, Name>>;

/** Names kept of each view: so many that most lists ask for each about once. */
const MOST_KEPT = 10_000;
/** As long as a key is (`KEY_CACHE_MS`): what an erasure has closed is not told for longer. */
const KEPT_MS = 60_000;

/**
 * Names for one export, whose ids come a few at a time and again and again: each is looked up once a minute at most, and
 * opened in memory.
 *
 * @throws ViewBeingBuilt
 */
export async function namesFor(ports: QueryPorts, asking: QueryContext): Promise<NamesOf> {
  const kept = new Map<NamedView, Map<string, Name | null>>();
  const now = () => Date.parse(ports.clock.now());
  let since = now();
  await inScope(ports, asking, ({ views }) => views.rowsByKeys('people', []));
  return async (view, ids) => {
    if (now() - since >= KEPT_MS) {
      kept.clear();
      since = now();
    }
    const known = kept.get(view) ?? new Map<string, Name | null>();
    kept.set(view, known);
    const wanted = [...new Set(ids)];
    const missing = wanted.filter((id) => !known.has(id));
    const found = missing.length === 0 ? NOBODY : await lookUp(ports, asking, view, missing);
    const names = wanted.flatMap((id) => {
      const name = known.get(id) ?? found.get(id);
      return name ? [[id, name] as const] : [];
    });
    for (const id of missing) {
      const [oldest] = known.keys();
      if (known.size >= MOST_KEPT && oldest !== undefined) known.delete(oldest);
      known.set(id, found.get(id) ?? null);
    }
    return new Map(names);
  };
}

const NOBODY: ReadonlyMap<string, Name> = new Map();

async function lookUp(
  ports: QueryPorts,
  asking: QueryContext,
  view: NamedView,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Name>> {
  const shown = view === 'people' ? ids.filter((id) => maySeePerson(id, asking.caller)) : ids;
  const { tenant } = asking.caller;
  const keys = shown.map((id) => ({ tenant, id }));
  const rows = await inScope(ports, asking, ({ views }) => views.rowsByKeys(view, keys));
  // A person's row holds more that is sealed: only what is asked for is opened.
  const named = await opened(ports, rows.map(view === 'people' ? partsOfPerson : partsOfEntity));
  return new Map(named.flatMap(({ id, parts }) => withName(id, parts)));
}

interface InParts {
  readonly id: string;
  readonly parts: readonly (Name | null)[];
}

const partsOfPerson = ({ id, givenName, familyName }: Row) => ({ id, parts: [givenName, familyName] }) as InParts;
const partsOfEntity = ({ id, name }: Row) => ({ id, parts: [name] }) as InParts;

function withName(id: string, parts: InParts['parts']): readonly (readonly [string, Name])[] {
  const erased = parts.find((part) => typeof part === 'object' && part !== null);
  if (erased) return [[id, erased]];
  const name = parts.filter((part) => typeof part === 'string').join(' ');
  return name === '' ? [] : [[id, name]];
}
