import { claimSweeper, CommandRefused, type Outcome, systemClock } from '@jalon/application';
import type { Engine } from '@jalon/engine';
import {
  addDays,
  type CivilDate,
  civilDateIn,
  type ClaimName,
  type Clock,
  comparePositions,
  givesClaimsBack,
  inWords,
  type Position,
  type StreamName,
  type TenantId,
} from '@jalon/kernel';
import { CliFailure, EXIT, type ExitCode } from '../failure.js';
import { progressOf } from '../progress.js';
import { profileOf } from '../tenant.js';
import type { Terminal } from '../terminal.js';
import { withEngine } from '../with-engine.js';
import { Calendar, instantOn, type Step, type Taken } from './calendar.js';
import { type Chance, chanceOf, seededPorts, type SeededPorts } from './chance.js';
import { missionSteps, missionPlan } from './missions.js';
import { existingNeeds, type SeededNeed, offer, ownNeeds, publication } from './needs.js';
import { type People, peopleOf, firstHr, idOf, type Plan, registrations } from './programme.js';
import { seedMessages } from './seed.messages.js';

export interface SeedOptions {
  readonly missions: number;
  readonly seed: string;
  readonly from: CivilDate;
  /** `demo` by default, which is then opened. */
  readonly tenant?: TenantId;
  readonly employees?: number;
  /** Whether missions are proposed for the tenant's existing needs, instead of needs that the year publishes. */
  readonly onNeeds: boolean;
  readonly json?: boolean;
}

const DEMO: TenantId = 'demo';
const DAYS = 365;

/** The counts of a seeded year. */
interface Tally {
  commands: number;
  /** Whether an earlier run has begun this year. */
  readonly again: boolean;
  /** The last position before this run. */
  readonly startedAt: Position | null;
  readonly refused: Map<string, number>;
  readonly happened: Map<string, number>;
}

/** Seeds a year, command by command, through the usual handler. After an interruption, the same command continues. */
export function seed(terminal: Terminal, options: SeedOptions): Promise<ExitCode> {
  const to = addDays(options.from, DAYS);
  const today = civilDateIn('Europe/Paris', systemClock.now());
  if (to > today) throw new CliFailure('SEED_IN_FUTURE', { from: options.from, to, latest: addDays(today, -DAYS) });
  const ports = seededPorts(options.seed, instantOn(options.from, 5));
  const work = async (engine: Engine): Promise<ExitCode> => {
    const startedAt = await engine.stores.events.lastPosition();
    ports.goOnFrom(await lastIdIn(engine, startedAt));
    const tenant = await demoTenant(engine, options);
    const { missions, employees = Math.max(5, Math.ceil(missions * 0.7)) } = options;
    const plan: Plan = { tenant, seed: options.seed, from: options.from, missions, employees };
    const again = await hasBegun(engine, plan);
    const tally: Tally = { commands: 0, again, startedAt, refused: new Map(), happened: new Map() };
    const finished = await runYear(terminal, engine, plan, { ...options, ports, tally, to });
    await printTally(terminal, engine, plan, { tally, to, json: options.json === true });
    return finished ? EXIT.done : EXIT.interrupted;
  };
  return withEngine(terminal, work, ports);
}

/** The id of the last event. It is the same in every kind of store, while positions are not. */
async function lastIdIn({ stores }: Engine, position: Position | null): Promise<string> {
  const [last] = position === null ? [] : await stores.events.readAt([position]);
  return last?.envelope.id ?? 'empty';
}

async function hasBegun({ streams }: Engine, plan: Plan): Promise<boolean> {
  const { tenant } = plan;
  const { revision } = await streams.load({ category: 'person', tenant, id: firstHr(plan) });
  return revision !== null;
}

/** @throws CliFailure for a tenant that does not exist, or that is in production */
async function demoTenant(engine: Engine, { tenant }: SeedOptions): Promise<TenantId> {
  if (tenant === undefined) {
    await engine.openTenant({ tenant: DEMO, zone: 'Europe/Paris', language: 'fr', mode: 'demo' });
  }
  const wanted = tenant ?? DEMO;
  const { mode } = await profileOf(engine, wanted);
  if (mode !== 'demo') throw new CliFailure('DEMO_ONLY', { option: 'seed', tenant: wanted });
  return wanted;
}

interface YearRun {
  readonly ports: SeededPorts;
  readonly tally: Tally;
  readonly to: CivilDate;
  readonly onNeeds: boolean;
}

/** Runs the year's steps. Returns whether it reached the end of the year. */
async function runYear(terminal: Terminal, engine: Engine, plan: Plan, year: YearRun): Promise<boolean> {
  const chance = chanceOf(`${plan.seed}/year`);
  const calendar = new Calendar();
  await planYear(engine, plan, year.onNeeds, chance, calendar);
  const end = instantOn(year.to, 0);
  const progress = progressOf(DAYS, terminal.err.isTerminal);
  let day = plan.from;
  try {
    for (;;) {
      const goesOn = await calendar.next(async (step) => {
        if (step.at >= end) return { refusal: null };
        for (const date = step.at.slice(0, 10); day < date; day = addDays(day, 1)) progress.step();
        year.ports.moveTo(step.at);
        return sendStep(engine, plan, step, year);
      });
      if (!goesOn) return true;
      if (terminal.interrupted.aborted) return false;
    }
  } finally {
    progress.stop();
  }
}

