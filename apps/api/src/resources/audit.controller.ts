import { Controller, Inject, Module } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AuditEvents } from '@jalon/read-models';
import { ExportDispatcher } from '../exports/export-dispatcher.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { Exportable, GetQuery, QueryInput } from '../queries/query-endpoint.js';

@ApiTags('Audit')
@Controller('v1/audit')
export class AuditController {
  constructor(@Inject(ExportDispatcher) private readonly exports: ExportDispatcher) {}

  /** The audit trail, oldest first, streamed: as JSON, NDJSON, CSV, a workbook, or CloudEvents, by Accept or `format`. */
  @GetQuery('events')
  @Exportable('audit')
  listAuditEvents(@QueryInput() query: AuditEvents, @Http() http: HttpContext): Promise<object> {
    return this.exports.dispatch('audit', query, http);
  }
}

/** The audit trail. */
@Module({ controllers: [AuditController] })
export class AuditModule {}
