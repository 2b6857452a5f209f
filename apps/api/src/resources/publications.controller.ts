import { Controller, Inject, Module } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ConfirmPublicationCorrection,
  RefusePublicationCorrection,
  RequestPublicationCorrection,
  WithdrawPublicationCorrection,
} from '@jalon/directory';
import { CommandDispatcher, CommandInput, PostCommand } from '../commands/command-endpoint.js';
import type { OutcomeBody } from '../commands/outcome.dto.js';
import { Http, type HttpContext } from '../http/http-context.js';

@ApiTags('Publications')
@Controller('v1/publications')
export class PublicationsController {
  constructor(@Inject(CommandDispatcher) private readonly commands: CommandDispatcher) {}

  /** Asks to publish a month as it is known, by however little that differs; a second person must confirm. */
  @PostCommand(':month/correction')
  requestPublicationCorrection(
    @CommandInput() command: RequestPublicationCorrection,
    @Http() http: HttpContext,
  ): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Confirms a correction, as a second person: the next month end publishes it. */
  @PostCommand(':month/correction/confirmation')
  confirmPublicationCorrection(
    @CommandInput() command: ConfirmPublicationCorrection,
    @Http() http: HttpContext,
  ): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Refuses a correction, as a second person. */
  @PostCommand(':month/correction/refusal')
  refusePublicationCorrection(
    @CommandInput() command: RefusePublicationCorrection,
    @Http() http: HttpContext,
  ): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }

  /** Withdraws a correction that the caller requested. */
  @PostCommand(':month/correction/withdrawal')
  withdrawPublicationCorrection(
    @CommandInput() command: WithdrawPublicationCorrection,
    @Http() http: HttpContext,
  ): Promise<OutcomeBody> {
    return this.commands.dispatch(command, http);
  }
}

/** What is published: its corrections by two people. The publications themselves are read as reports. */
@Module({ controllers: [PublicationsController] })
export class PublicationsModule {}
