import { Inject, Injectable } from '@nestjs/common';
import {
  AuditEvents,
  ImpactReport,
  ListExport,
  type ListQuery,
  ReportExport,
  type ExportAnswer,
} from '@jalon/read-models';
import type { FieldFault } from '@jalon/engine';
import { callerOf } from '../http/authentication.js';
import type { HttpContext } from '../http/http-context.js';
import { ApiProblem } from '../problems/api-problem.js';
import { logCutAnswer, logLeftAnswer } from '../problems/problem.filter.js';
import { QueryDispatcher } from '../queries/query-endpoint.js';
import type { Exported } from './export-stream.js';
import { formatFor, type Format } from './formats.js';

/** Answers lists that can also be exported whole, and the report. */
@Injectable()
export class ExportDispatcher {
  constructor(@Inject(QueryDispatcher) private readonly queries: QueryDispatcher) {}

  /**
   * A page of the list as JSON, or the whole list as a stream in the format asked for. The audit trail and the report are
   * always whole.
   *
   * @throws ApiProblem QUERY_INVALID, NOT_ACCEPTABLE, and what the query's handler throws
   */
  async dispatch(
    exported: Exported,
    query: ListQuery | AuditEvents | ImpactReport,
    http: HttpContext,
  ): Promise<object> {
    const format = formatFor(http.request, exported);
    void http.reply.header('vary', 'Accept, Accept-Language');
    if (query instanceof AuditEvents) return this.stream(exported, query, http, format);
    if (format.name === 'json') return this.queries.dispatch(query, http);
    if (query instanceof ImpactReport) return this.stream(exported, new ReportExport(query), http, format);
    refusePaging(http);
    return this.stream(exported, new ListExport(query), http, format);
  }

  private async stream(exported: Exported, query: object, http: HttpContext, format: Format): Promise<object> {
    const { request, reply } = http;
    const { pages, names, ...viewState } = await this.queries.dispatch<ExportAnswer>(query, http);
    void reply.type(format.contentType);
    if (viewState.incomplete) void reply.header('jalon-incomplete', 'true');
    const sent = (bytes: number) => ({ exported, format: format.name, bytes });
    const onCut: OnCut = {
      failed: (error, bytes) => logCutAnswer(request, error, sent(bytes)),
      left: (bytes) => logLeftAnswer(request, sent(bytes)),
    };
    const answer = { exported, tenant: callerOf(request).tenant, pages, viewState };
    if (format.languageOf === null) {
      nameFile(format.extension, exported, viewState, http);
      return reportingCuts(format.write(answer), onCut);
    }
    const language = format.languageOf(request);
    nameFile(format.extension && `${language}.${format.extension}`, exported, viewState, http);
    void reply.header('content-language', language);
    return reportingCuts(format.write({ ...answer, language, names: await names() }), onCut);
  }
}

/** Names the file that a browser saves, if it saves one. Exports that differ have different names. */
function nameFile(
  extension: string | null,
  exported: Exported,
  { mode, position }: Pick<ExportAnswer, 'mode' | 'position'>,
  { request, reply }: HttpContext,
): void {
  if (extension === null) return;
  const demo = mode === 'demo' ? 'demo-' : '';
  const { asOf } = request.query as { readonly asOf?: string };
  // Only the characters of an instant or a position that every file system takes.
  const then = asOf === undefined ? '' : `-as-of-${asOf.replaceAll(/[^\w.-]/g, '')}`;
  const name = `jalon-${demo}${exported}-${position ?? 0}${then}.${extension}`;
  void reply.header('content-disposition', `attachment; filename="${name}"`);
}

/** Refuses `limit` and `cursor`: an export is whole, and a client that asked for a page would take it for that page. */
function refusePaging({ request }: HttpContext): void {
  const expected = {
    en: 'to be left out: this form is of the whole list',
    fr: 'à omettre\u00A0: cette forme est celle de la liste entière',
  };
  const faults = ['limit', 'cursor']
    .filter((field) => field in (request.query as object))
    .map((field): FieldFault => ({ field, expected }));
  if (faults.length > 0) throw new ApiProblem('QUERY_INVALID', { faults });
}

/** Told how many bytes of an answer went out before it was cut. */
interface OnCut {
  readonly failed: (error: unknown, bytes: number) => Error;
  /** Its connection was closed. */
  readonly left: (bytes: number) => void;
}

/**
 * The chunks of an answer, with a report when it is cut. A failure before the first byte is thrown as it is: it can still
 * be answered with a problem.
 */
async function* reportingCuts(answer: AsyncIterable<Uint8Array>, onCut: OnCut): AsyncIterable<Uint8Array> {
  let bytes = 0;
  let isOver = false;
  try {
    for await (const chunk of answer) {
      yield chunk;
      bytes += chunk.length;
    }
    isOver = true;
  } catch (error) {
    isOver = true;
    if (bytes === 0) throw error;
    throw onCut.failed(error, bytes);
  } finally {
    // A closed connection ends the reading of the chunks without an error.
    if (!isOver) onCut.left(bytes);
  }
}
