import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { AuditEvents, type ListQuery, type WholeAnswer, WholeList } from '@jalon/read-models';
import type { FieldFault } from '@jalon/engine';
import { callerOf } from '../access/caller-of.js';
import type { HttpExchange } from '../commands/exchange.decorator.js';
import { ApiProblem } from '../problems/api-problem.js';
import { logCut } from '../problems/log-failure.js';
import { QueryDoor } from '../queries/query.door.js';
import type { Exported } from './columns.js';
import { formatFor, type Format } from './formats.js';
import { toldWhenCut } from './told-when-cut.js';

/** Where a list goes out that can also be had whole. */
@Injectable()
export class ExportDoor {
  constructor(@Inject(QueryDoor) private readonly door: QueryDoor) {}

  /** A page as JSON, or the whole list as a stream in the form asked for. */
  async ask(exported: Exported, query: ListQuery | AuditEvents, exchange: HttpExchange): Promise<object> {
    const format = formatFor(exchange.request, exported);
    void exchange.reply.header('vary', 'Accept, Accept-Language');
    if (query instanceof AuditEvents) return this.whole(exported, query, exchange, format);
    if (format.name === 'json') return this.door.ask(query, exchange);
    refusePages(exchange);
    return this.whole(exported, new WholeList(query), exchange, format);
  }

  private async whole(exported: Exported, query: object, exchange: HttpExchange, format: Format): Promise<object> {
    const { request, reply } = exchange;
    const { pages, names, ...standing } = await this.door.ask<WholeAnswer>(query, exchange);
    void reply.type(format.contentType);
    if (standing.incomplete) void reply.header('jalon-incomplete', 'true');
    const attach = (extension: string | null) => attachAs(extension, exported, standing, exchange);
    const tellCut = (written: Readable) =>
      toldWhenCut(written, (error, bytes) => logCut(request, error, { exported, format: format.name, bytes }));
    const answer = { exported, tenant: callerOf(request).tenant, pages, standing };
    if (format.languageOf === null) {
      attach(format.extension);
      return tellCut(format.write(answer));
    }
    const language = format.languageOf(request.headers['accept-language']);
    attach(format.extension && `${language}.${format.extension}`);
    void reply.header('content-language', language);
    return tellCut(format.write({ ...answer, language, names: await names() }));
  }
}

/** Names the file that a browser saves it as, if it is one: what differs goes into files of different names. */
function attachAs(
  extension: string | null,
  exported: Exported,
  { mode, position }: Pick<WholeAnswer, 'mode' | 'position'>,
  { request, reply }: HttpExchange,
): void {
  if (extension === null) return;
  const demo = mode === 'demo' ? 'demo-' : '';
  const { asOf } = request.query as { readonly asOf?: string };
  // No file system takes every sign of an instant.
  const then = asOf === undefined ? '' : `-as-of-${asOf.replaceAll(/[^\dTZ.-]/g, '')}`;
  const name = `jalon-${demo}${exported}-${position ?? 0}${then}.${extension}`;
  void reply.header('content-disposition', `attachment; filename="${name}"`);
}

/** An export has no pages: one that seems to be asked for would be taken for the whole. */
function refusePages({ request }: HttpExchange): void {
  const expected = {
    en: 'to be left out: this form is of the whole list',
    fr: 'à omettre : cette forme est celle de la liste entière',
  };
  const faults = ['limit', 'cursor']
    .filter((field) => field in (request.query as object))
    .map((field): FieldFault => ({ field, expected }));
  if (faults.length > 0) throw new ApiProblem('QUERY_INVALID', { faults });
}
