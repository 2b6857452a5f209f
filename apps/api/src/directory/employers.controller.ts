import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CloseEmployer, RegisterEmployer, ReviseEmployer } from '@jalon/directory';
import { CommandDoor } from '../commands/command.door.js';
import { Command } from '../commands/command.decorator.js';
import { Changes, Creates } from '../commands/command-route.decorator.js';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import type { OutcomeBody } from '../commands/outcome.dto.js';

@ApiTags('Employers')
@Controller('v1/employers')
export class EmployersController {
  constructor(@Inject(CommandDoor) private readonly door: CommandDoor) {}

  /** Enters a legal entity of the tenant. */
  @Creates()
  registerEmployer(@Command() command: RegisterEmployer, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Replaces an employer’s entry. */
  @Changes(':id/revisions')
  reviseEmployer(@Command() command: ReviseEmployer, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Ends an employer’s part: nothing new may name it. */
  @Changes(':id/closure')
  closeEmployer(@Command() command: CloseEmployer, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }
}
