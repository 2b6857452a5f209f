import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CloseOrganisation, RegisterOrganisation, ReviseOrganisation } from '@jalon/directory';
import { CommandDoor } from '../commands/command.door.js';
import { Command } from '../commands/command.decorator.js';
import { Changes, Creates } from '../commands/command-route.decorator.js';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import type { OutcomeBody } from '../commands/outcome.dto.js';

@ApiTags('Organisations')
@Controller('v1/organisations')
export class OrganisationsController {
  constructor(@Inject(CommandDoor) private readonly door: CommandDoor) {}

  /** Enters a non-profit in the directory. */
  @Creates()
  registerOrganisation(
    @Command() command: RegisterOrganisation,
    @Exchange() exchange: HttpExchange,
  ): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Replaces a non-profit’s entry. */
  @Changes(':id/revisions')
  reviseOrganisation(@Command() command: ReviseOrganisation, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Ends a non-profit’s part: nothing new may name it. */
  @Changes(':id/closure')
  closeOrganisation(@Command() command: CloseOrganisation, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }
}
