import type { EventStore, ProjectionProgress } from '@jalon/ports';

/** Views that were built from another log, or from a later state of this one, answer nothing until they are built again. */
export class ViewsAstray extends Error {
  override readonly name = 'ViewsAstray';

  constructor(readonly projections: readonly string[]) {
    super(
      `the views ${projections.join(', ')} were not built from this log: they are built again from its first event`,
    );
  }
}

/**
 * The projections whose last event is not in this log: the event store was put back from a backup, or replaced. Reading on
 * from their checkpoint would mix two histories.
 */
export async function astray(
  store: Pick<EventStore, 'readStream'>,
  progress: readonly ProjectionProgress[],
): Promise<readonly string[]> {
  const begun = progress.filter(({ position }) => position !== null);
  // Most have come to the same event, which is asked for once.
  const asked = new Map(begun.map((checkpoint) => [placeOf(checkpoint), checkpoint]));
  const held = await Promise.all([...asked].map(async ([place, at]) => [place, await holds(store, at)] as const));
  const known = new Map(held);
  return begun.filter((checkpoint) => !known.get(placeOf(checkpoint))).map(({ projection }) => projection);
}

const placeOf = ({ position, last }: ProjectionProgress): string => `${position} ${last?.hash}`;

async function holds(store: Pick<EventStore, 'readStream'>, { position, last }: ProjectionProgress): Promise<boolean> {
  if (last === null) return false;
  for await (const event of store.readStream(last.stream, { from: last.revision, limit: 1 })) {
    return event.hash === last.hash && event.position === position;
  }
  return false;
}
