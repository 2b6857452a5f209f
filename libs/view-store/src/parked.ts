import type { ParkedStream } from '@jalon/ports';
import { wordsOf, type ProjectedEvent, type StreamName, type TenantId } from '@jalon/kernel';
import { isShadow } from './build.js';
import type { Database } from './database.js';
import { PARKED } from './own-tables.js';

const LONGEST_ERROR = 500;

/** The streams that a projection has set aside. */
export async function parkedStreams(db: Database, projection: string): Promise<ReadonlySet<StreamName>> {
  const rows = await db.selectFrom(PARKED).select('stream').where('projection', '=', projection).execute();
  return new Set(rows.map((row) => String(row['stream'])));
}

/** Of the live projections alone: what is set aside in one that is being built is nobody's answer yet. */
export async function parkedOf(
  db: Database,
  of: { readonly projection?: string; readonly tenant?: TenantId } = {},
): Promise<readonly ParkedStream[]> {
  let selection = db.selectFrom(PARKED).selectAll().orderBy('projection').orderBy('tenant').orderBy('stream');
  if (of.projection !== undefined) selection = selection.where('projection', '=', of.projection);
  if (of.tenant !== undefined) selection = selection.where('tenant', '=', of.tenant);
  const found = (await selection.execute()) as unknown as readonly ParkedStream[];
  return found.filter(({ projection }) => !isShadow(projection));
}

export function parking(projection: string, { envelope, position }: ProjectedEvent, error: unknown): ParkedStream {
  return {
    projection,
    tenant: envelope.tenant,
    stream: envelope.stream,
    revision: envelope.revision,
    position,
    eventType: envelope.type,
    error: wordsOf(error).slice(0, LONGEST_ERROR),
  };
}

export async function insertParked(db: Database, parked: readonly ParkedStream[]): Promise<void> {
  if (parked.length > 0)
    await db
      .insertInto(PARKED)
      .values(parked.map((stream) => ({ ...stream })))
      .execute();
}

export async function unpark(db: Database, projection: string, stream: StreamName): Promise<ParkedStream | null> {
  const [parked] = (await db
    .deleteFrom(PARKED)
    .where('projection', '=', projection)
    .where('stream', '=', stream)
    .returningAll()
    .execute()) as unknown as readonly ParkedStream[];
  return parked ?? null;
}
