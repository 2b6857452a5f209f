import { Controller, Inject, Module } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { audienceOf } from '@jalon/access';
import { ImpactEntries, ImpactReport } from '@jalon/read-models';
import { ExportDispatcher } from '../exports/export-dispatcher.js';
import { callerOf } from '../http/authentication.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { Exportable, GetQuery, QueryInput } from '../queries/query-endpoint.js';

@ApiTags('Reports')
@Controller('v1/reports')
export class ReportsController {
  constructor(@Inject(ExportDispatcher) private readonly exports: ExportDispatcher) {}

  /** What confirmed missions brought about in a period of whole months. */
  @GetQuery('impact')
  @Exportable('impact-by-month')
  getImpactReport(@QueryInput() query: ImpactReport, @Http() http: HttpContext): Promise<object> {
    const published = audienceOf(callerOf(http.request), query.audience) === 'publication';
    return this.exports.dispatch(`${published ? 'publication' : 'impact'}-by-${query.groupBy}`, query, http);
  }

  /** The time entries behind a figure of the impact report, latest day first: for those who may read it whole. */
  @GetQuery('impact/entries')
  @Exportable('impact-entries')
  listImpactEntries(@QueryInput() query: ImpactEntries, @Http() http: HttpContext): Promise<object> {
    return this.exports.dispatch('impact-entries', query, http);
  }
}

/** The reports. */
@Module({ controllers: [ReportsController] })
export class ReportsModule {}
