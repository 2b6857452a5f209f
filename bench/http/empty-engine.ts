import type { Accounts, IdentifyCaller } from '@jalon/access';
import { systemIds, type CommandHandler, type Outcome } from '@jalon/application';
import type { ApiEngine } from '../../apps/api/src/api-engine.js';
import { tokens } from '@jalon/testing';

/** A directory without entries: the bearers of signed tokens need none. */
export const nobodyLeft: Accounts = {
  find: async () => ({ status: 'unknown', isOperator: false, roles: [] }),
  hasLeft: async () => false,
};

/** Accepts every command at once, as if its event had been stored. */
export const answersAtOnce: CommandHandler = { handle: async (command) => outcomeOf(command) };

const nobodyLogsIn: ApiEngine['logins'] = {
  providers: [],
  begin: async () => null,
  finish: () => Promise.reject(new Error('nobody logs in')),
  beginFor: () => Promise.reject(new Error('nobody logs in')),
  sessionsOf: async () => [],
  newLink: () => Promise.reject(new Error('nobody logs in')),
  isOpen: async () => false,
  redeem: async () => null,
  end: async () => null,
  endByProvider: async () => undefined,
};

/** An engine that accepts every command and stores none. */
export function emptyEngine(identify: IdentifyCaller): ApiEngine {
  const profile = { zone: 'Europe/Paris', language: 'fr', mode: 'production', operator: systemIds.next() } as const;
  return {
    handler: answersAtOnce,
    tenants: { find: async () => profile, require: async () => profile },
    queries: [],
    positionTokens: tokens,
    runner: { failure: () => null, state: () => 'none' },
    identify,
    logins: nobodyLogsIn,
    entering: { sendsMail: false, entryChanged: async () => undefined } as unknown as ApiEngine['entering'],
    records: {} as ApiEngine['records'],
    identityLinking: {} as ApiEngine['identityLinking'],
    apiTokens: {} as ApiEngine['apiTokens'],
    openImport: () => Promise.reject(new Error('an empty engine imports nothing')),
    reach: async () => ({ events: null, views: null, keys: null, 'destroyed-keys': null, records: null }),
    corruptEvents: () => 0,
    streamsAheadOfClock: () => 0,
    health: async () => ({ position: null, caughtUp: true, lagEvents: 0, behindForMs: 0, parked: [], beingBuilt: [] }),
  };
}

function outcomeOf(command: object): Outcome {
  const { id = systemIds.next() } = command as { readonly id?: string };
  const event = { id: systemIds.next(), type: 'EmployerRegistered', revision: 0 };
  return { id, revision: 0, position: '1', events: [event], created: true };
}
