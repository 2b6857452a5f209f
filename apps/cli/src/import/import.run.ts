import { openWriteSide, systemClock, systemIds, type TenantProfile } from '@jalon/application';
import { deciders, events, tenantProfile, type Engine } from '@jalon/engine';
import { createEventRegistry } from '@jalon/event-store';
import { civilDateIn, type CivilDate, type Role, type TenantId, type Uuid } from '@jalon/kernel';
import { openDesk, type Desk } from '../desk.js';
import { CliFailure, EXIT, type ExitCode } from '../failure.js';
import { profileOf } from '../tenant/tenant.profile.js';
import type { Terminal } from '../terminal.js';
import { withEngine } from '../with-engine.js';
import { clockAt } from './demo-clock.js';
import { dryRunStore } from './dry-run.store.js';
import { readRows } from './file/csv.reader.js';
import { survey, type Survey } from './file/survey.js';
import { readMapping } from './mapping/mapping.file.js';
import { importNeeds, type NeedImport } from './need.import.js';
import { progressOf } from './progress.js';
import { tallyOf, type Tally } from './report/import-report.js';
import { reportText } from './report/report-text.js';
import { MOST_YEARS, shiftTo } from './row/date-shift.js';

export interface ImportOptions {
  readonly map: string;
  readonly tenant: TenantId;
  readonly dryRun: boolean;
  readonly at?: CivilDate;
  readonly shiftDates: boolean;
  readonly as?: Uuid;
  readonly role: Role;
  readonly json?: boolean;
}

/** Imports a file, and tells what became of its rows: refused ones make the exit code 1, and keep no other out. */
export async function importFile(terminal: Terminal, file: string, options: ImportOptions): Promise<ExitCode> {
  const mapping = readMapping(options.map);
  const found = await survey(readRows(file, mapping), mapping);

  return withEngine(terminal, async (engine) => {
    const profile = await profileOf(engine, options.tenant);
    refuseOutsideDemo(profile, options);
    const shiftDays = options.shiftDates ? shiftFor(file, found, options.at ?? today(profile)) : 0;
    const desk = deskFor(engine, profile, options);
    const rows = readRows(file, mapping);
    const work = importNeeds(desk, rows, mapping, { shiftDays, signal: terminal.interrupted });
    const { tenant, dryRun, at = null } = options;
    const facts = { file, tenant, source: mapping.source, dryRun, at, shiftedByDays: shiftDays };
    return carryOut(terminal, work, tallyOf(facts, terminal.language), found, options);
  });
}

/** A production tenant's dates are what they are. */
function refuseOutsideDemo({ mode }: TenantProfile, { tenant, at, shiftDates }: ImportOptions): void {
  if (mode === 'demo') return;
  if (at !== undefined) throw new CliFailure('DEMO_ONLY', { option: '--at', tenant });
  if (shiftDates) throw new CliFailure('DEMO_ONLY', { option: '--shift-dates', tenant });
}

/** @throws CliFailure when one mistyped year would carry every other date out of sight */
function shiftFor(file: string, { latest }: Survey, present: CivilDate): number {
  if (latest === null) return 0;
  const [year, latestYear] = [yearOf(present), yearOf(latest.date)];
  if (Math.abs(year - latestYear) <= MOST_YEARS) return shiftTo(year, latestYear);
  throw new CliFailure('SHIFT_TOO_FAR', { file, line: latest.line, date: latest.date, year, limit: MOST_YEARS });
}

const yearOf = (date: CivilDate) => Number(date.slice(0, 4));

const today = ({ zone }: TenantProfile) => civilDateIn(zone, systemClock.now());

/** A write side over the engine's store, with the demonstration's clock and, for a dry run, without its pen. */
function deskFor(engine: Engine, profile: TenantProfile, { tenant, at, dryRun, as, role }: ImportOptions): Desk {
  const { events: store } = engine.stores;
  const write = openWriteSide({
    store: dryRun ? dryRunStore(store, createEventRegistry(events)) : store,
    sealer: engine.sealer,
    clock: at === undefined ? systemClock : clockAt(at, profile.zone),
    ids: systemIds,
    deciders,
    tenantProfile,
  });
  return openDesk(write, { tenant, person: as ?? profile.operator, roles: [role], organisation: null }, systemIds);
}

async function carryOut(
  terminal: Terminal,
  { outcomes, organisations }: NeedImport,
  tally: Tally,
  { rows }: Survey,
  { json }: ImportOptions,
): Promise<ExitCode> {
  const progress = progressOf(rows, terminal.err.isTerminal);
  let whole = false;
  try {
    for await (const outcome of outcomes) {
      tally.add(outcome);
      progress.step();
    }
    whole = !terminal.interrupted.aborted;
  } finally {
    // Also after a fault: what went in before it is told.
    progress.stop();
    const report = tally.report({ organisations: organisations.registered(), stopped: !whole });
    const lines = json ? [JSON.stringify(report)] : reportText(report, terminal.language);
    for (const line of lines) await terminal.out.line(line);
  }
  if (!whole) return EXIT.interrupted;
  return tally.refused() > 0 ? EXIT.refused : EXIT.done;
}
