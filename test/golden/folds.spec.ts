import { createHash } from 'node:crypto';
import { createEventRegistry, decodeRow } from '@jalon/event-store';
import { changesOf, foldProjection, type Envelope, type Projection, type StoredEvent } from '@jalon/kernel';
import { projections } from '@jalon/read-models';
import { goldenNames, readGolden } from './golden-file.js';
import { storedEvents } from './samples.js';

const registry = createEventRegistry(storedEvents);

/** Every stored version of every event, read by the code of today. */
const golden: readonly StoredEvent[] = goldenNames().map((name, index) => {
  const body = readGolden(name);
  const { id, stream, revision } = JSON.parse(body) as Envelope;
  const hash = createHash('sha256').update(body).digest('hex');
  return decodeRow(registry, { position: index + 1, stream, revision, id, hash, body });
});

const nameOf = ({ position }: StoredEvent): string => goldenNames()[Number(position) - 1] ?? '';

/** Golden events that change nothing in a projection that handles their type: these claim no number. */
const SAYS_NOTHING: readonly string[] = [
  'claims EmployerRegistered.v1',
  'claims EmployerRevised.v1',
  'claims OrganisationRegistered.v1',
  'claims OrganisationRevised.v1',
];

const folds = (projection: Projection, events: readonly StoredEvent[]): boolean => {
  try {
    foldProjection(projection, events);
    return true;
  } catch {
    return false;
  }
};

/** A history of them all: each event comes once those that it needs have come, such as its mission's proposal. */
function lifeIn(projection: Projection): readonly StoredEvent[] {
  const life: StoredEvent[] = [];
  let waiting = [...golden];
  for (;;) {
    const later = waiting.filter((event) => {
      if (!folds(projection, [...life, event])) return true;
      life.push(event);
      return false;
    });
    if (later.length === waiting.length) return life;
    waiting = later;
  }
}

describe.each(projections.map((projection) => [projection.name, projection] as const))(
  'the golden events in the projection %s',
  (_name, projection) => {
    it('fold, every stored version of each', () => {
      const life = lifeIn(projection);
      // Some events exclude others: nobody accepts an amendment that was declined.
      const folded = (event: StoredEvent) =>
        life.includes(event) || life.some((_, end) => folds(projection, [...life.slice(0, end), event]));
      expect(golden.filter((event) => !folded(event)).map(({ envelope }) => envelope.type)).toEqual([]);
    });

    it('change what the projection says of them', () => {
      const life = lifeIn(projection);
      const wrong = life.flatMap((event, index) => {
        const { type } = event.envelope;
        const isHandled = projection.tables.some(
          ({ handlers, otherwise }) => otherwise !== undefined || type in handlers,
        );
        const changes = changesOf(projection, event, foldProjection(projection, life.slice(0, index))).length > 0;
        const name = nameOf(event);
        return changes === (isHandled && !SAYS_NOTHING.includes(`${projection.name} ${name}`)) ? [] : [name];
      });
      expect(wrong).toEqual([]);
    });
  },
);
