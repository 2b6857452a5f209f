import {
  faultName,
  isUuid,
  type Accepted,
  type Caller,
  type Category,
  type Decision,
  type Role,
  type Span,
  type StoredEvent,
  type UnsealedEvent,
  type Uuid,
} from '@jalon/kernel';
import { ConflictError, StoreUnavailable, type CommandResult, type Telemetry } from '@jalon/ports';
import { claimSession, requireNamed, wantedClaims, type ClaimSession } from '../claims/claim-session.js';
import { CONFLICT, retryOnConflict, workQueue } from '../streams/concurrency.js';
import type { LoadedStream } from '../streams/stream-repository.js';
import { uniqueSession, type UniqueSession } from '../uniqueness/unique-session.js';
import type { UniquePorts } from '../uniqueness/unique-values.js';
import type { CommandContext, Outcome } from './command-context.js';
import { CommandInFlight, CommandRefused, commandResultOf, KeyReused, StaleRevision } from './command-errors.js';
import { decideCommand, type Decided, type DecisionPorts } from './decide-command.js';
import { prepareCommand, type CommandTable, type PreparedCommand } from './prepare-command.js';

export interface CommandHandler {
  /**
   * Carries out a command for its caller, once per commandId.
   *
   * @throws CommandRefused the domain's refusal, ROLE_REQUIRED, TENANT_UNKNOWN, SUBJECT_ERASED or TEXT_NOT_UNICODE
   * @throws KeyReused, CommandInFlight, StaleRevision, TooManyConflicts: nothing was written
   * @throws StoreUnavailable when it cannot be known whether it was carried out: send it again under the same key
   */
  readonly handle: (command: object, context: CommandContext) => Promise<Outcome>;
}

/** What the table of policies says of commands. */
export interface CommandPolicies {
  /** The roles in which a command may be given. */
  rolesFor(command: string): readonly Role[];
  /** Whether one of the caller's roles gives a command, on some things at least. */
  mayGive(command: string, caller: Caller): boolean;
  /** Whether this role of the caller's gives a command. */
  givesBy(command: string, role: Role, caller: Caller): boolean;
  /** Whether one of the caller's roles, that is limited to no employer, reads things of a category. */
  reads(category: Category, caller: Caller): boolean;
}

export interface CommandHandlerPorts extends DecisionPorts, UniquePorts {
  readonly commands: CommandTable;
  readonly policies: CommandPolicies;
  readonly telemetry: Telemetry;
}

/** The one handler of all commands: prepare, load, decide, claim, append (docs/adr/0001). */
export function commandHandler(ports: CommandHandlerPorts): CommandHandler {
  const { commands, telemetry } = ports;
  const inFlight = new Set<Uuid>();
  const streamQueue = workQueue();
  const claimQueue = workQueue();

  /** Carries the command out once, and tells how it ended. */
  async function handle(command: object, context: CommandContext): Promise<Outcome> {
    const { name } = commands.rowOf(command).entry;
    const started = performance.now();
    const span = telemetry.tracer?.start({
      name: `command ${name}`,
      kind: 'internal',
      parent: context.traceparent ?? null,
      attributes: { 'jalon.command.name': name },
    });
    const finish = (result: CommandResult, error?: unknown) => {
      telemetry.commandFinished({ command: name, result, seconds: (performance.now() - started) / 1000 });
      if (span) endSpan(span, result, error);
    };
    try {
      const traced = span ? { ...context, traceparent: span.traceparent } : context;
      const outcome = await handleOnce(command, traced, span);
      finish(outcome.events.length === 0 ? 'already-so' : 'accepted');
      return outcome;
    } catch (error) {
      finish(commandResultOf(error), error);
      throw error;
    }
  }

  async function handleOnce(command: object, context: CommandContext, span?: Span): Promise<Outcome> {
    const { commandId } = context;
    refuseOutsiders(ports, command, context);
    if (inFlight.has(commandId)) throw new CommandInFlight();
    inFlight.add(commandId);
    try {
      const prepared = await prepareCommand(ports, command, context);
      return await streamQueue(prepared.stream, () => carryOut(prepared, span));
    } finally {
      inFlight.delete(commandId);
    }
  }

  async function carryOut(command: PreparedCommand, span: Span | undefined): Promise<Outcome> {
    const { commandId, correlationId, traceparent } = command.context;
    const cause = { steps: commandId, causationId: commandId, correlationId, traceparent };
    const claims = claimSession(ports, claimQueue, cause, telemetry);
    const unique = uniqueSession(ports, cause, telemetry);
    let attempts = 0;
    try {
      return await retryOnConflict(() => {
        attempts += 1;
        return attempt(ports, command, { claims, unique });
      });
    } catch (error) {
      // The append may still arrive: the sweeper asks the subject's stream later.
      if (error instanceof StoreUnavailable) {
        claims.leaveToSweeper();
        unique.leave();
      }
      throw error;
    } finally {
      span?.tell({ 'jalon.command.attempts': attempts });
      await claims.resolveUnused();
      await unique.endUnused();
    }
  }

  return { handle };
}

