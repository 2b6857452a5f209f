import { Controller, Get, HttpCode, Inject, Module, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Session } from '@jalon/ports';
import { ENGINE, type ApiEngine } from '../api-engine.js';
import { callerOf, identifiedIn } from '../http/authentication.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { Action } from '../http/policies.js';
import { ApiProblem } from '../problems/api-problem.js';
import { uuidIn } from './identities.controller.js';
import { RemovedBody, SessionBody, SessionsBody } from './identities.dto.js';

@ApiTags('Identities')
@Controller('v1/me/sessions')
export class SessionsController {
  constructor(@Inject(ENGINE) private readonly engine: ApiEngine) {}

  /** The caller’s own sessions in browsers, the newest first. */
  @Get()
  @Action('ListSessions')
  @ApiOkResponse({ type: SessionsBody })
  async listSessions(@Http() { request }: HttpContext): Promise<SessionsBody> {
    const { credential } = identifiedIn(request);
    const living = await this.engine.logins.sessionsOf(callerOf(request));
    return { items: living.map((session) => bodyOf(session, credential.id)) };
  }

  /** Ends a session of the caller’s own, at once. */
  @Post(':id/revocation')
  @HttpCode(200)
  @Action('EndSession')
  @ApiOkResponse({ type: RemovedBody })
  async endSession(@Http() { request }: HttpContext): Promise<RemovedBody> {
    const id = uuidIn(request, 'id');
    if (!(await this.engine.records.sessions.end(callerOf(request), id))) throw new ApiProblem('SESSION_UNKNOWN');
    return { id };
  }
}

const bodyOf = (session: Session, current: string): SessionBody => ({
  id: session.id,
  origin: session.origin,
  provider: session.provider,
  begunAt: new Date(session.begunAt).toISOString(),
  lastUsedAt: new Date(session.lastUsedAt).toISOString(),
  expiresAt: new Date(session.expiresAt).toISOString(),
  current: session.id === current,
});

/** The sessions of the caller. */
@Module({ controllers: [SessionsController] })
export class SessionsModule {}
