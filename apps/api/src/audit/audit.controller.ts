import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AuditEvents } from '@jalon/read-models';
import { Exchange, type HttpExchange } from '../commands/exchange.decorator.js';
import { ExportDoor } from '../exports/export.door.js';
import { Exports } from '../exports/exports.decorator.js';
import { Asked } from '../queries/query.decorator.js';
import { Asks } from '../queries/query-route.decorator.js';

@ApiTags('Audit')
@Controller('v1/audit')
export class AuditController {
  constructor(@Inject(ExportDoor) private readonly exports: ExportDoor) {}

  /** The audit trail, oldest first, streamed: as JSON, NDJSON, CSV, a workbook, or CloudEvents, by Accept or `format`. */
  @Asks('events')
  @Exports('audit')
  listAuditEvents(@Asked() query: AuditEvents, @Exchange() exchange: HttpExchange): Promise<object> {
    return this.exports.ask('audit', query, exchange);
  }
}
