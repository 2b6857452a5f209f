import type { Readable } from 'node:stream';
import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AuditEvents, type AuditAnswer } from '@jalon/application';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import { Asked } from '../queries/query.decorator.js';
import { QueryDoor } from '../queries/query.door.js';
import { Asks } from '../queries/query-route.decorator.js';
import { auditFormatFor } from './audit-formats.js';

@ApiTags('Audit')
@Controller('v1/audit')
export class AuditController {
  constructor(@Inject(QueryDoor) private readonly door: QueryDoor) {}

  /** The audit trail, oldest first, streamed: as JSON, a line an event (NDJSON), or for a spreadsheet (CSV), by Accept. */
  @Asks('events')
  async listAuditEvents(@Asked() query: AuditEvents, @Exchange() exchange: HttpExchange): Promise<Readable> {
    const format = auditFormatFor(exchange.request.headers.accept);
    const answer = await this.door.ask<AuditAnswer>(query, exchange);
    void exchange.reply.type(format.contentType).header('vary', 'Accept');
    if (answer.incomplete) void exchange.reply.header('jalon-incomplete', 'true');
    return format.write(answer);
  }
}
