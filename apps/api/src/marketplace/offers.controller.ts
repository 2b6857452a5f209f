import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PublishOffer, ReviseOffer, WithdrawOffer } from '@jalon/marketplace';
import { CommandDoor } from '../commands/command.door.js';
import { Command } from '../commands/command.decorator.js';
import { Changes, Creates } from '../commands/command-route.decorator.js';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import type { OutcomeBody } from '../commands/outcome.dto.js';

@ApiTags('Offers')
@Controller('v1/offers')
export class OffersController {
  constructor(@Inject(CommandDoor) private readonly door: CommandDoor) {}

  /** Says what an employee has to give. */
  @Creates()
  publishOffer(@Command() command: PublishOffer, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Replaces an offer. */
  @Changes(':id/revisions')
  reviseOffer(@Command() command: ReviseOffer, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }

  /** Takes an offer back. */
  @Changes(':id/withdrawal')
  withdrawOffer(@Command() command: WithdrawOffer, @Exchange() exchange: HttpExchange): Promise<OutcomeBody> {
    return this.door.give(command, exchange);
  }
}