/** A refusal is an answer. Only what kept the command from having an answer is a fault. */
const FAULTS: readonly CommandResult[] = ['conflicts', 'unavailable', 'failed'];

function endSpan(span: Span, result: CommandResult, error: unknown): void {
  span.tell({ 'jalon.command.result': result });
  if (error instanceof CommandRefused) span.tell({ 'jalon.command.rejection': error.rejection.code });
  span.end(FAULTS.includes(result) ? faultName(error) : undefined);
}

/**
 * One attempt. The order of its questions is fixed: the key, the decision, If-Match (docs/adr/0010).
 *
 * @returns CONFLICT when another writer was first: nothing was written, and the next attempt loads the stream again
 */
async function attempt(
  ports: CommandHandlerPorts,
  command: PreparedCommand,
  { claims, unique }: { readonly claims: ClaimSession; readonly unique: UniqueSession },
): Promise<Outcome | typeof CONFLICT> {
  const { commandId, traceparent } = command.context;
  const stream = await ports.streams.loadCached(command.parts, { commandId, traceparent });

  // 1. The key: a command that came before gets its first answer.
  const earlier = earlierOutcome(command, stream);
  if (earlier) return earlier;

  // 2. The decision.
  const decided = await decideCommand(ports, command, stream).catch((fault: unknown) =>
    conflictOrThrow(ports, command, stream, fault),
  );
  if (decided === CONFLICT) return CONFLICT;
  const { decision } = decided;
  // The store refuses an append to a stale stream. Any other answer needs a current one (docs/adr/0026).
  if (!isAppendAlone(decision, command, stream) && !(await ports.streams.isCurrent(stream, traceparent)))
    return CONFLICT;
  if (!decision.accepted) throw new CommandRefused(decision.rejection);
  const { name } = command.row.entry;
  if (!ports.policies.givesBy(name, decision.actor.role, command.context.caller)) refuseRole(ports.policies, name);

  // 3. If-Match.
  requireMatch(command, stream);
  if (decision.events.length === 0) return unchangedOutcome(command, stream);

  // 4. What must hold under a race is claimed before the events that rest on it (docs/adr/0003).
  const wanted = wantedClaims(stream, decision.claims);
  requireNamed(decision.events, wanted);
  const taken = await claims.takeAll(wanted);
  if (taken === 'behind') return CONFLICT;
  if (taken !== 'taken') throw new CommandRefused(taken.refused);

  const refused = await unique.reserve(stream, decision.unique);
  if (refused) throw new CommandRefused(refused);

  // 5. The append, at the revision that was seen.
  const outcome = await append(ports, command, stream, decided, decision);
  if (outcome === CONFLICT) return CONFLICT;
  claims.used(wanted);
  await unique.used(stream);
  return outcome;
}

/**
 * Refuses a caller to whom nothing else can be told: none of their roles gives the command, and none reads such things.
 * Whoever reads them learns from the decision why it is refused, or that there is nothing that they may see.
 *
 * @throws CommandRefused ROLE_REQUIRED
 */
function refuseOutsiders(
  { commands, policies }: CommandHandlerPorts,
  command: object,
  { caller, target }: CommandContext,
): void {
  const { entry, decider } = commands.rowOf(command);
  if (policies.mayGive(entry.name, caller)) return;
  if (target === null || !policies.reads(decider.category, caller)) refuseRole(policies, entry.name);
}

/** @throws CommandRefused ROLE_REQUIRED */
function refuseRole(policies: CommandPolicies, command: string): never {
  throw new CommandRefused({ code: 'ROLE_REQUIRED', params: { roles: policies.rolesFor(command).join(', ') } });
}

/**
 * Whether the append is the only thing that follows from the decision. Then the store itself refuses a stale stream.
 * Claims, unique values, refusals and answers without events rely on the loaded stream, so it must be checked first.
 */
function isAppendAlone(decision: Decision<UnsealedEvent>, command: PreparedCommand, stream: LoadedStream): boolean {
  if (!decision.accepted || decision.events.length === 0 || !matches(command, stream)) return false;
  return decision.claims.length === 0 && (decision.unique ?? []).length === 0;
}

