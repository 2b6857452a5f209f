import { claimSweeper, type Outcome } from '@jalon/application';
import type { Engine } from '@jalon/engine';
import { givesClaimsBack, type ClaimName, type Clock, type StreamName } from '@jalon/kernel';

type ClaimGiven = ClaimName & { readonly subject: StreamName };

/**
 * Releases what a command's events gave back. A service does so a little later, and at its own time: a year would then hold
 * events of today, and two of the same seed would differ by when a service was started on them.
 *
 * @throws the fault of a release
 */
export async function releaseGivenBack(engine: Engine, clock: Clock, outcome: Outcome): Promise<void> {
  const given = await givenBackBy(engine, outcome);
  if (given.length === 0) return;
  const { streams, tenants } = engine;
  const due = {
    async *due() {
      yield* given;
    },
  };
  const { failed } = await claimSweeper({ streams, tenants, clock, due }).sweep();
  if (failed[0]) throw failed[0].error;
}

async function givenBackBy({ stores }: Engine, { position, events }: Outcome): Promise<readonly ClaimGiven[]> {
  const giving = events.filter(({ type }) => givesClaimsBack(stores.registry.definitionOf(type)));
  if (giving.length === 0 || position === null) return [];
  // The events of a command follow each other, up to this position.
  const positions = events.map((_, index) => String(BigInt(position) - BigInt(index)));
  const ids = new Set(giving.map(({ id }) => id));
  return (await stores.events.readAt(positions))
    .filter(({ envelope }) => ids.has(envelope.id))
    .flatMap(({ envelope }) => {
      const { claims = [] } = envelope.data as { readonly claims?: readonly ClaimName[] };
      return claims.map((claim) => ({ ...claim, subject: envelope.stream }));
    });
}
