import { isSealed, type Json, type JsonObject, type Opened, type Sealed } from '@jalon/kernel';
import type { Sealer } from './sealer.js';

/** Makes of a personal field what an answer shows: by default `{value}` or `erased`, which no value can be mistaken for. */
export type Shown = (opened: Opened<Json>) => Json;

const asOpened: Shown = (opened) => opened;

/**
 * Opens every sealed box in a row, a page of rows or an event's data, at whatever depth. Pass the whole page: each key is
 * then fetched once.
 *
 * @throws KeyUnavailable
 * @throws SealBroken a fault is never shown as an erasure
 */
export async function openPersonal(value: Json, sealer: Pick<Sealer, 'openAll'>, show = asOpened): Promise<Json> {
  const boxes = sealedIn(value);
  if (boxes.length === 0) return value;
  const opened = await sealer.openAll(boxes);
  const shown = new Map(boxes.map((box, index) => [box, show(opened[index] as Opened<Json>)]));
  return replaced(value, shown);
}

/** Every sealed box in a row, a page of rows or an event's data, at whatever depth. */
export function sealedIn(value: Json): readonly Sealed<Json>[] {
  const boxes: Sealed<Json>[] = [];
  findSealed(value, boxes);
  return boxes;
}

/** Adds every box in `value` to `found`. Answers are large, so no list is made for each of their parts. */
function findSealed(value: Json, found: Sealed<Json>[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (isSealed(value)) found.push(value as Sealed<Json>);
  else for (const part of Object.values(value)) findSealed(part, found);
}

function replaced(value: Json, shown: ReadonlyMap<unknown, Json>): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (shown.has(value)) return shown.get(value) as Json;
  if (Array.isArray(value)) return value.map((item: Json) => replaced(item, shown));
  return Object.fromEntries(Object.entries(value as JsonObject).map(([name, part]) => [name, replaced(part, shown)]));
}
