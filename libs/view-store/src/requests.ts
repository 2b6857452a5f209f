import type { ViewRequest } from '@jalon/ports';
import type { Database } from './database.js';
import { REQUESTS } from './own-tables.js';

/** Notes requests, and answers with those that were not there already. */
export async function noteRequests(db: Database, requests: readonly ViewRequest[]): Promise<readonly ViewRequest[]> {
  const noted: ViewRequest[] = [];
  for (const request of requests) {
    const { numInsertedOrUpdatedRows } = await db
      .insertInto(REQUESTS)
      .values(rowOf(request))
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if ((numInsertedOrUpdatedRows ?? 0n) > 0n) noted.push(request);
  }
  return noted;
}

export async function requestsIn(db: Database): Promise<readonly ViewRequest[]> {
  const rows = await db
    .selectFrom(REQUESTS)
    .selectAll()
    .orderBy('kind')
    .orderBy('projection')
    .orderBy('stream')
    .execute();
  return rows.map(requestIn);
}

export async function removeRequest(db: Database, request: ViewRequest): Promise<void> {
  const { kind, projection, stream } = rowOf(request);
  await db
    .deleteFrom(REQUESTS)
    .where('kind', '=', kind)
    .where('projection', '=', projection)
    .where('stream', '=', stream)
    .execute();
}

function rowOf(request: ViewRequest) {
  const { kind, projection } = request;
  return { kind, projection, stream: request.kind === 'release' ? request.stream : '' };
}

function requestIn(row: Record<string, unknown>): ViewRequest {
  const projection = String(row['projection']);
  return row['kind'] === 'rebuild'
    ? { kind: 'rebuild', projection }
    : { kind: 'release', projection, stream: String(row['stream']) };
}
