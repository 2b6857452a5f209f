import { StaleRevision, type Outcome, type WriteSide } from '@jalon/application';
import type { Caller, Category, Ids, TenantId, Uuid } from '@jalon/kernel';

/** Sends commands in one person's name, to the same handler as the API. */
export interface CommandSender {
  readonly tenant: TenantId;
  /**
   * Each call is a new command. A repeated import relies on commands that change nothing the second time, never on a key.
   *
   * @param target the stream's id, for a command whose class does not hold it
   * @param ifMatch the revision that the command was made for
   * @throws CommandRefused, StaleRevision
   */
  send(command: object, target?: Uuid, ifMatch?: number): Promise<Outcome>;
  /** The state of a thing of the tenant, and its revision; null before its first event. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows the state of a category
  load<State>(category: Category, id: Uuid): Promise<{ readonly state: State; readonly revision: number | null }>;
}

/** @param correlationId finds every event that the sender's commands lead to */
export function commandSender(
  { handler, streams }: WriteSide,
  caller: Caller,
  ids: Ids,
  correlationId: Uuid = ids.next(),
): CommandSender {
  const { tenant } = caller;
  return {
    tenant,
    send: (command, target, ifMatch) =>
      handler.handle(command, {
        ...{ caller, target: target ?? null, commandId: ids.next(), correlationId },
        ...(ifMatch !== undefined && { ifMatch }),
      }),
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as above
    load: async <State>(category: Category, id: Uuid) => {
      const { state, revision } = await streams.load({ category, tenant, id });
      return { state: state as State, revision };
    },
  };
}

/**
 * Sends a command that is made of a thing's present state; again where somebody was quicker. So it replaces only what it
 * means to, even where others change the thing meanwhile.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as above
export async function sendOnPresent<State, C extends object>(
  sender: Pick<CommandSender, 'load' | 'send'>,
  { category, id }: { readonly category: Category; readonly id: Uuid },
  commandOn: (present: State) => C | Promise<C>,
): Promise<{ readonly command: C; readonly outcome: 'revised' | 'unchanged' }> {
  for (;;) {
    const { state, revision } = await sender.load<State>(category, id);
    const command = await commandOn(state);
    try {
      const { events } = await sender.send(command, id, revision ?? undefined);
      return { command, outcome: events.length === 0 ? 'unchanged' : 'revised' };
    } catch (error) {
      if (!(error instanceof StaleRevision)) throw error;
    }
  }
}
