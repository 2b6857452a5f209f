import type { Projection } from '@jalon/kernel';
import type { Build } from '@jalon/application';

/** What names the tables and rows of a projection that is built beside the live one: no projection's own names begin so. */
const PREFIX = 'next_';

const besides = new WeakMap<Projection, Projection>();

/** The projection under the names that it bears while it is built beside the live one; the same object each time. */
export function builtAs(projection: Projection, build: Build): Projection {
  if (build === 'live') return projection;
  const known = besides.get(projection);
  if (known) return known;
  const { name, tables } = projection;
  const beside = {
    ...projection,
    name: PREFIX + name,
    tables: tables.map((table) => ({ ...table, name: PREFIX + table.name })),
  };
  besides.set(projection, beside);
  return beside;
}

export const isBeside = (name: string): boolean => name.startsWith(PREFIX);

/** The name that a projection or table has once it is live. */
export const liveName = (name: string): string => (isBeside(name) ? name.slice(PREFIX.length) : name);
