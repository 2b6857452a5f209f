import { systemIds, type CommandHandler } from '@jalon/application';
import { RegisterEmployer, RegisterOrganisation, RegisterPerson } from '@jalon/directory';
import {
  addDays,
  civilDateIn,
  streamName,
  type Caller,
  type StoredEvent,
  type TenantId,
  type Uuid,
} from '@jalon/kernel';
import { AcceptMission, ApproveHours, LogHours, ProposeMission } from '@jalon/mission';
import { newEngine, type LivingRoom } from './engine.js';
import { callerAs, give } from './people.js';

/** A mission lived through the real handler, as its store kept it, with those who write and approve its time. */
export interface RecordedMission {
  readonly events: readonly StoredEvent[];
  readonly employee: Caller;
  readonly organisation: Caller;
}

/** A proposal, two acceptances and the confirmation; then each day adds two: time written, time approved. */
const EVENTS_BEFORE_TIME = 4;
const EVENTS_A_DAY = 2;

/** How long missions last: their days all lie in the past, so that time can be written on any of them. */
const DAYS = 300;
const FIRST_DAY = addDays(civilDateIn('Europe/Paris', new Date().toISOString()), -DAYS);

/** The same in an engine made for it, which is closed again. */
export async function missionOf(folder: string, length: number): Promise<RecordedMission> {
  const engine = await newEngine(folder);
  try {
    return await recordMission(engine, length);
  } finally {
    await engine.close();
  }
}

/** Lives a mission of `length` events. */
export async function recordMission(
  { handler, stores }: LivingRoom,
  length: number,
  tenant: TenantId = 'main',
): Promise<RecordedMission> {
  const { mission, employee, organisation } = await confirmedMission(handler, tenant);
  const days = (length - EVENTS_BEFORE_TIME) / EVENTS_A_DAY;
  for (let day = 0; day < days; day += 1) {
    const entryId = systemIds.next();
    await give(handler, employee, timeOn(day, entryId), mission);
    await give(handler, organisation, approvalOf(entryId), mission);
  }
  const events: StoredEvent[] = [];
  for await (const event of stores.events.readStream(streamName({ category: 'mission', tenant, id: mission }))) {
    events.push(event);
  }
  if (events.length !== length) throw new Error(`a mission of ${events.length} events, not ${length}`);
  return { events, employee, organisation };
}

/** The day on which a mission of `length` events has no time written yet. */
export function nextDay(length: number): number {
  return (length - EVENTS_BEFORE_TIME) / EVENTS_A_DAY;
}

/** An hour given on a day of the mission, counted from its first. */
export function timeOn(day: number, entryId: Uuid): LogHours {
  return Object.assign(new LogHours(), { entryId, date: addDays(FIRST_DAY, day), unit: 'minutes', minutes: 60 });
}

export function approvalOf(entryId: Uuid): ApproveHours {
  return Object.assign(new ApproveHours(), { entryId });
}

async function confirmedMission(handler: CommandHandler, tenant: TenantId) {
  const hr = callerAs(tenant, 'hr', systemIds.next());
  const employer = await give(handler, hr, Object.assign(new RegisterEmployer(), { name: 'Atelier Marceau' }));
  const host = { name: 'Les Jardins du Canal', register: 'rna' };
  const beneficiary = await give(handler, hr, Object.assign(new RegisterOrganisation(), host));
  const person = { givenName: 'Inès', familyName: 'Marchetti', employer: employer.id };
  const { id } = await give(handler, hr, Object.assign(new RegisterPerson(), person));
  const employee = callerAs(tenant, 'employee', id);
  const organisation = callerAs(tenant, 'organisation', systemIds.next(), beneficiary.id);

  const terms = {
    employee: id,
    employer: employer.id,
    organisation: beneficiary.id,
    basis: 'secondment',
    title: 'Accounts of a food bank',
    cause: 'social',
    startsOn: FIRST_DAY,
    endsOn: addDays(FIRST_DAY, DAYS),
    plannedMinutes: 60 * DAYS,
  };
  const { id: mission } = await give(handler, hr, Object.assign(new ProposeMission(), terms));
  for (const party of [employee, organisation]) await give(handler, party, new AcceptMission(), mission);
  return { mission, employee, organisation };
}
