import type { TenantProfile } from '@jalon/application';
import {
  BOUNDS_OF_A_COMMAND,
  fileOnDisk,
  importMappings,
  readMapping,
  type Import,
  type ImportKind,
  type ImportReport,
} from '@jalon/engine';
import type { CivilDate, Role, TenantId, Uuid } from '@jalon/kernel';
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
  readonly shiftDates?: boolean;
  readonly as?: Uuid;
  readonly role: Role;
  readonly json?: boolean;
}

/** Imports a file, and prints the outcome of its rows. A refused row makes the exit code 1; the others are imported. */
export async function importFile(
  terminal: Terminal,
  kind: ImportKind,
  file: string,
  options: ImportOptions,
): Promise<ExitCode> {
  const mapping = readMapping(importMappings[kind], options.map);
  const { tenant, dryRun, at, shiftDates, as, role, json = false } = options;
  const { interrupted: signal } = terminal;

  return withEngine(terminal, async (engine) => {
    const profile = await profileOf(engine, tenant);
    refuseOutsideDemo(profile, options);
    const caller = { tenant, person: as ?? profile.operator, roles: [role], organisation: null };
    const given = { kind, file: fileOnDisk(file), mapping, mappingName: options.map, bounds: BOUNDS_OF_A_COMMAND };
    const request = { ...given, caller, dryRun, signal, at, shiftDates };
    const work = await engine.openImport(request).catch(unlessInterrupted(signal));
    return work ? carryOut(terminal, work, json) : EXIT.interrupted;
  });
}

/** Interrupted before the first row, an import ends without a report. */
function unlessInterrupted(signal: AbortSignal): (error: unknown) => null {
  return (error) => {
    if (signal.aborted && error === signal.reason) return null;
    throw error;
  };
}

/** The dates of a production tenant are real, so the options that change them are refused. */
function refuseOutsideDemo({ mode }: TenantProfile, { tenant, at, shiftDates }: ImportOptions): void {
  if (mode === 'demo') return;
  if (at !== undefined) throw new CliFailure('DEMO_ONLY', { option: '--at', tenant });
  if (shiftDates) throw new CliFailure('DEMO_ONLY', { option: '--shift-dates', tenant });
}

async function carryOut(terminal: Terminal, work: Import, json: boolean): Promise<ExitCode> {
  const progress = progressOf(work.report(terminal.language).total, terminal.err.isTerminal);
  try {
    for await (const _ of work.outcomes) progress.step();
  } finally {
    // Also after a fault: rows imported before it are reported.
    progress.stop();
    const report = work.report(terminal.language);
    const lines = json ? [JSON.stringify(report)] : reportText(report, terminal.language);
    for (const line of lines) await terminal.out.line(line);
  }
  return exitCodeOf(work.report(terminal.language), terminal.interrupted.aborted);
}

function exitCodeOf({ refused }: ImportReport, interrupted: boolean): ExitCode {
  if (interrupted) return EXIT.interrupted;
  return refused > 0 ? EXIT.refused : EXIT.done;
}
