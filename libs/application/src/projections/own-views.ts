import { StoreUnavailable, type EventStore, type InstallationRecord, type ProjectionProgress } from '@jalon/ports';

/** The projector found views that have seen events which the log does not hold, and builds them again. */
export class ViewsAheadOfLog extends Error {
  override readonly name = 'ViewsAheadOfLog';

  constructor(readonly projections: readonly string[]) {
    super(
      `the views ${projections.join(', ')} have seen events that this log does not hold, as after a backup was put back: ` +
        'they are built again from its first event',
    );
  }
}

/** The views belong to another installation than the events: answers would mix two histories. */
export class ViewsOfAnotherInstallation extends StoreUnavailable {
  constructor() {
    super(
      'the views belong to another installation than the events: look at EVENT_STORE_URL and VIEW_STORE_URL, and start again',
      { store: 'views' },
    );
  }
}

export interface OwnViewsPorts {
  readonly store: { readonly installation: Pick<InstallationRecord, 'read'> };
  readonly views: { readonly installation: InstallationRecord };
}

/**
 * Checks that the views belong to the installation of the events (ADR 0031). Views that have no name yet are given its name: what
 * they hold is compared with the log before it is used.
 *
 * @throws ViewsOfAnotherInstallation
 */
export async function requireSameInstallation({ store, views }: OwnViewsPorts): Promise<void> {
  const [log, built] = await Promise.all([store.installation.read(), views.installation.read()]);
  const found = built === null && log !== null ? await views.installation.name(log.name) : built;
  if (found?.name !== log?.name) throw new ViewsOfAnotherInstallation();
}

/**
 * The projections whose last event is not in this log: the event store was restored from a backup. Reading on from their
 * checkpoint would mix two histories.
 */
export async function projectionsAheadOf(
  store: Pick<EventStore, 'readStream'>,
  progress: readonly ProjectionProgress[],
): Promise<readonly string[]> {
  const begun = progress.filter(({ position }) => position !== null);
  // Most projections have reached the same event, which is read once.
  const distinct = new Map(begun.map((checkpoint) => [eventKey(checkpoint), checkpoint]));
  const held = new Map(
    await Promise.all([...distinct].map(async ([key, checkpoint]) => [key, await holds(store, checkpoint)] as const)),
  );
  return begun.filter((checkpoint) => !held.get(eventKey(checkpoint))).map(({ projection }) => projection);
}

const eventKey = ({ position, last }: ProjectionProgress): string => `${position} ${last?.hash}`;

async function holds(store: Pick<EventStore, 'readStream'>, { position, last }: ProjectionProgress): Promise<boolean> {
  if (last === null) return false;
  for await (const event of store.readStream(last.stream, { from: last.revision, limit: 1 })) {
    return event.hash === last.hash && event.position === position;
  }
  return false;
}
