import type { Outcome, WriteSide } from '@jalon/application';
import type { Caller, Ids, TenantId, Uuid } from '@jalon/kernel';
import type { NeedState } from '@jalon/marketplace';

/** Where the command line hands in its commands, in one person's name: the same handler as the API's. */
export interface Desk {
  readonly tenant: TenantId;
  /**
   * Every sending is a command of its own: a repeated import relies on what already stands, never on a key.
   *
   * @param target the stream's id, for a command whose class does not hold it
   * @throws CommandRefused
   */
  send(command: object, target?: Uuid): Promise<Outcome>;
  need(id: Uuid): Promise<NeedState>;
}

export function openDesk({ handler, streams }: WriteSide, caller: Caller, ids: Ids): Desk {
  const { tenant } = caller;
  // One errand: everything that it writes can be found by this id.
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
