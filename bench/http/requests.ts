import { setTimeout as pause } from 'node:timers/promises';
import { mintToken, openTokenKeys } from '@jalon/access';
import { systemClock, systemIds } from '@jalon/application';

/** A token of a human-resources manager, under the keys of a service that has started once. */
export async function tokenFrom(keysDir: string): Promise<string> {
  const keys = await openTokenKeys({ keysDir, mayCreate: false });
  const bearer = { tenant: 'main', person: systemIds.next(), roles: ['hr'], organisation: null } as const;
  return mintToken(keys, bearer, { now: systemClock.now(), expiresIn: 3_600 });
}

/** The service projects after its last answer too: that must not take from the other side's processor time. */
export async function viewsCaughtUp(url: string): Promise<void> {
  for (;;) {
    const { viewsCaughtUp } = (await (await fetch(`${url}/health/ready`)).json()) as { viewsCaughtUp: boolean };
    if (viewsCaughtUp) return;
    await pause(20);
  }
}
