import { join } from 'node:path';
import { systemClock } from '@jalon/application';
import { type Engine, type ReplayOf, withReplay } from '@jalon/engine';
import {
  comparePositions,
  inWords,
  isToCome,
  type Known,
  knownBy,
  type Language,
  POSITION_TOKEN,
  type Row,
  streamName,
  type TenantId,
} from '@jalon/kernel';
import type { ViewStore } from '@jalon/ports';
import { unmaskedMissions, hundredthsOfHours, views as everyView } from '@jalon/read-models';
import { CliFailure, EXIT, type ExitCode } from '../failure.js';
import { profileOf } from '../tenant.js';
import type { Terminal } from '../terminal.js';
import { withEngine } from '../with-engine.js';
import { writeNdjson } from './ndjson.js';
import { replayMessages } from './replay.messages.js';

export interface ReplayOptions extends ViewsOptions {
  /** A day in the tenant's zone, an instant, or a position. */
  readonly asOf?: string;
  readonly tenant?: TenantId;
}

const MAIN = 'main';

/** Replays the log from its first event and prints the views. A stream that cannot be folded makes the exit code 1. */
export function replay(terminal: Terminal, what: 'missions' | 'views', options: ReplayOptions): Promise<ExitCode> {
  const { tenant } = options;
  return withEngine(terminal, async (engine) => {
    // Missions are printed for one tenant; views for every tenant unless one is named.
    const wanted = what === 'missions' ? (tenant ?? MAIN) : tenant;
    const until = await untilOf(engine, options);
    if (wanted !== undefined) await tellOpenedLater(terminal, engine, wanted, options.asOf, until);
    const of: ReplayOf = { ...(wanted !== undefined && { tenant: wanted }), ...(until && { until }) };
    return withReplay(engine.stores.events, of, async (views, folded) => {
      if (folded === 0 && what === 'missions') return EXIT.done;
      if (what === 'missions') await printMissions(terminal, views, tenant ?? MAIN, options);
      else await printViews(terminal, views, options);
      const parked = await views.everyParked();
      for (const { stream, eventType, revision, error } of parked) {
        await terminal.err.line(
          inWords(replayMessages.PARKED, { stream, eventType, revision, error }, terminal.language),
        );
      }
      return parked.length > 0 ? EXIT.refused : EXIT.done;
    });
  });
}

/** @throws CliFailure for a tenant that was never opened, and for a moment in the future: its state may still change */
async function untilOf(engine: Engine, { asOf, tenant = MAIN }: ReplayOptions): Promise<Known | null> {
  const { zone } = await profileOf(engine, tenant);
  if (asOf === undefined) return null;
  const until = POSITION_TOKEN.test(asOf) ? positionGiven(engine, tenant, asOf) : knownBy(asOf, zone);
  if (until === null) return null;
  const now = systemClock.now();
  const last = (await engine.stores.events.lastPosition()) ?? '0';
  const toCome =
    'position' in until ? comparePositions(until.position, last) > 0 : isToCome(asOf, until.at, { now, zone });
  if (toCome) throw new CliFailure('AS_OF_TO_COME', { asOf, now, last });
  return until;
}

/** @throws CliFailure POSITION_UNKNOWN for a position that no answer gave to this tenant */
function positionGiven({ positionTokens }: Engine, tenant: TenantId, token: string): Known {
  const position = positionTokens.read(tenant, token);
  if (position === null) throw new CliFailure('POSITION_UNKNOWN', { position: token });
  return { position };
}

/** Backdated data may be older than its tenant. Then the tenant is missing in its own views, and this prints the reason. */
async function tellOpenedLater(
  { err, language }: Terminal,
  { stores }: Engine,
  tenant: TenantId,
  asOf: string | undefined,
  until: Known | null,
): Promise<void> {
  if (asOf === undefined || until === null || !('at' in until)) return;
  const stream = streamName({ category: 'tenant', tenant, id: tenant });
  for await (const { envelope } of stores.events.readStream(stream, { limit: 1 })) {
    const { recordedAt: openedAt } = envelope;
    if (openedAt > until.at) await err.line(inWords(replayMessages.OPENED_LATER, { tenant, asOf, openedAt }, language));
  }
}

/** Prints a tenant's missions in the order of their proposal: a line each, or the whole mission with `json`. */
async function printMissions(
  terminal: Terminal,
  views: ViewStore,
  tenant: TenantId,
  { json, out }: ViewsOptions,
): Promise<void> {
  const missions = unmaskedMissions(views, tenant);
  if (out !== undefined) {
    await writeNdjson(missions, join(out, 'missions.ndjson'));
    return;
  }
  for await (const mission of missions) {
    const line = json
      ? JSON.stringify(mission)
      : inWords(replayMessages.MISSION, summaryOf(mission, terminal.language), terminal.language);
    await terminal.out.line(line);
  }
}

function summaryOf(mission: Row, language: Language) {
  const decimal = (text: string) => (language === 'fr' ? text.replace('.', ',') : text);
  const text = (name: string) => mission[name] as string;
  const hours = (name: string) => decimal((hundredthsOfHours(Number(mission[name])) / 100).toFixed(2));
  return {
    id: text('id'),
    status: text('status'),
    startsOn: text('startsOn'),
    endsOn: text('endsOn'),
    title: text('title'),
    hours: hours('approvedMinutes'),
    pending: hours('pendingMinutes'),
  };
}

export interface ViewsOptions {
  readonly json?: boolean;
  readonly out?: string;
}

/**
 * Prints the number of rows of every view and the SHA-256 of its lines, or with `json` the rows themselves. With `out`, it
 * writes each view's lines to a file in that folder. A line is a row as stored, its columns in the order in which its table declares them.
 */
async function printViews(terminal: Terminal, views: ViewStore, { json, out }: ViewsOptions): Promise<void> {
  for (const { name: view } of everyView) {
    if (json && out === undefined) {
      for await (const row of views.rowsAsStored(view)) await terminal.out.line(JSON.stringify({ view, row }));
      continue;
    }
    const summary = { view, ...(await writeNdjson(views.rowsAsStored(view), out && join(out, `${view}.ndjson`))) };
    await terminal.out.line(json ? JSON.stringify(summary) : inWords(replayMessages.VIEW, summary, terminal.language));
  }
}