/** Whether the client saw the stream as it is, or does not say. */
function matches({ context: { ifMatch } }: PreparedCommand, { revision }: LoadedStream): boolean {
  return ifMatch === undefined || ifMatch === revision;
}

/** @throws StaleRevision when the client saw another revision than the one that was loaded */
function requireMatch(command: PreparedCommand, stream: LoadedStream): void {
  const { ifMatch } = command.context;
  if (ifMatch !== undefined && !matches(command, stream)) throw new StaleRevision(ifMatch, stream.revision);
}

async function append(
  ports: CommandHandlerPorts,
  command: PreparedCommand,
  stream: LoadedStream,
  { rules, references, now }: Decided,
  { actor, events }: Accepted<UnsealedEvent>,
): Promise<Outcome | typeof CONFLICT> {
  const { caller, commandId, correlationId, causationId = null, traceparent } = command.context;
  const { handedOverBy } = caller;
  const facts = {
    recordedAt: now,
    actor: { ...actor, ...(handedOverBy !== undefined && { handedOverBy }) },
    commandId,
    commandHash: command.hash,
    correlationId,
    causationId,
    rules: rules.id,
    references,
  };
  try {
    const stored = await ports.streams.append(stream, events, facts, traceparent);
    return outcomeOf(command, stored, stream.decider.exists(stream.state));
  } catch (error) {
    if (error instanceof ConflictError) return CONFLICT;
    if (error instanceof StoreUnavailable) return readOutcome(ports, command, error);
    return conflictOrThrow(ports, command, stream, error);
  }
}

/** A fault over a cached stream may come from a state that is gone. @throws the fault, when the stream is current */
async function conflictOrThrow(
  { streams }: CommandHandlerPorts,
  { context }: PreparedCommand,
  stream: LoadedStream,
  fault: unknown,
): Promise<typeof CONFLICT> {
  if (fault instanceof StoreUnavailable || (await streams.isCurrent(stream, context.traceparent))) throw fault;
  return CONFLICT;
}

/** After a fault of the store only the stream tells whether the append was done. @throws the fault, when it was not */
async function readOutcome(
  { streams }: CommandHandlerPorts,
  command: PreparedCommand,
  fault: StoreUnavailable,
): Promise<Outcome> {
  const { commandId, traceparent } = command.context;
  const stream = await streams.load(command.parts, { commandId, traceparent });
  const outcome = earlierOutcome(command, stream);
  if (!outcome) throw fault;
  return outcome;
}

/** The first answer again. @throws KeyReused when the key came with something else then */
function earlierOutcome(command: PreparedCommand, { earlier }: LoadedStream): Outcome | null {
  if (!earlier) return null;
  const { events, existedBefore } = earlier;
  if (events.some(({ envelope }) => envelope.commandHash !== command.hash)) throw new KeyReused();
  return outcomeOf(command, events, existedBefore);
}

/** The answer when the state already was what the command wants: no events, and the stream's head. */
function unchangedOutcome(command: PreparedCommand, { revision, position }: LoadedStream): Outcome {
  if (revision === null) throw new Error('nothing can be already so in a stream without events');
  return { id: command.parts.id, revision, position, events: [], ...partOf(command, []), created: false };
}

/** What an outcome must know of its command. */
type Answered = Pick<PreparedCommand, 'command' | 'parts' | 'newId'>;

/** The answer of a command whose events are these, stored just now or long ago: the same bytes give the same answer. */
export function outcomeOf(command: Answered, events: readonly StoredEvent[], existedBefore: boolean): Outcome {
  const last = events.at(-1);
  if (!last) throw new Error('an outcome is told from at least one event');
  return {
    id: command.parts.id,
    revision: last.envelope.revision,
    position: last.position,
    events: events.map(({ envelope }) => ({ id: envelope.id, type: envelope.type, revision: envelope.revision })),
    ...partOf(command, events),
    created: !existedBefore,
  };
}

/** The fields by which commands and events name a part of their stream. */
const PART_FIELDS = ['entryId', 'amendmentId', 'actId'] as const;

/** The part that the command addressed or named, else the one that it made: events also name parts they only touch. */
function partOf({ command, newId }: Answered, events: readonly StoredEvent[]): { readonly part?: Uuid } {
  const made = events.some(({ envelope }) => partNamedIn(envelope.data) === newId) ? newId : undefined;
  const part = partNamedIn(command) ?? made;
  return part === undefined ? {} : { part };
}

function partNamedIn(fields: object): Uuid | undefined {
  return PART_FIELDS.map((name) => (fields as Readonly<Record<string, unknown>>)[name]).find(isUuid);
}
