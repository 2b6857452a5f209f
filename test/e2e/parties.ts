import { randomUUID } from 'node:crypto';
import { addDays, civilDateIn } from '@jalon/kernel';
import { clientOf, type Client } from './client.js';
import type { Service } from './service.js';

/** A small company, a non-profit and the people of a mission, all of them registered. */
export interface Parties {
  readonly employer: string;
  readonly organisation: string;
  readonly hr: Client;
  readonly secondHr: Client;
  readonly manager: Client;
  readonly employee: Client;
  readonly charity: Client;
  readonly auditor: Client;
  readonly admin: Client;
  readonly secondAdmin: Client;
}

/** Ids that a test may want to be the same in two tenants. */
const PARTS = [
  'employer',
  'organisation',
  'hr',
  'secondHr',
  'manager',
  'employee',
  'contact',
  'auditor',
  'admin',
  'secondAdmin',
] as const;
export type PartyIds = Readonly<Record<(typeof PARTS)[number], string>>;

export function newIds(): PartyIds {
  return Object.fromEntries(PARTS.map((part) => [part, randomUUID()])) as PartyIds;
}

export interface PartyOptions {
  readonly tenant?: string;
  readonly ids?: PartyIds;
  /** A word in every name and text, by which one tenant's data can be told from another's. */
  readonly mark?: string;
}

/** Registers everyone over the API, as HR would. */
export async function registerParties(service: Service, options: PartyOptions = {}): Promise<Parties> {
  const { tenant = 'main', ids = newIds(), mark = '' } = options;
  const hr = await clientOf(service, { tenant, person: ids.hr, roles: ['hr'] });
  const { employer, organisation } = ids;
  await made(hr, '/v1/employers', { id: employer, name: `Atelier Marceau ${mark}` });
  await made(hr, '/v1/organisations', { id: organisation, name: `Les Jardins du Canal ${mark}`, register: 'rna' });
  await made(hr, '/v1/people', { id: ids.manager, ...named('Paul', `Meunier ${mark}`), employer });
  await made(hr, '/v1/people', {
    id: ids.employee,
    ...named('Inès', `Marchetti ${mark}`),
    // Nobody else of the tenant may have it.
    email: `ines.marchetti@${ids.employee}.example.org`,
    employer,
    manager: ids.manager,
    department: 'finance',
    site: 'lyon-2',
  });
  await made(hr, '/v1/people', { id: ids.contact, ...named('Samir', `Benali ${mark}`), organisation });
  return {
    employer,
    organisation,
    hr,
    secondHr: await clientOf(service, { tenant, person: ids.secondHr, roles: ['hr'] }),
    manager: await clientOf(service, { tenant, person: ids.manager, roles: ['manager', 'employee'] }),
    employee: await clientOf(service, { tenant, person: ids.employee, roles: ['employee'] }),
    charity: await clientOf(service, { tenant, person: ids.contact, roles: ['organisation'], organisation }),
    auditor: await clientOf(service, { tenant, person: ids.auditor, roles: ['auditor'] }),
    admin: await clientOf(service, { tenant, person: ids.admin, roles: ['admin'] }),
    secondAdmin: await clientOf(service, { tenant, person: ids.secondAdmin, roles: ['admin'] }),
  };
}

/** Sends a command and returns the answer's body. @throws Error where it was refused */
export async function made(client: Client, path: string, body: object = {}, headers = {}): Promise<Made> {
  const answer = await client.post(path, body, headers);
  if (answer.status > 201) throw new Error(`${path} was refused: ${answer.text}`);
  return answer.body as Made;
}

export interface Made {
  readonly id: string;
  readonly revision: number;
  readonly position: string;
  readonly events: readonly { readonly type: string }[];
  readonly part?: string;
}

function named(givenName: string, familyName: string) {
  return { givenName, familyName };
}

/** A mission that HR proposes to the employee, over the past and coming weeks. */
export function proposal({ employee, organisation, employer, manager }: Parties): Readonly<Record<string, unknown>> {
  return {
    employee: employee.person,
    employer,
    organisation,
    manager: manager.person,
    basis: 'secondment',
    title: 'Accounts of a food bank',
    cause: 'social',
    startsOn: dayFromToday(-30),
    endsOn: dayFromToday(30),
    plannedMinutes: 4_200,
  };
}

/** Proposes it and has every party accept. */
export async function confirmedMission(parties: Parties, more: object = {}): Promise<string> {
  const { id } = await made(parties.hr, '/v1/missions', { ...proposal(parties), ...more });
  for (const party of [parties.employee, parties.charity, parties.manager])
    await made(party, `/v1/missions/${id}/acceptances`);
  return id;
}

/** The civil day that many days from today in the tenant's zone. */
export function dayFromToday(days: number): string {
  return addDays(civilDateIn('Europe/Paris', new Date().toISOString()), days);
}
