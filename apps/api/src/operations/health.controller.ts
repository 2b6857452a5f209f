import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { makeReadiness, type Readiness, type ReadinessLog } from '@jalon/engine';
import { ENGINE, type ApiEngine } from '../api-engine.js';
import { LiveBody, ReadyBody } from './health.dto.js';

@ApiTags('Operations')
@Controller('health')
export class HealthController {
  private readonly readiness: (log: ReadinessLog) => Promise<Readiness>;

  constructor(@Inject(ENGINE) engine: ApiEngine) {
    this.readiness = makeReadiness(engine);
  }

  /** Whether the process runs. */
  @Get('live')
  @ApiOkResponse({ type: LiveBody })
  live(): LiveBody {
    return { status: 'live' };
  }

  /**
   * Whether this process should be sent requests: its stores answer, so commands are done. While views are being built, or
   * the list of destroyed keys does not answer, it is `partly-ready`, still with 200: every process on these stores is as far as this one. Lag, a failing projector and parked streams are told, and do not count.
   */
  @Get('ready')
  @ApiOkResponse({ type: ReadyBody })
  @ApiServiceUnavailableResponse({ type: ReadyBody })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadyBody> {
    const stands = await this.readiness(reply.log);
    if (stands.status === 'not-ready') void reply.status(503).header('retry-after', '5');
    return stands;
  }
}
