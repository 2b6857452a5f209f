import { StoreUnavailable, type Session } from '@jalon/ports';
import { browserSessions } from './session.js';

const NOW = Date.parse('2026-03-02T09:00:00.000Z');
const MINUTE = 60_000;
const ANA = { tenant: 'main', person: '0190a000-0000-7000-8000-00000000000a', handedOverBy: null };

const session = (changes: Partial<Session> = {}): Session => ({
  ...{ id: '0190a000-0000-7000-8000-0000000000e1', origin: 'invitation', provider: null, trusts: null, sealed: null },
  ...{ accounts: [ANA], begunAt: NOW - 10 * MINUTE, lastUsedAt: NOW - 5 * MINUTE, expiresAt: NOW + 60 * MINUTE },
  ...changes,
});

/** Verifies a cookie over a store that holds this session. */
function verified(held: Session, used: (id: string, at: number) => Promise<void> = () => Promise.resolve()) {
  const verify = browserSessions(
    { withSecret: () => Promise.resolve(held), used },
    'jalon-session',
    [],
    { idleMs: 30 * MINUTE },
    { now: () => new Date(NOW).toISOString() },
  );
  return verify({ cookie: `jalon-session=${'x'.repeat(43)}` });
}

it('works until its end, and while it is used', async () => {
  expect(await verified(session())).toMatchObject({ credential: { kind: 'session', id: session().id } });
  expect(await verified(session({ expiresAt: NOW }))).toBeNull();
  expect(await verified(session({ lastUsedAt: NOW - 30 * MINUTE }))).toBeNull();
});

it('works on while the record store takes no writes', async () => {
  const cannotWrite = () =>
    Promise.reject(new StoreUnavailable('the record store cannot be written', { store: 'records' }));
  expect(await verified(session(), cannotWrite)).toMatchObject({ accounts: [{ person: ANA.person }] });
});

it('tells any other fault of noting its use', async () => {
  const fault = new Error('the key of the records is missing');
  await expect(verified(session(), () => Promise.reject(fault))).rejects.toBe(fault);
});
