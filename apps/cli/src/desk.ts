import type { Outcome } from '@jalon/application';
import type { Caller, TenantId, Uuid } from '@jalon/kernel';
import type { NeedState } from '@jalon/marketplace';

/** Where the command line hands in its commands, in one person's name: the same handler as the API's. */
export interface Desk {
  readonly tenant: TenantId;
  readonly caller: Caller;
  /**
   * Every sending is a command of its own: a repeated import relies on what already stands, never on a key.
   *
   * @param target the stream's id, for a command whose class does not hold it
   * @throws CommandRefused
   */
  send(command: object, target?: Uuid): Promise<Outcome>;
  need(id: Uuid): Promise<NeedState>;
}
