import { v5 } from 'uuid';
import type { Caller, CivilDate, Role, TenantId, Uuid } from '@jalon/kernel';
import { RegisterEmployer, RegisterOrganisation, RegisterPerson } from '@jalon/directory';
import type { Chance } from './chance.js';
import { make, instantOn, type Steps, type Step } from './calendar.js';
import { DEPARTMENTS, EMPLOYERS, FAMILY_NAMES, GIVEN_NAMES, ORGANISATIONS, SITES } from './words.js';

/** Every id of a seeded year is derived from a name, so a second run finds the entities of the first. */
const NAMESPACE = '5c0d7bbf-6f0c-5d0b-9a37-1d7f6c1d8a52';

/** The parameters of a seeded year. */
export interface Plan {
  readonly tenant: TenantId;
  readonly seed: string;
  readonly from: CivilDate;
  readonly missions: number;
  readonly employees: number;
}

export interface Host {
  readonly id: Uuid;
  readonly speaker: Caller;
}

export interface Volunteer {
  readonly caller: Caller;
  readonly manager: Caller;
  readonly employer: Uuid;
}

/** The people and organisations of a seeded year. */
export interface People {
  readonly hr: Caller;
  /** Confirms what needs two people. */
  readonly secondHr: Caller;
  readonly employers: readonly Uuid[];
  readonly managers: readonly Caller[];
  readonly volunteers: readonly Volunteer[];
  readonly hosts: readonly Host[];
}

export const idOf = ({ tenant, seed }: Pick<Plan, 'tenant' | 'seed'>, what: string): Uuid =>
  v5(`${tenant}/${seed}/${what}`, NAMESPACE);

/** The person who is registered first: if they exist, the year has begun. */
export const firstHr = (plan: Plan): Uuid => idOf(plan, 'hr 0');

const caller = (tenant: TenantId, role: Role, person: Uuid, organisation: Uuid | null = null): Caller => ({
  tenant,
  person,
  roles: [role],
  organisation,
});

/** @param existing the organisations whose needs are used; empty when the year publishes its own */
export function peopleOf(plan: Plan, existing: readonly Uuid[]): People {
  const { tenant } = plan;
  const person = (role: Role, name: string) => caller(tenant, role, idOf(plan, name));
  const employers = EMPLOYERS.map((_, n) => idOf(plan, `employer ${n}`));
  const managers = Array.from({ length: Math.ceil(plan.employees / 12) }, (_, n) => person('manager', `manager ${n}`));
  const own = Array.from({ length: Math.max(3, Math.ceil(plan.missions / 8)) }, (_, n) =>
    idOf(plan, `organisation ${n}`),
  );
  const hosts = existing.length > 0 ? existing : own;
  return {
    hr: caller(tenant, 'hr', firstHr(plan)),
    secondHr: person('hr', 'hr 1'),
    employers,
    managers,
    volunteers: Array.from({ length: plan.employees }, (_, n) => ({
      caller: person('employee', `employee ${n}`),
      manager: managers[n % managers.length] as Caller,
      employer: employers[n % employers.length] as Uuid,
    })),
    hosts: hosts.map((id) => ({ id, speaker: caller(tenant, 'organisation', idOf(plan, `speaker of ${id}`), id) })),
  };
}

/** The registrations, on the first morning, before all other steps. */
export function* registrations(plan: Plan, people: People, chance: Chance, hasHosts: boolean): Steps {
  let second = 0;
  const next = (command: object): Step => {
    const at = instantOn(plan.from, 6 + Math.floor(second / 3_600), Math.floor(second / 60) % 60, second % 60);
    second += 1;
    return { at, by: people.hr, command, target: null, mayBeRefused: [] };
  };
  const named = () => ({ givenName: chance.pick(GIVEN_NAMES), familyName: chance.pick(FAMILY_NAMES) });

  for (const [n, id] of people.employers.entries())
    yield next(make(RegisterEmployer, { id, name: EMPLOYERS[n] as string }));
  for (const by of [people.hr, people.secondHr]) yield next(make(RegisterPerson, { id: by.person, ...named() }));
  for (const [n, manager] of people.managers.entries()) {
    const employer = people.employers[n % people.employers.length] as Uuid;
    yield next(make(RegisterPerson, { id: manager.person, ...named(), employer }));
  }
  for (const { caller: by, manager, employer } of people.volunteers) {
    const fields = {
      id: by.person,
      ...named(),
      employer,
      manager: manager.person,
      department: chance.pick(DEPARTMENTS),
      site: chance.pick(SITES),
      birthDate: `${chance.int(1962, 2001)}-0${chance.int(1, 9)}-1${chance.int(0, 9)}`,
    };
    yield next(make(RegisterPerson, fields));
  }
  for (const [n, { id, speaker }] of people.hosts.entries()) {
    const name = `${ORGANISATIONS[n % ORGANISATIONS.length]}${n < ORGANISATIONS.length ? '' : ` ${Math.floor(n / ORGANISATIONS.length) + 1}`}`;
    if (!hasHosts) yield next(make(RegisterOrganisation, { id, name, register: 'rna' }));
    yield next(make(RegisterPerson, { id: speaker.person, ...named(), organisation: id }));
  }
}
