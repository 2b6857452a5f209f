import { everyRole } from '@jalon/kernel';
import type { CommandContext, Outcome } from '../commands/command-context.js';
import { CommandRefused } from '../commands/command-errors.js';
import type { CommandHandler, CommandPolicies } from '../commands/handle-command.js';
import type { AuditWriter } from './audit-writer.js';

/** A command handler that records the commands that it refuses: what was asked, of what, by whom, and why it was refused. */
export function recordingRefusals(
  handler: CommandHandler,
  policies: Pick<CommandPolicies, 'rolesFor'>,
  { noteRefusal }: Pick<AuditWriter, 'noteRefusal'>,
): CommandHandler {
  return {
    async handle(command: object, context: CommandContext): Promise<Outcome> {
      try {
        return await handler.handle(command, context);
      } catch (error) {
        if (error instanceof CommandRefused) {
          const { caller, target, credential = null } = context;
          const { name } = command.constructor;
          const roles = everyRole(caller);
          const giving = policies.rolesFor(name).filter((role) => roles.includes(role));
          noteRefusal({
            tenant: caller.tenant,
            person: caller.person,
            // Where none of them gives the command, they are why it was refused.
            roles: giving.length > 0 ? giving : roles,
            credential,
            command: name,
            code: error.rejection.code,
            target,
          });
        }
        throw error;
      }
    },
  };
}
