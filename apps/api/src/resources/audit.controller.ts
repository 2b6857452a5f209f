import { Controller, Inject, Module } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AuditEvents, ListImproperApprovals, ListReads, ListRefusals, MyReads } from '@jalon/read-models';
import { ExportDispatcher } from '../exports/export-dispatcher.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { Exportable, GetQuery, QueryDispatcher, QueryInput } from '../queries/query-endpoint.js';

@ApiTags('Audit')
@Controller('v1/audit')
export class AuditController {
  constructor(
    @Inject(ExportDispatcher) private readonly exports: ExportDispatcher,
    @Inject(QueryDispatcher) private readonly queries: QueryDispatcher,
  ) {}

  /** The audit trail, oldest first, streamed: as JSON, NDJSON, CSV, a workbook, or CloudEvents, by Accept or `format`. */
  @GetQuery('events')
  @Exportable('audit')
  listAuditEvents(@QueryInput() query: AuditEvents, @Http() http: HttpContext): Promise<object> {
    return this.exports.dispatch('audit', query, http);
  }

  /** Approvals that a merger of two entries of one human makes improper by the four-eyes rule, the latest approved first. */
  @GetQuery('improper-approvals')
  listImproperApprovals(@QueryInput() query: ListImproperApprovals, @Http() http: HttpContext): Promise<object> {
    return this.queries.dispatch(query, http);
  }

  /** Who was shown personal data of whom, the latest first. Asking is recorded too. */
  @GetQuery('reads')
  listReads(@QueryInput() query: ListReads, @Http() http: HttpContext): Promise<object> {
    return this.queries.dispatch(query, http);
  }

  /** Which commands were refused to whom, the latest first. */
  @GetQuery('refusals')
  listRefusals(@QueryInput() query: ListRefusals, @Http() http: HttpContext): Promise<object> {
    return this.queries.dispatch(query, http);
  }
}

@ApiTags('Audit')
@Controller('v1/me/reads')
export class MyReadsController {
  constructor(@Inject(QueryDispatcher) private readonly queries: QueryDispatcher) {}

  /** When, in which role and for what somebody was shown personal data of the caller, the latest first. */
  @GetQuery()
  listMyReads(@QueryInput() query: MyReads, @Http() http: HttpContext): Promise<object> {
    return this.queries.dispatch(query, http);
  }
}

/** The audit trail, and the record of reads and of refused commands. */
@Module({ controllers: [AuditController, MyReadsController] })
export class AuditModule {}
