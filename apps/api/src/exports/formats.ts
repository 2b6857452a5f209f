import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { ApiProblem } from '../problems/api-problem.js';
import { asCloudEvents } from './cloud-events.js';
import type { Exported } from './columns.js';
import { asCsv, asFrenchCsv } from './csv.js';
import type { Export } from './export.js';
import { asJson, asLines } from './json.js';
import { asXlsx } from './xlsx.js';

/** One way to write an export: a stream that reads on only as fast as the client does. */
export interface Format {
  /** What `format` calls it. */
  readonly name: string;
  readonly mediaType: string;
  readonly contentType: string;
  /** Of the file that a browser saves it as; null where it is read by programs. */
  readonly extension: string | null;
  readonly write: (answer: Export) => Readable;
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The first is for a client that does not say; of two with one media type, Accept means the first. */
const FORMATS: readonly Format[] = [
  format('json', 'application/json', { charset: true, write: asJson }),
  format('ndjson', 'application/x-ndjson', { write: asLines }),
  format('csv', 'text/csv', { charset: true, extension: 'csv', write: asCsv }),
  format('csv-fr', 'text/csv', { charset: true, extension: 'fr.csv', write: asFrenchCsv }),
  format('xlsx', XLSX, { extension: 'xlsx', write: asXlsx }),
];
const CLOUD_EVENTS = format('cloudevents', 'application/cloudevents-batch+json', {
  charset: true,
  write: asCloudEvents,
});

function format(
  name: string,
  mediaType: string,
  more: Pick<Format, 'write'> & { readonly charset?: true; readonly extension?: string },
): Format {
  const { charset, extension = null, write } = more;
  return { name, mediaType, contentType: charset ? `${mediaType}; charset=utf-8` : mediaType, extension, write };
}

/** The forms in which a list can be had. */
export const formatsOf = (exported: Exported): readonly Format[] =>
  exported === 'audit' ? [...FORMATS, CLOUD_EVENTS] : FORMATS;

/**
 * The form that a client asks for by the parameter `format`, else likes best by Accept with its q-values.
 *
 * @throws ApiProblem QUERY_INVALID for a `format` that there is not, NOT_ACCEPTABLE
 */
export function formatFor({ query, headers }: Pick<FastifyRequest, 'query' | 'headers'>, exported: Exported): Format {
  const formats = formatsOf(exported);
  const { format: asked } = query as { readonly format?: unknown };
  if (asked !== undefined) return formats.find(({ name }) => name === asked) ?? refuseFormat(formats);
  const mediaTypes = mediaTypesOf(exported);
  const wanted = new Negotiator({ headers: { accept: headers.accept } }).mediaType([...mediaTypes]);
  const found = formats.find(({ mediaType }) => mediaType === wanted);
  if (found) return found;
  throw new ApiProblem('NOT_ACCEPTABLE', {
    params: { offered: mediaTypes.join(', ') },
    headers: { vary: 'Accept, Accept-Language' },
  });
}

export const mediaTypesOf = (exported: Exported): readonly string[] => [
  ...new Set(formatsOf(exported).map(({ mediaType }) => mediaType)),
];

function refuseFormat(formats: readonly Format[]): never {
  const names = formats.map(({ name }) => name).join(', ');
  const expected = { en: `one of: ${names}`, fr: `l’une de ces valeurs : ${names}` };
  throw new ApiProblem('QUERY_INVALID', { faults: [{ field: 'format', expected }] });
}
