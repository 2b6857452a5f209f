import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandPolicies } from '@jalon/access';
import { openWriteSide, systemIds, systemRandom, type WriteSide } from '@jalon/application';
import {
  ConfirmPersonMerger,
  directoryEvents,
  GrantRole,
  OpenTenant,
  RecordDeparture,
  RegisterPerson,
  RequestPersonMerger,
} from '@jalon/directory';
import { createEventRegistry } from '@jalon/event-store';
import { createMemoryEventStore } from '@jalon/event-store/memory';
import type { Caller, Uuid } from '@jalon/kernel';
import { noTelemetry, type RecordStore } from '@jalon/ports';
import { sealer } from '@jalon/privacy';
import { memoryKeyStore } from '@jalon/privacy/memory';
import { openSqliteRecordStore } from '@jalon/record-store/sqlite';
import { deciders, tenantProfile } from './domain.js';
import { identityLinking, takesTwoToLink, type IdentityLinking } from './link-identity.js';

const HR: Uuid = '0190a000-0000-7000-8000-0000000000ad';
const caller: Caller = { tenant: 'main', person: HR, roles: ['hr', 'admin'], organisation: null };
const operator: Caller = { ...caller, roles: ['operator'] };
const clock = { now: () => '2026-03-02T09:00:00.000Z' };
const ISSUER = 'https://id.example.org';
const ana = { issuer: ISSUER, subject: 'ana' };

let folder: string;
let records: RecordStore;
let write: WriteSide;
let link: IdentityLinking['link'];
let release: IdentityLinking['release'];
/** What the event store throws at the next append to a person's stream. */
let fault: Error | null;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jalon-link-'));
  records = await openSqliteRecordStore({
    file: join(folder, 'records.sqlite'),
    keysDir: join(folder, 'keys'),
    random: systemRandom,
    mayMakeKey: true,
    mayCreate: () => true,
  });
  fault = null;
  const store = createMemoryEventStore({ registry: createEventRegistry(directoryEvents) });
  write = openWriteSide({
    store: {
      ...store,
      append(stream, drafts, head) {
        const thrown = stream.startsWith('person') ? fault : null;
        fault = thrown ? null : fault;
        return thrown ? Promise.reject(thrown) : store.append(stream, drafts, head);
      },
    },
    sealer: sealer({ keys: memoryKeyStore(systemRandom), random: systemRandom }),
    clock,
    ids: systemIds,
    deciders,
    policies: commandPolicies,
    hashes: records.uniqueHashes,
    tenantProfile,
    telemetry: noTelemetry,
  });
  const settings = { zone: 'Europe/Paris', language: 'fr', mode: 'production', operator: HR };
  await send(Object.assign(new OpenTenant(), settings), null);
  const { identities } = records;
  const trusts = (_tenant: string, issuer: string) => issuer === ISSUER;
  ({ link, release } = identityLinking({ ...write, identities, trusts, clock, ids: systemIds }));
});
afterEach(async () => {
  await records.close();
  rmSync(folder, { recursive: true });
});

const send = (command: object, target: Uuid | null, by = caller) =>
  write.handler.handle(command, { caller: by, target, commandId: systemIds.next(), correlationId: systemIds.next() });
const register = (fields: object = {}) =>
  send(Object.assign(new RegisterPerson(), { givenName: 'Ana', familyName: 'Test', ...fields }), null);

it('links a registered person, and nobody else to the same identity', async () => {
  const [{ id: first }, { id: second }] = [await register(), await register()];
  const linked = { tenant: 'main', person: first, how: 'administrator', by: HR, handedOverBy: HR };
  expect(await link(caller, first, ana)).toMatchObject(linked);
  expect(await records.identities.linksOf(ana)).toMatchObject([linked]);
  expect(await link(caller, second, ana)).toBe('IDENTITY_TAKEN');
});

it('waits for a second person where the person holds a role beyond those of who takes part', async () => {
  const { id } = await register();
  const takesTwo = takesTwoToLink(write, clock);
  expect(await takesTwo({ tenant: 'main', person: id })).toBe(false);
  await send(Object.assign(new GrantRole(), { role: 'works-council', reason: 'Remplace Claire.' }), id);
  expect(await takesTwo({ tenant: 'main', person: id })).toBe(true);
  expect(await takesTwo({ tenant: 'main', person: HR })).toBe(true);
  const linked = await link(caller, id, ana);
  expect(linked).toMatchObject({ person: id, waitsSince: Date.parse(clock.now()) });
  expect(await records.identities.linksOf(ana)).toEqual([]);
  const linkId = (linked as { readonly id: Uuid }).id;
  expect(await release(caller, id, linkId)).toBe('IDENTITY_SAME_PERSON');
  expect(await release({ ...caller, tenant: 'other' }, id, linkId)).toBe('IDENTITY_LINK_UNKNOWN');
  const second = { ...caller, person: systemIds.next() };
  expect(await release(second, id, linkId)).toMatchObject({ releasedBy: second.person });
  expect(await records.identities.linksOf(ana)).toMatchObject([{ person: id, handedOverBy: HR }]);
});

it('is not released by another entry of the human who made the link', async () => {
  const [{ id }, { id: first }, { id: another }] = [await register(), await register(), await register()];
  await send(Object.assign(new GrantRole(), { role: 'auditor', reason: 'Contrôle annuel.' }), id, operator);
  await send(Object.assign(new RequestPersonMerger(), { into: first }), another);
  const { state } = await write.streams.load({ category: 'person', tenant: 'main', id: another });
  const { actId } = (state as { readonly merger: { readonly actId: Uuid } }).merger;
  await send(Object.assign(new ConfirmPersonMerger(), { actId }), another, { ...caller, person: systemIds.next() });
  const linked = await link({ ...caller, person: first }, id, ana);
  const linkId = (linked as { readonly id: Uuid }).id;
  expect(await release({ ...caller, person: another }, id, linkId)).toBe('IDENTITY_SAME_PERSON');
  expect(await release(caller, id, linkId)).toMatchObject({ releasedBy: HR });
});

it('refuses an issuer that the tenant does not trust', async () => {
  const { id } = await register();
  expect(await link(caller, id, { ...ana, issuer: 'https://other.example' })).toBe('ISSUER_UNTRUSTED');
});

it('refuses whoever was never registered, also where their stream holds an event', async () => {
  expect(await link(caller, systemIds.next(), ana)).toBe('PERSON_NOT_REGISTERED');
  const id = systemIds.next();
  fault = new Error('no room');
  await expect(register({ id, email: 'ana@example.org' })).rejects.toThrow('no room');
  expect(await write.streams.load({ category: 'person', tenant: 'main', id })).toMatchObject({ revision: 0 });
  expect(await link(caller, id, ana)).toBe('PERSON_NOT_REGISTERED');
  expect(await records.identities.linksOf(ana)).toEqual([]);
});

it('refuses to link another person by an access that was handed over', async () => {
  const { id } = await register();
  expect(await link({ ...caller, handedOverBy: systemIds.next() }, id, ana)).toBe('ACCESS_HANDED_OVER');
});

it('refuses whoever has left', async () => {
  const { id } = await register();
  await send(Object.assign(new RecordDeparture(), { leftOn: '2026-02-01' }), id);
  expect(await link(caller, id, ana)).toBe('PERSON_HAS_LEFT');
});
