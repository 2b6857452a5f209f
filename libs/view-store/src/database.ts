import type { Kysely } from 'kysely';

/** Tables are known by the projections' definitions at run time, so their rows are typed there and not here. */
export type Schema = Record<string, Record<string, unknown>>;
export type Database = Kysely<Schema>;
