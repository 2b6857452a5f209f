import { type EventStore, StoreUnavailable } from '@jalon/ports';
import type { AnyDecider, Clock, Ids, Span, Tracer, Uuid } from '@jalon/kernel';
import type { Sealer } from '@jalon/privacy';
import { claimSession } from '../claims/claim.session.js';
import { CommandInFlight, type CommandContext, type Outcome } from '../command-context.js';
import { streamRepository, type StreamRepository } from '../streams/stream-repository.js';
import type { KeptBounds } from '../streams/kept-streams.js';
import { retryOnConflict } from '../retry.js';
import { makeQueue } from '../streams/stream-queue.js';
import { tenantDirectory, type ProfileOf, type TenantDirectory } from '../tenants/tenant.directory.js';
import { attempt } from './attempt.js';
import { commandTable, type CommandTable } from './command-table.js';
import { jobOf, type Job } from './job.js';
import { observed, type ObserveCommand } from './observe.js';

/** The write side's ports, and the tables that tell it what there is to decide. */
export interface WriteSidePorts {
  readonly store: EventStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly deciders: readonly AnyDecider[];
  readonly tenantProfile: ProfileOf;
  readonly observe?: ObserveCommand;
  /** Told of each command, and of what it reads and appends, where somebody traces. */
  readonly tracer?: Tracer;
  /** Told of each fault that harms no command, being mended later: for the log. */
  readonly onFault?: (error: unknown) => void;
  /** How much is kept of folded streams, which are then not read again: 8,192 of them, folded from 64 MiB of events, by default. */
  readonly keptStreams?: KeptBounds;
}

/** What commands, claims and their keeper share. */
export interface WriteSide {
  readonly commands: CommandTable;
  readonly streams: StreamRepository;
  readonly tenants: TenantDirectory;
  readonly handler: CommandHandler;
}

export interface CommandHandler {
  /**
   * Carries out a command for its caller, once per commandId.
   *
   * @throws CommandRefused the domain's refusal, TENANT_UNKNOWN, SUBJECT_ERASED or TEXT_NOT_UNICODE
   * @throws KeyReused, CommandInFlight, StaleRevision, TooManyConflicts: nothing was written
   * @throws StoreUnavailable when it cannot be known whether it was carried out: send it again under the same key
   */
  readonly handle: (command: object, order: CommandContext) => Promise<Outcome>;
}

export function openWriteSide(ports: WriteSidePorts): WriteSide {
  const commands = commandTable(ports.deciders);
  const streams = streamRepository({ ...ports, commands });
  const tenants = tenantDirectory(streams, ports.tenantProfile);
  const handler = commandHandler({ ...ports, commands, streams, tenants });
  return { commands, streams, tenants, handler };
}

type HandlerPorts = Omit<WriteSide, 'handler'> & Pick<WriteSidePorts, 'sealer' | 'observe' | 'tracer' | 'onFault'>;

function commandHandler({
  commands,
  streams,
  tenants,
  sealer,
  observe = () => undefined,
  tracer,
  onFault,
}: HandlerPorts): CommandHandler {
  const inFlight = new Set<Uuid>();
  const onStream = makeQueue();
  const onOwner = makeQueue();

  async function carryOut(job: Job, span: Span | undefined): Promise<Outcome> {
    const { commandId, correlationId, traceparent } = job.order;
    const cause = { steps: commandId, causationId: commandId, correlationId, traceparent };
    const claims = claimSession({ streams, tenants }, onOwner, cause, onFault);
    let attempts = 0;
    try {
      return await retryOnConflict(() => {
        attempts += 1;
        return attempt({ streams, sealer, tenants }, job, claims);
      });
    } catch (error) {
      // The append may still arrive: what it rests on is left to the keeper, which asks the stream in its own time.
      if (error instanceof StoreUnavailable) claims.letGoOfAll();
      throw error;
    } finally {
      span?.tell({ 'jalon.command.attempts': attempts });
      await claims.settle();
    }
  }

  async function handle(command: object, order: CommandContext, span?: Span): Promise<Outcome> {
    if (inFlight.has(order.commandId)) throw new CommandInFlight();
    inFlight.add(order.commandId);
    try {
      const job = jobOf(commands, command, order);
      if (job.parts.category !== 'tenant') await tenants.require(order.caller.tenant);
      return await onStream(job.stream, () => carryOut(job, span));
    } finally {
      inFlight.delete(order.commandId);
    }
  }

  return {
    handle: (command, order) => {
      const { name } = commands.rowOf(command).entry;
      if (!tracer) return observed(observe, name, () => handle(command, order));
      const parent = order.traceparent ?? null;
      const attributes = { 'jalon.command.name': name };
      const span = tracer.start({ name: `command ${name}`, kind: 'internal', parent, attributes });
      const traced = { ...order, traceparent: span.traceparent };
      return observed(observe, name, () => handle(command, traced, span), span);
    },
  };
}
