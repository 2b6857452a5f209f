import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { Language } from '@jalon/kernel';
import { languageOf, mediaTypeFor } from '../http/content-negotiation.js';
import { ApiProblem } from '../problems/api-problem.js';
import { asCsv, asFrenchCsv } from './csv.js';
import type { Export, Exported, ExportForPeople } from './export-stream.js';
import { asCloudEvents, asJson, asNdjson } from './json.js';
import { asXlsx } from './xlsx.js';

/** A format of exports. `write` returns a stream that reads on only as fast as the client does. */
export type Format = FormatHeaders & (ForPrograms | ForPeople);

interface FormatHeaders {
  /** Its value of the parameter `format`. */
  readonly name: string;
  readonly mediaType: string;
  readonly contentType: string;
  /** The extension of the file that a browser saves; null for an answer that is shown. */
  readonly extension: string | null;
}

interface ForPrograms {
  readonly languageOf: null;
  readonly write: (answer: Export) => Readable;
}

interface ForPeople {
  /** The language of headings and codes: the format's own, else that of the request. */
  readonly languageOf: (request: FastifyRequest) => Language;
  readonly write: (answer: ExportForPeople) => Readable;
}

const UTF_8 = '; charset=utf-8';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The first is for clients that name no format. Of two with one media type, Accept chooses the first. */
const FORMATS: readonly Format[] = [
  { ...headers('json', 'application/json', null, UTF_8), ...forPrograms(asJson) },
  { ...headers('ndjson', 'application/x-ndjson', 'ndjson'), ...forPrograms(asNdjson) },
  { ...headers('csv', 'text/csv', 'csv', UTF_8), ...forPrograms(asCsv) },
  { ...headers('csv-fr', 'text/csv', 'csv', UTF_8), languageOf: () => 'fr', write: asFrenchCsv },
  { ...headers('xlsx', XLSX, 'xlsx'), languageOf, write: asXlsx },
];
const CLOUD_EVENTS: Format = {
  ...headers('cloudevents', 'application/cloudevents-batch+json', 'cloudevents.json', UTF_8),
  ...forPrograms(asCloudEvents),
};

function headers(name: string, mediaType: string, extension: string | null, parameters = ''): FormatHeaders {
  return { name, mediaType, contentType: mediaType + parameters, extension };
}

function forPrograms(write: ForPrograms['write']): ForPrograms {
  return { languageOf: null, write };
}

/** The formats in which a list can be exported. */
export const formatsOf = (exported: Exported): readonly Format[] =>
  exported === 'audit' ? [...FORMATS, CLOUD_EVENTS] : FORMATS;

export const mediaTypesOf = (exported: Exported): readonly string[] => [
  ...new Set(formatsOf(exported).map(({ mediaType }) => mediaType)),
];

/**
 * The format that a client names in the parameter `format`, else the one that its Accept prefers.
 *
 * @throws ApiProblem QUERY_INVALID for an unknown `format`, NOT_ACCEPTABLE
 */
export function formatFor(request: Pick<FastifyRequest, 'query' | 'headers'>, exported: Exported): Format {
  const formats = formatsOf(exported);
  const { format: named } = request.query as { readonly format?: unknown };
  if (named !== undefined) return formats.find(({ name }) => name === named) ?? refuseFormat(formats);
  const offered = mediaTypesOf(exported);
  const wanted = mediaTypeFor(request.headers.accept, offered);
  const found = formats.find(({ mediaType }) => mediaType === wanted);
  if (found) return found;
  throw new ApiProblem('NOT_ACCEPTABLE', {
    params: { offered: offered.join(', ') },
    headers: { vary: 'Accept, Accept-Language' },
  });
}

function refuseFormat(formats: readonly Format[]): never {
  const names = formats.map(({ name }) => name).join(', ');
  const expected = { en: `one of: ${names}`, fr: `l’une de ces valeurs : ${names}` };
  throw new ApiProblem('QUERY_INVALID', { faults: [{ field: 'format', expected }] });
}
