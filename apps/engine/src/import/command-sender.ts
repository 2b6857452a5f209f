import type { Outcome, WriteSide } from '@jalon/application';
import type { Caller, Ids, TenantId, Uuid } from '@jalon/kernel';
import type { NeedState } from '@jalon/marketplace';

/** Sends commands in one person's name, to the same handler as the API. */
export interface CommandSender {
  readonly tenant: TenantId;
  /**
   * Each call is a new command. A repeated import relies on commands that change nothing the second time, never on a key.
   *
   * @param target the stream's id, for a command whose class does not hold it
   * @throws CommandRefused
   */
  send(command: object, target?: Uuid): Promise<Outcome>;
  need(id: Uuid): Promise<NeedState>;
}

export function commandSender({ handler, streams }: WriteSide, caller: Caller, ids: Ids): CommandSender {
  const { tenant } = caller;
  // One correlation id finds every event that this command line writes.
  const correlationId = ids.next();
  return {
    tenant,
    send: (command, target) =>
      handler.handle(command, { caller, target: target ?? null, commandId: ids.next(), correlationId }),
    need: async (id) => {
      const { state } = await streams.load({ category: 'need', tenant, id });
      return state as NeedState;
    },
  };
}
