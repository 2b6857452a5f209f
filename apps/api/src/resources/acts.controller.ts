import { Controller, Inject, Module } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ListActs } from '@jalon/read-models';
import { ExportDispatcher } from '../exports/export-dispatcher.js';
import { Http, type HttpContext } from '../http/http-context.js';
import { Exportable, GetQuery, QueryInput } from '../queries/query-endpoint.js';

@ApiTags('Acts of two people')
@Controller('v1/acts')
export class ActsController {
  constructor(@Inject(ExportDispatcher) private readonly exports: ExportDispatcher) {}

  /** The acts of two people that the caller requested or may answer, latest requested first. */
  @GetQuery()
  @Exportable('acts')
  listActs(@QueryInput() query: ListActs, @Http() http: HttpContext): Promise<object> {
    return this.exports.dispatch('acts', query, http);
  }
}

/** The acts of two people. Each is requested and answered at the thing that it changes. */
@Module({ controllers: [ActsController] })
export class ActsModule {}
