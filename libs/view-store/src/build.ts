import type { Projection } from '@jalon/kernel';
import type { Build } from '@jalon/ports';

/** What names a projection that is built beside the live one: no projection's own name begins so. */
export const BESIDE = 'next_';

/** Gives a projection under the names that it and its tables bear while it is built beside the live one. */
export type BuiltAs = (projection: Projection, build: Build) => Projection;

/** The same object each time. */
export function naming(tablePrefix: string): BuiltAs {
  const besides = new WeakMap<Projection, Projection>();
  return (projection, build) => {
    if (build === 'live') return projection;
    const known = besides.get(projection);
    if (known) return known;
    const { name, tables } = projection;
    const beside = {
      ...projection,
      name: BESIDE + name,
      tables: tables.map((table) => ({ ...table, name: tablePrefix + table.name })),
    };
    besides.set(projection, beside);
    return beside;
  };
}

export const isBeside = (projection: string): boolean => projection.startsWith(BESIDE);

/** The name that a projection has once it is live. */
export const liveName = (projection: string): string =>
  isBeside(projection) ? projection.slice(BESIDE.length) : projection;
