import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AcceptAmendment, DeclineAmendment, ProposeAmendment } from '@jalon/mission';
import { CommandDoor } from '../commands/command.door.js';
import { Command } from '../commands/command.decorator.js';
import { Changes } from '../commands/command-route.decorator.js';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import type { OutcomeBody } from '../commands/outcome.dto.js';

@ApiTags('Amendments')
@Controller('v1/missions/:id/amendments')
export class AmendmentsController {
  constructor(@Inject(CommandDoor) private readonly door: CommandDoor) {}

  /** Proposes other terms; the other required parties answer. */
  @Changes()
  proposeAmendment(@Command() command: ProposeAmendment, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Accepts an amendment for one’s own party. */
  @Changes(':amendmentId/acceptances')
  acceptAmendment(@Command() command: AcceptAmendment, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Declines an amendment: the terms stay as they were. */
  @Changes(':amendmentId/decline')
  declineAmendment(@Command() command: DeclineAmendment, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }
}
