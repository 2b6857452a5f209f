import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { standsOf } from '@jalon/engine';
import type { Role } from '@jalon/kernel';
import { callerOf } from '../access/caller-of.js';
import { ENGINE, type ApiEngine } from '../api-engine.js';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import { LiveStreams } from '../live/live-streams.js';
import { ApiProblem } from '../problems/api-problem.js';
import { METRICS } from './metrics.token.js';
import type { Metrics } from './metrics.js';

const READERS: readonly Role[] = ['admin', 'auditor'];

@ApiTags('Operations')
@Controller('metrics')
export class MetricsController {
  constructor(
    @Inject(ENGINE) private readonly engine: ApiEngine,
    @Inject(METRICS) private readonly measured: Metrics,
    @Inject(LiveStreams) private readonly liveStreams: LiveStreams,
  ) {}

  /** What this service was asked and did, which stores it reaches, who projects and how far the views are, for Prometheus. */
  @Get()
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: 'The Prometheus text format.', schema: { type: 'string' } })
  async metrics(@Exchange() { request, reply }: HttpExchange): Promise<string> {
    // They count over all tenants, so they are for those who keep the service running.
    if (!READERS.some((role) => callerOf(request).roles.includes(role))) {
      throw new ApiProblem('ROLE_REQUIRED', { params: { roles: READERS.join(', ') } });
    }
    void reply.type(this.measured.contentType);
    return this.measured.read(await standsOf(this.engine), this.liveStreams.count());
  }
}
