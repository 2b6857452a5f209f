import { systemClock, systemIds } from '@jalon/application';
import type { BareClient } from './bare.js';
import { entryOf, streamName, type Accepted, type Caller, type Recorded } from '@jalon/kernel';
import { missionDecider, type MissionEvent, type MissionState } from '@jalon/mission';
import { knownRuleSet } from '@jalon/rules';
import { fetched } from '../harness/fetched.js';
import type { GiveOn } from '../fixtures/timekeeping.js';

export const EMMETT_PACKAGES = '@event-driven-io/emmett-esdb@0.20.0 @event-driven-io/emmett@0.20.0';
const PACKAGES = `${EMMETT_PACKAGES} @eventstore/db-client@6.2.1`;

/** An event as emmett passes it to `evolve`, and takes it from a decision. */
interface EmmettEvent {
  readonly type: string;
  readonly data: object;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The part of emmett that is used here. */
interface Emmett {
  readonly CommandHandler: <State>(options: {
    readonly evolve: (state: State, event: EmmettEvent) => State;
    readonly initialState: () => State;
  }) => (
    store: EmmettStore,
    id: string,
    handle: (state: State) => EmmettEvent[],
  ) => Promise<{ readonly newEvents: readonly EmmettEvent[] }>;
}

type EmmettStore = object;

/** The folded state, and the revision of the next event. */
interface Folded {
  readonly mission: MissionState;
  readonly nextRevision: number;
}

/** Emmett's command handler on a server, with our mission decider. */
export async function emmettOn(url: string): Promise<{ readonly give: GiveOn; close(): Promise<void> }> {
  const { getEventStoreDBEventStore } = await fetched<{
    readonly getEventStoreDBEventStore: (client: BareClient) => EmmettStore;
  }>('@event-driven-io/emmett-esdb/dist/index.js', PACKAGES);
  const { CommandHandler } = await fetched<Emmett>('@event-driven-io/emmett/dist/index.js', PACKAGES);
  // From the same copy of the package as emmett's, which recognises errors by their classes.
  const { EventStoreDBClient } = await fetched<typeof import('@eventstore/db-client')>(
    '@eventstore/db-client/dist/index.js',
    PACKAGES,
  );
  const client = EventStoreDBClient.connectionString(url);
  const store = getEventStoreDBEventStore(client);
  const handle = CommandHandler<Folded>({
    initialState: () => ({ mission: missionDecider.initialState, nextRevision: 0 }),
    evolve: ({ mission, nextRevision }, event) => ({
      mission: missionDecider.evolve(mission, recorded(event, nextRevision)),
      nextRevision: nextRevision + 1,
    }),
  });
  return {
    async give(caller, command, mission) {
      const stream = streamName({ category: 'mission', tenant: caller.tenant, id: mission });
      const { newEvents } = await handle(store, stream, (folded) => decided(folded, caller, command, stream, mission));
      if (newEvents.length === 0) throw new Error('a command left nothing behind');
    },
    close: () => client.dispose(),
  };
}

function decided(
  { mission, nextRevision }: Folded,
  caller: Caller,
  command: object,
  stream: string,
  id: string,
): EmmettEvent[] {
  const rules = knownRuleSet(missionDecider.rulesOf(mission) ?? '');
  const now = systemClock.now();
  const decision = entryOf(missionDecider, command)?.decide(command, mission, {
    ...{ now, zone: 'Europe/Paris', tenant: caller.tenant, caller, stream, id, newId: systemIds.next(), nextRevision },
    ...{ rules, references: {}, humanOf: (person) => person, opened: {} },
  });
  if (!decision?.accepted) throw new Error(`a command was refused: ${decision?.rejection.code ?? 'no such command'}`);
  const { actor, events } = decision as Accepted<MissionEvent>;
  const metadata = { actor, recordedAt: now, rules: rules.id, correlationId: systemIds.next() };
  return events.map(({ type, data }) => ({ type, data, metadata }));
}

/** The event as our `evolve` expects it. Revision and stream come from emmett. */
function recorded({ type, data, metadata }: EmmettEvent, revision: number): Recorded<MissionEvent> {
  const { eventId, streamName: stream, recordedAt, actor, rules } = metadata;
  return { type, data, id: eventId, stream, revision, recordedAt, actor, rules } as unknown as Recorded<MissionEvent>;
}
