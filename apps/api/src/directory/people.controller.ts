import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RecordDeparture, RegisterPerson, RevisePerson } from '@jalon/directory';
import { CommandDoor } from '../commands/command.door.js';
import { Command } from '../commands/command.decorator.js';
import { Changes, Creates } from '../commands/command-route.decorator.js';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import type { OutcomeBody } from '../commands/outcome.dto.js';

@ApiTags('People')
@Controller('v1/people')
export class PeopleController {
  constructor(@Inject(CommandDoor) private readonly door: CommandDoor) {}

  /** Enters a human in the directory: one id for them, whatever their roles. */
  @Creates()
  registerPerson(@Command() command: RegisterPerson, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Replaces a person’s entry. */
  @Changes(':id/revisions')
  revisePerson(@Command() command: RevisePerson, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Ends a person’s part: nothing new may name them. */
  @Changes(':id/departure')
  recordDeparture(@Command() command: RecordDeparture, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }
}
