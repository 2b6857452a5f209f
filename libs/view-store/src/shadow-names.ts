import type { Projection } from '@jalon/kernel';
import type { Build } from '@jalon/ports';

/** Begins the name of a shadow, as it is stored: no projection's own name begins so. */
export const SHADOW_PREFIX = 'next_';

/** Gives a projection under the names that it and its tables have in this build. */
export type BuiltAs = (projection: Projection, build: Build) => Projection;

/** The same object each time. */
export function naming(tablePrefix: string): BuiltAs {
  const shadows = new WeakMap<Projection, Projection>();
  return (projection, build) => {
    if (build === 'live') return projection;
    const known = shadows.get(projection);
    if (known) return known;
    const { name, tables } = projection;
    const shadow = {
      ...projection,
      name: SHADOW_PREFIX + name,
      tables: tables.map((table) => ({ ...table, name: tablePrefix + table.name })),
    };
    shadows.set(projection, shadow);
    return shadow;
  };
}

export const isShadow = (projection: string): boolean => projection.startsWith(SHADOW_PREFIX);

/** The name that a projection has once it is live. */
export const liveName = (projection: string): string =>
  isShadow(projection) ? projection.slice(SHADOW_PREFIX.length) : projection;
