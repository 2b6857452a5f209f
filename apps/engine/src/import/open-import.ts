import { commandPolicies } from '@jalon/access';
import {
  CommandRefused,
  openWriteSide,
  systemClock,
  systemIds,
  systemRandom,
  type WriteSide,
} from '@jalon/application';
import { createEventRegistry } from '@jalon/event-store';
import {
  civilDateIn,
  COMPANY_ROLES,
  type Caller,
  type CivilDate,
  type Clock,
  type Instant,
  type Language,
  type Uuid,
  type Zone,
} from '@jalon/kernel';
import { noTelemetry, type Account, type KeyStore } from '@jalon/ports';
import { sealer as sealerOver, type Sealer } from '@jalon/privacy';
import { memoryUniqueHashes } from '@jalon/record-store/memory';
import { deciders, tenantProfile } from '../domain.js';
import { events } from '../events.js';
import type { Stores } from '../stores.js';
import { commandSender, type CommandSender } from './command-sender.js';
import { latestDay, MOST_YEARS, shiftTo, type NamedDay } from './date-shift.js';
import { dryRunKeys } from './dry-run-keys.js';
import { dryRunStore } from './dry-run-store.js';
import type { FileSource } from './file-source.js';
import type { ImportBounds } from './import-bounds.js';
import { ImportFailure } from './import-failure.js';
import { importedIds } from './imported-ids.js';
import { importNeeds } from './import-needs.js';
import { inTurns } from './in-turns.js';
import { NONE_MISSING, tallyOf, type ImportEnd, type ImportKind, type ImportReport } from './import-report.js';
import { NeedsMapping, OrganisationsMapping, PeopleMapping, type FileMapping } from './mapping/mapping.js';
import type { NeedDraft } from './need-draft.js';
import { importOrganisations } from './organisations/import-organisations.js';
import type { ListedOrganisation } from './organisations/organisation-row.js';
import { importPeople } from './people/import-people.js';
import type { PersonDraft } from './people/person-draft.js';
import { personIds } from './people/person-id.js';
import type { MappedFile, ReadFile } from './read-file.js';
import type { RowOutcome } from './row-outcome.js';

export interface ImportRequest {
  readonly kind: ImportKind;
  readonly file: FileSource;
  /** Of the class that `importMappings` has for the kind. */
  readonly mapping: FileMapping;
  /** The name of its file, in messages. */
  readonly mappingName: string;
  readonly caller: Caller;
  /** Decides on every row by the same code, and writes nothing. */
  readonly dryRun: boolean;
  readonly bounds: ImportBounds;
  /** Stops the reading, and then between rows: rows under way are finished and reported. */
  readonly signal: AbortSignal;
  /** The id that all events of the import share; a new one by default. */
  readonly correlationId?: Uuid | undefined;
  /** The day that it is taken to be, and whether the dates of needs move to it: for demonstrations only. */
  readonly at?: CivilDate | undefined;
  readonly shiftDates?: boolean | undefined;
}

/** A file that was read to its end and is ready to go in. */
export interface Import {
  /** The outcome of each row. Rows go in as they are taken from here. */
  readonly outcomes: AsyncIterable<RowOutcome>;
  /** The result so far, of the rows that were taken, with its sentences in a language. */
  report(language: Language): ImportReport;
}

/** What an import uses of the engine. */
export type ImportingEngine = WriteSide & {
  readonly stores: Stores;
  readonly sealer: Sealer;
  readonly readFile: ReadFile;
  /** To be called when a person's entry may hold another address. */
  readonly entryChanged: (account: Account) => Promise<void>;
};

/**
 * Reads a file to its end, and opens its import.
 *
 * @throws ImportFailure for a file that cannot be imported at all: nothing was written
 * @throws CommandRefused for a caller who may not import it
 * @throws the reason of the request's signal when it aborts before the first row
 */
export async function openImport(engine: ImportingEngine, request: ImportRequest): Promise<Import> {
  const { mapping } = request;
  if (mapping instanceof NeedsMapping) return openNeeds(engine, request, mapping);
  if (mapping instanceof PeopleMapping) return openPeople(engine, request, mapping);
  if (mapping instanceof OrganisationsMapping) return openOrganisations(engine, request);
  throw new TypeError(`no kind of import has the mapping ${mapping.constructor.name}`);
}

async function openNeeds(engine: ImportingEngine, request: ImportRequest, mapping: NeedsMapping): Promise<Import> {
  const { file, signal } = request;
  const found = await engine.readFile<NeedDraft>(request, signal);
  const { sender, today } = await writing(engine, request);
  const shiftDays = request.shiftDates ? shiftFor(file.name, latestDay(found.rows), today) : 0;
  const { outcomes, organisations } = importNeeds(sender, found.rows, mapping, { shiftDays, signal });
  const rest = () => ({ organisations: organisations.registered(), missing: NONE_MISSING });
  return counted(request, { source: mapping.source, shiftedByDays: shiftDays, found, outcomes, rest });
}