async function planYear(
  engine: Engine,
  plan: Plan,
  onNeeds: boolean,
  chance: Chance,
  calendar: Calendar,
): Promise<void> {
  const existing = onNeeds ? await existingNeeds(engine, plan, chance.of('needs')) : null;
  if (existing?.needs.length === 0) throw new CliFailure('SEED_WITHOUT_NEEDS', { tenant: plan.tenant });
  const people = existing?.people ?? peopleOf(plan, []);
  schedule(calendar, plan, people, existing?.needs ?? ownNeeds(plan, people, chance.of('needs')), chance);
}

/**
 * Sends a step's command under the step's own id, so a command of an earlier run gets its earlier answer.
 */
async function sendStep(engine: Engine, plan: Plan, step: Step, { tally, ports }: YearRun): Promise<Taken> {
  tally.commands += 1;
  const { by: caller, command, target } = step;
  const what = `${step.at} ${caller.person} ${command.constructor.name} ${target ?? ''} ${JSON.stringify(command)}`;
  try {
    const context = { caller, target, commandId: idOf(plan, what), correlationId: idOf(plan, `year ${plan.from}`) };
    const outcome = await engine.handler.handle(command, context);
    await releaseClaimsGivenBack(engine, ports.clock, outcome);
    const { events, position, part } = outcome;
    const taken: Taken = { refusal: null, ...(part !== undefined && { part }) };
    if (events.length === 0 || position === null) return taken;
    // Events of an earlier run did not happen now, and the refusals before them belong to that run too.
    if (isAfter(position, tally.startedAt)) for (const { type } of events) count(tally.happened, type);
    else tally.refused.clear();
    return taken;
  } catch (error) {
    if (!(error instanceof CommandRefused)) throw error;
    const { code } = error.rejection;
    if (!isExpectedRefusal(code, step, tally)) throw unexpectedRefusal(step, code);
    count(tally.refused, code);
    return { refusal: code };
  }
}

/** When a year is seeded again, its missions are over, so a refused command may now be refused for another reason. */
function isExpectedRefusal(code: string, { mayBeRefused }: Step, { again }: Tally): boolean {
  return mayBeRefused.includes(code) || (again && mayBeRefused.length > 0);
}

function unexpectedRefusal({ at, command }: Step, code: string): CliFailure {
  return new CliFailure('SEED_REFUSED', { at, command: command.constructor.name, code });
}

const isAfter = (position: Position, start: Position | null) => start === null || comparePositions(position, start) > 0;

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

const total = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((sum, number) => sum + number, 0);
const sorted = (counts: ReadonlyMap<string, number>) => [...counts].sort(([one], [other]) => (one < other ? -1 : 1));

async function printTally(
  { out, language }: Terminal,
  engine: Engine,
  { tenant, from }: Plan,
  { tally, to, json }: { readonly tally: Tally; readonly to: CivilDate; readonly json: boolean },
): Promise<void> {
  const { commands, refused, happened } = tally;
  const position = (await engine.stores.events.lastPosition()) ?? '0';
  // Over a year that was seeded before, every new refusal comes from the events that are already there.
  const already = tally.again && happened.size === 0;
  if (already) refused.clear();
  if (json) {
    const counts = { refused: Object.fromEntries(sorted(refused)), events: Object.fromEntries(sorted(happened)) };
    return out.line(JSON.stringify({ tenant, from, to, already, commands, ...counts, position }));
  }
  const params = { tenant, from, to, commands, position, refused: total(refused), events: total(happened) };
  await out.line(inWords(already ? seedMessages.ALREADY : seedMessages.SEEDED, params, language));
  for (const [code, number] of sorted(refused))
    await out.line(inWords(seedMessages.REFUSED, { code, count: number }, language));
  for (const [type, number] of sorted(happened))
    await out.line(inWords(seedMessages.HAPPENED, { type, count: number }, language));
}

/** Puts all steps of a year into a calendar. The random values of each part depend on the seed alone. */
export function schedule(
  calendar: Calendar,
  plan: Plan,
  people: People,
  needs: readonly SeededNeed[],
  chance: Chance,
): void {
  const needsExist = needs.every(({ kind }) => kind === null);
  calendar.add(registrations(plan, people, chance.of('registrations'), needsExist));
  for (const need of needs) calendar.add(publication(need));
  for (const [n, volunteer] of people.volunteers.entries()) {
    const own = chance.of(`offer ${n}`);
    if (own.happens(60)) calendar.add(offer(plan, volunteer, n, own));
  }
  for (let n = 0; n < plan.missions; n += 1) {
    calendar.add(missionSteps(missionPlan(plan, people, needs, n, chance.of(`mission ${n}`))));
  }
}

type ClaimGiven = ClaimName & { readonly subject: StreamName };

/**
 * Releases the claims that a command's events gave back. A service would do so later, at its own time: a seeded year would
 * then contain events of today, and two years of the same seed would differ.
 *
 * @throws the fault of a release
 */
async function releaseClaimsGivenBack(engine: Engine, clock: Clock, outcome: Outcome): Promise<void> {
  const given = await claimsGivenBackBy(engine, outcome);
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

async function claimsGivenBackBy({ stores }: Engine, { position, events }: Outcome): Promise<readonly ClaimGiven[]> {
  const giving = events.filter(({ type }) => givesClaimsBack(stores.registry.definitionOf(type)));
  if (giving.length === 0 || position === null) return [];
  // The events of a command have consecutive positions, up to this one.
  const positions = events.map((_, index) => String(BigInt(position) - BigInt(index)));
  const ids = new Set(giving.map(({ id }) => id));
  return (await stores.events.readAt(positions))
    .filter(({ envelope }) => ids.has(envelope.id))
    .flatMap(({ envelope }) => {
      const { claims = [] } = envelope.data as { readonly claims?: readonly ClaimName[] };
      return claims.map((claim) => ({ ...claim, subject: envelope.stream }));
    });
}
