import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { Language } from '@jalon/kernel';
import Negotiator from 'negotiator';
import { ApiProblem } from '../problems/api-problem.js';
import { languageFor } from '../problems/language.js';
import { asCloudEvents } from './cloud-events.js';
import type { Exported } from './columns.js';
import { asCsv, asFrenchCsv } from './csv.js';
import type { Export, ExportForPeople } from './export.js';
import { asJson, asLines } from './json.js';
import { asXlsx } from './xlsx.js';

/** One way to write an export: a stream that reads on only as fast as the client does. */
export type Format = Form & (ForPrograms | ForPeople);

interface ForPrograms {
  readonly languageOf: null;
  readonly write: (answer: Export) => Readable;
}

interface ForPeople {
  /** The language of headings and codes, for what a client says in Accept-Language. */
  readonly languageOf: (acceptLanguage: string | undefined) => Language;
  readonly write: (answer: ExportForPeople) => Readable;
}

interface Form {
  /** What `format` calls it. */
  readonly name: string;
  readonly mediaType: string;
  readonly contentType: string;
  /** Of the file that a browser saves it as; null for what is shown as an answer. */
  readonly extension: string | null;
}

const UTF_8 = '; charset=utf-8';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The first is for a client that does not say; of two with one media type, Accept means the first. */
const FORMATS: readonly Format[] = [
  { ...form('json', 'application/json', null, UTF_8), ...forPrograms(asJson) },
  { ...form('ndjson', 'application/x-ndjson', 'ndjson'), ...forPrograms(asLines) },
  { ...form('csv', 'text/csv', 'csv', UTF_8), ...forPrograms(asCsv) },
  { ...form('csv-fr', 'text/csv', 'csv', UTF_8), languageOf: () => 'fr', write: asFrenchCsv },
  { ...form('xlsx', XLSX, 'xlsx'), languageOf: languageFor, write: asXlsx },
];
const CLOUD_EVENTS: Format = {
  ...form('cloudevents', 'application/cloudevents-batch+json', 'cloudevents.json', UTF_8),
  ...forPrograms(asCloudEvents),
};

function form(name: string, mediaType: string, extension: string | null, parameters = ''): Form {
  return { name, mediaType, contentType: mediaType + parameters, extension };
}

function forPrograms(write: ForPrograms['write']): ForPrograms {
  return { languageOf: null, write };
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
