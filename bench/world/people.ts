import { systemIds, type CommandHandler, type CommandContext, type Outcome } from '@jalon/application';
import type { Caller, Role, TenantId, Uuid } from '@jalon/kernel';

export function callerAs(tenant: TenantId, role: Role, person: Uuid, organisation: Uuid | null = null): Caller {
  return { tenant, person, roles: [role], organisation };
}

/** Gives a command to the handler under a key of its own. */
export function give(
  handler: CommandHandler,
  caller: Caller,
  command: object,
  target: Uuid | null = null,
): Promise<Outcome> {
  return handler.handle(command, orderOf(caller, target));
}

function orderOf(caller: Caller, target: Uuid | null): CommandContext {
  return { caller, target, commandId: systemIds.next(), correlationId: systemIds.next() };
}
