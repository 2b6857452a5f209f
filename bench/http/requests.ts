import { setTimeout as pause } from 'node:timers/promises';
import { mintToken, openTokenKeys } from '@jalon/access';
import { systemClock, systemIds } from '@jalon/application';

/** A token with the role `hr`, signed with the keys of a service that has started once. */
export async function tokenFrom(keysDir: string): Promise<string> {
  const keys = await openTokenKeys({ keysDir, mayCreate: false });
  const bearer = { tenant: 'main', person: systemIds.next(), roles: ['hr'], organisation: null } as const;
  return mintToken(keys, bearer, { now: systemClock.now(), expiresIn: 3_600 });
}

/** Waits until the views have caught up. The service still projects after its last answer, which would slow the other side. */
export async function viewsCaughtUp(url: string): Promise<void> {
  for (;;) {
    const { viewsCaughtUp } = (await (await fetch(`${url}/health/ready`)).json()) as { viewsCaughtUp: boolean };
    if (viewsCaughtUp) return;
    await pause(20);
  }
}
