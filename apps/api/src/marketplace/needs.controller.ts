import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CloseNeed, PublishNeed, ReviseNeed } from '@jalon/marketplace';
import { CommandDoor } from '../commands/command.door.js';
import { Command } from '../commands/command.decorator.js';
import { Changes, Creates } from '../commands/command-route.decorator.js';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import type { OutcomeBody } from '../commands/outcome.dto.js';

@ApiTags('Needs')
@Controller('v1/needs')
export class NeedsController {
  constructor(@Inject(CommandDoor) private readonly door: CommandDoor) {}

  /** Asks for skills, in an organisation’s name. */
  @Creates()
  publishNeed(@Command() command: PublishNeed, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Replaces a need. */
  @Changes(':id/revisions')
  reviseNeed(@Command() command: ReviseNeed, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Closes a need: it takes no further mission. */
  @Changes(':id/closure')
  closeNeed(@Command() command: CloseNeed, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }
}
