import { claimKeeper, type Outcome } from '@jalon/application';
import type { Engine } from '@jalon/engine';
import { streamName, type ClaimName, type Clock, type StreamName, type TenantId } from '@jalon/kernel';

/**
 * Releases the places that a command's events gave back. A service does so a little later, and at its own time: a year
 * would then hold events of today, and two of the same seed would differ by when a service was started on them.
 *
 * @throws the fault of a release
 */
export async function releaseGivenBack(
  { journal, tenants, stores }: Engine,
  clock: Clock,
  tenant: TenantId,
  { id, events }: Outcome,
): Promise<void> {
  const cancelled = events.find(({ type }) => type === 'MissionCancelled');
  if (!cancelled) return;
  const subject = streamName({ category: 'mission', tenant, id });
  const given: (ClaimName & { readonly subject: StreamName })[] = [];
  for await (const { envelope } of stores.events.readStream(subject, { from: cancelled.revision, limit: 1 })) {
    const { claims = [] } = envelope.data as { readonly claims?: readonly ClaimName[] };
    given.push(...claims.map((claim) => ({ ...claim, subject })));
  }
  const due = {
    async *due() {
      yield* given;
    },
  };
  const { failed } = await claimKeeper({ journal, tenants, clock, due }).round();
  if (failed[0]) throw failed[0].error;
}
