import { openWriteSide, systemClock, systemIds, type TenantProfile } from '@jalon/application';
import {
  deciders,
  type Engine,
  events,
  tenantProfile,
  commandSender,
  type CommandSender,
  fileOnDisk,
  readRows,
  MOST_YEARS,
  shiftTo,
  survey,
  type Survey,
  dryRunStore,
  importNeeds,
  type NeedImport,
  readMapping,
  type Tally,
  tallyOf,
} from '@jalon/engine';
import { createEventRegistry } from '@jalon/event-store';
import {
  type CivilDate,
  civilDateIn,
  type Clock,
  type Instant,
  type Role,
  type TenantId,
  type Uuid,
  type Zone,
} from '@jalon/kernel';
import { noTelemetry } from '@jalon/ports';
import { CliFailure, EXIT, type ExitCode } from '../failure.js';
import { progressOf } from '../progress.js';
import { profileOf } from '../tenant.js';
import type { Terminal } from '../terminal.js';
import { withEngine } from '../with-engine.js';
import { reportText } from './report-text.js';

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

/** Imports a file, and prints the outcome of its rows. A refused row makes the exit code 1; the others are imported. */
export async function importFile(terminal: Terminal, file: string, options: ImportOptions): Promise<ExitCode> {
  const mapping = readMapping(options.map);
  const source = fileOnDisk(file);
  const found = await survey(source, mapping);

  return withEngine(terminal, async (engine) => {
    const profile = await profileOf(engine, options.tenant);
    refuseOutsideDemo(profile, options);
    const shiftDays = options.shiftDates ? shiftFor(file, found, options.at ?? today(profile)) : 0;
    const sender = senderFor(engine, profile, options);
    const rows = readRows(source, mapping);
    const work = importNeeds(sender, rows, mapping, { shiftDays, signal: terminal.interrupted });
    const { tenant, dryRun, at = null } = options;
    const facts = {
      file,
      tenant,
      source: mapping.source,
      dryRun,
      at,
      shiftedByDays: shiftDays,
      unusedColumns: found.unusedColumns,
    };
    return carryOut(terminal, work, tallyOf(facts, terminal.language), found, options);
  });
}

/** The dates of a production tenant are real, so the options that change them are refused. */
function refuseOutsideDemo({ mode }: TenantProfile, { tenant, at, shiftDates }: ImportOptions): void {
  if (mode === 'demo') return;
  if (at !== undefined) throw new CliFailure('DEMO_ONLY', { option: '--at', tenant });
  if (shiftDates) throw new CliFailure('DEMO_ONLY', { option: '--shift-dates', tenant });
}

/** @throws CliFailure when the shift is too large: one mistyped year would move every other date as far */
function shiftFor(file: string, { latest }: Survey, present: CivilDate): number {
  if (latest === null) return 0;
  const [year, latestYear] = [yearOf(present), yearOf(latest.date)];
  if (Math.abs(year - latestYear) <= MOST_YEARS) return shiftTo(year, latestYear);
  throw new CliFailure('SHIFT_TOO_FAR', { file, line: latest.line, date: latest.date, year, limit: MOST_YEARS });
}

const yearOf = (date: CivilDate) => Number(date.slice(0, 4));

const today = ({ zone }: TenantProfile) => civilDateIn(zone, systemClock.now());

/** Sends commands to the engine's store, with the demonstration's clock if one is given. A dry run writes nothing. */
function senderFor(
  engine: Engine,
  profile: TenantProfile,
  { tenant, at, dryRun, as, role }: ImportOptions,
): CommandSender {
  const { events: store } = engine.stores;
  const write = openWriteSide({
    store: dryRun ? dryRunStore(store, createEventRegistry(events)) : store,
    sealer: engine.sealer,
    clock: at === undefined ? systemClock : clockAt(at, profile.zone),
    ids: systemIds,
    deciders,
    tenantProfile,
    telemetry: noTelemetry,
  });
  return commandSender(write, { tenant, person: as ?? profile.operator, roles: [role], organisation: null }, systemIds);
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
    // Also after a fault: rows imported before it are reported.
    progress.stop();
    const report = tally.report({ organisations: organisations.registered(), stopped: !whole });
    const lines = json ? [JSON.stringify(report)] : reportText(report, terminal.language);
    for (const line of lines) await terminal.out.line(line);
  }
  if (!whole) return EXIT.interrupted;
  return tally.refused() > 0 ? EXIT.refused : EXIT.done;
}

/** A clock that always shows `date`, around noon, in the tenant's zone. */
function clockAt(date: CivilDate, zone: Zone): Clock {
  const instant = noonIn(date, zone);
  return { now: () => instant };
}

/** Noon in UTC is on the same day in every zone, except in zones more than twelve hours ahead. */
function noonIn(date: CivilDate, zone: Zone): Instant {
  const noon = `${date}T12:00:00.000Z`;
  return civilDateIn(zone, noon) === date ? noon : `${date}T00:00:00.000Z`;
}