async function openPeople(engine: ImportingEngine, request: ImportRequest, mapping: PeopleMapping): Promise<Import> {
  const { signal, caller, dryRun } = request;
  refuseOthersThanCompany(caller);
  const found = await engine.readFile<PersonDraft>(request, signal);
  const { sender, sealer, keys, today } = await writing(engine, request);
  const { stores } = engine;
  const ids = await personIds(keys, caller.tenant);
  const ports = { stores, sender, sealer, ids, today };
  const { outcomes: entered, missing } = await importPeople(ports, found.rows, mapping, signal);
  const outcomes = dryRun ? entered : followed(engine, caller, entered);
  const rest = () => ({ organisations: 0, missing });
  return counted(request, { source: null, shiftedByDays: 0, found, outcomes, rest });
}

/** The former address of each person whose entry was revised is told. */
async function* followed(
  { entryChanged }: Pick<ImportingEngine, 'entryChanged'>,
  { tenant }: Pick<Caller, 'tenant'>,
  outcomes: AsyncIterable<RowOutcome>,
): AsyncGenerator<RowOutcome> {
  for await (const outcome of outcomes) {
    if (outcome.outcome === 'revised') await entryChanged({ tenant, person: outcome.id });
    yield outcome;
  }
}

async function openOrganisations(engine: ImportingEngine, request: ImportRequest): Promise<Import> {
  const { signal, caller } = request;
  refuseOthersThanCompany(caller);
  const found = await engine.readFile<ListedOrganisation>(request, signal);
  const { sender } = await writing(engine, request);
  const { stores } = engine;
  const ids = await importedIds(stores.keys, caller.tenant);
  const outcomes = await importOrganisations({ stores, sender, ids }, found.rows, signal);
  const rest = () => ({ organisations: 0, missing: NONE_MISSING });
  return counted(request, { source: null, shiftedByDays: 0, found, outcomes, rest });
}

/** Only the company imports into the directory: the report tells who is in it. @throws CommandRefused */
function refuseOthersThanCompany({ roles }: Pick<Caller, 'roles'>): void {
  if (COMPANY_ROLES.some((role) => roles.includes(role))) return;
  throw new CommandRefused({ code: 'DIRECTORY_COMPANY_ONLY', params: {} });
}

interface Opened {
  readonly source: string | null;
  readonly shiftedByDays: number;
  readonly found: MappedFile<unknown>;
  readonly outcomes: AsyncIterable<RowOutcome>;
  readonly rest: () => ImportEnd;
}

/** An import that counts its outcomes as they are taken. */
function counted(
  { kind, file, caller, dryRun, bounds, at }: ImportRequest,
  { source, shiftedByDays, found, outcomes, rest }: Opened,
): Import {
  const facts = {
    kind,
    file: file.name,
    tenant: caller.tenant,
    source,
    dryRun,
    at: at ?? null,
    shiftedByDays,
    total: found.rows.length,
    unusedColumns: found.unusedColumns,
  };
  const tally = tallyOf(facts, bounds.listed);
  return {
    outcomes: (async function* () {
      // Rows that are refused at once wait for nothing: between them, others get their turn all the same.
      for await (const outcome of inTurns(outcomes)) {
        tally.add(outcome);
        yield outcome;
      }
    })(),
    report: (language) => tally.report(rest(), language),
  };
}

interface Writing {
  readonly sender: CommandSender;
  readonly sealer: Sealer;
  /** Those of the engine, or of a dry run. */
  readonly keys: KeyStore;
  readonly today: CivilDate;
}

/** What sends an import's commands: to the engine itself, or to one with another clock, or that writes nothing. */
async function writing(
  engine: ImportingEngine,
  { caller, dryRun, at, correlationId }: ImportRequest,
): Promise<Writing> {
  const { zone } = await engine.tenants.require(caller.tenant);
  const today = at ?? civilDateIn(zone, systemClock.now());
  if (!dryRun && at === undefined) {
    const sender = commandSender(engine, caller, systemIds, correlationId);
    return { sender, sealer: engine.sealer, keys: engine.stores.keys, today };
  }
  const { events: store } = engine.stores;
  const keys = dryRun ? dryRunKeys(engine.stores.keys, systemRandom) : engine.stores.keys;
  const sealer = dryRun ? sealerOver({ keys, random: systemRandom }) : engine.sealer;
  const write = openWriteSide({
    store: dryRun ? dryRunStore(store, createEventRegistry(events)) : store,
    sealer,
    clock: at === undefined ? systemClock : clockAt(at, zone),
    ids: systemIds,
    deciders,
    policies: commandPolicies,
    hashes: dryRun ? memoryUniqueHashes(engine.stores.records.uniqueHashes) : engine.stores.records.uniqueHashes,
    tenantProfile,
    telemetry: noTelemetry,
  });
  return { sender: commandSender(write, caller, systemIds, correlationId), sealer, keys, today };
}

/** @throws ImportFailure when the shift is too large: one mistyped year would move every other date as far */
function shiftFor(file: string, latest: NamedDay | null, present: CivilDate): number {
  if (latest === null) return 0;
  const [year, latestYear] = [yearOf(present), yearOf(latest.date)];
  if (Math.abs(year - latestYear) <= MOST_YEARS) return shiftTo(year, latestYear);
  throw new ImportFailure('SHIFT_TOO_FAR', { file, line: latest.line, date: latest.date, year, limit: MOST_YEARS });
}

const yearOf = (date: CivilDate) => Number(date.slice(0, 4));

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
