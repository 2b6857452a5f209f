import type { OpenAPIObject } from '@nestjs/swagger';
import { answerColumns, CIVIL_DATE, INSTANT, maskColumns } from '@jalon/read-models';
import type { Column, Columns } from '@jalon/kernel';
import { TIME_STATES } from '@jalon/rules';

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
/** A schema of OpenAPI 3.1, which is JSON Schema: the library's own type is that of 3.0. */
export type Schema = Readonly<Record<string, unknown>>;
export type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** Columns that no answer holds. */
const HIDDEN: ReadonlySet<string> = new Set(['birthDate']);

/** The units that are formats of JSON Schema. */
const FORMATS: Readonly<Record<string, string>> = { [CIVIL_DATE]: 'date', [INSTANT]: 'date-time' };

const UUID: Schema = { type: 'string', format: 'uuid' };
const INTEGER: Schema = { type: 'integer' };
/** Null in a publication that would be about too few people. */
const COUNT: Schema = { type: ['integer', 'null'] };

const next = { type: ['string', 'null'], description: 'What `cursor` takes to go on; also in the Link header.' };

const viewState = {
  position: { type: ['string', 'null'], description: 'Where the views stood.' },
  mode: { const: 'demo', description: 'Said of a tenant whose data is invented or shifted.' },
  asOf: {
    type: 'object',
    description: 'The moment that it is of, where one was asked for.',
    properties: {
      at: { type: 'string', format: 'date-time' },
      position: { type: 'string' },
      date: { type: 'string', format: 'date', description: 'The day that it was then in the tenant’s zone.' },
    },
    required: ['date'],
  },
  incomplete: {
    const: true,
    description: 'Some of its streams are set aside: it may lie behind, and is not to be published.',
  },
  parked: { type: 'array', items: { type: 'string' }, description: 'The streams set aside.' },
};

/**
 * The views whose rows answers hold, by the name of their schema. A schema is made from its view, so the two cannot
 * differ.
 */
const VIEWS = {
  Mission: 'missions',
  TimeEntry: 'hours',
  Need: 'needs',
  Offer: 'offers',
  Employer: 'employers',
  Organisation: 'organisations',
  Person: 'people',
  Act: 'acts',
  AuditEntry: 'audit',
} as const;

/** The schemas of rows, which those of answers refer to. */
export function viewSchemas(): Readonly<Record<string, Schema>> {
  return Object.fromEntries(
    Object.entries(VIEWS).map(([name, view]) => [name, object(shown(answerColumns(view)))] as const),
  );
}

/** The schema of each query's answer, by the operation's id. */
export const answerSchemas: Readonly<Record<string, Schema>> = {
  listMissions: listOf(row('Mission')),
  getMission: one(row('Mission')),
  getMissionHistory: object({ items: list(historyEntry()), next, revision: INTEGER, ...viewState }, [
    'items',
    'next',
    'revision',
  ]),
  listHours: listOf(row('TimeEntry')),
  listNeeds: listOf(row('Need')),
  getNeed: one(row('Need')),
  listNeedMatches: matchesOf('offer', row('Offer')),
  listOffers: listOf(row('Offer')),
  getOffer: one(row('Offer')),
  listOfferMatches: matchesOf('need', row('Need')),
  listEmployers: listOf(row('Employer')),
  getEmployer: one(row('Employer')),
  listOrganisations: listOf(row('Organisation')),
  getOrganisation: one(row('Organisation')),
  listPeople: listOf(row('Person')),
  getPerson: one(row('Person')),
  listActs: listOf(row('Act')),
  getImpactReport: impactReport(),
  listImpactEntries: object(
    {
      items: list({ allOf: [row('TimeEntry'), object({ countsAs: timeState() })] }),
      next,
      at: dateOfReading(),
      ...viewState,
    },
    ['items', 'next', 'at'],
  ),
  streamEvents: {
    type: 'string',
    description:
      'Server-Sent Events: `id` is a position, `data` a JSON object of `position`, `stream`, `category`, `streamId`, `revision`, `type` and ' +
      '`recordedAt`, with `masked` and `opensOn` where it is shown in part. A message with an id alone only says how far everything has been told.',
  },
  listAuditEvents: object({ items: list(row('AuditEntry')), ...viewState }, ['items', 'position']),
};

function row(name: keyof typeof VIEWS): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

function shown(columns: Columns): Readonly<Record<string, Schema>> {
  const visible = Object.entries(columns).filter(([column]) => !HIDDEN.has(column));
  return Object.fromEntries(visible.map(([column, definition]) => [column, valueOf(definition)]));
}

/**
 * The schema of a column. A json column has no type: a personal one holds its value, or `{ "erased": true }` once its
 * key is destroyed.
 */
function valueOf({ type, nullable, unit, meaning }: Column): Schema {
  const format = unit === undefined ? undefined : FORMATS[unit];
  const description = unit === undefined || format !== undefined ? meaning : `${meaning} (${unit})`;
  if (type === 'json') return { description };
  const named = type === 'text' ? 'string' : type;
  return { type: nullable ? [named, 'null'] : named, ...(format !== undefined && { format }), description };
}

function listOf(item: Schema): Schema {
  return object({ items: list(item), next, ...viewState }, ['items', 'next']);
}

function one(thing: Schema): Schema {
  return { allOf: [thing, object(viewState)] };
}

function matchesOf(side: string, thing: Schema): Schema {
  const reason = object({
    criterion: { type: 'string' },
    weight: { ...INTEGER, description: 'The most it could give.' },
    points: { ...INTEGER, description: 'What it gave.' },
    code: { type: 'string' },
    params: { type: 'object' },
  });
  const score = { ...INTEGER, minimum: 0, maximum: 100 };
  return object({ items: list(object({ id: UUID, score, reasons: list(reason), [side]: thing })), ...viewState }, [
    'items',
  ]);
}

function historyEntry(): Schema {
  return object({
    revision: INTEGER,
    position: { type: 'string' },
    type: { type: 'string', description: 'What happened.' },
    recordedAt: { type: 'string', format: 'date-time' },
    actor: object({ person: UUID, party: { type: ['string', 'null'] }, role: { type: 'string' }, onBehalfOf: UUID }),
    why: { description: 'In whose words, where there are any.' },
    changes: { type: 'object', description: 'What it changed.' },
    ...shown(maskColumns),
  });
}

function impactReport(): Schema {
  const outcomes = list(object({ indicator: { type: 'string' }, quantity: COUNT }));
  const satisfaction = object({ averageHundredths: COUNT, answers: COUNT });
  const counted = ['people', 'missions', 'organisations'].map((name) => [name, INTEGER] as const);
  const minutes = TIME_STATES.map((state) => [`${state}Minutes`, COUNT] as const);
  const figures = {
    ...Object.fromEntries([...counted, ...minutes]),
    months: { ...INTEGER, description: 'Whole months that it is about.' },
    hoursHundredths: byState('Hundredths of an hour.'),
    halfDaysLogged: byState('Half-days as they were logged, never worked out from minutes.'),
    minutesLogged: byState('Minutes of what was logged in minutes: the rest of the time was logged in half-days.'),
    fteThousandths: byState('Thousandths of a full-time employee over these months.'),
    outcomes,
    satisfaction,
    publishable: { type: 'boolean', description: 'Whether it is about enough people to be published; internal only.' },
    suppressed: { const: true, description: 'About too few people: no figure is shown; publication only.' },
  };
  const month = { type: 'string', pattern: '^\\d{4}-\\d{2}$' };
  return object({
    from: month,
    to: month,
    groupBy: { type: 'string' },
    at: dateOfReading(),
    audience: { type: 'string', enum: ['internal', 'publication'] },
    rules: { ...list({ type: 'string' }), description: 'The rule sets used.' },
    formulas: {
      ...object({
        hoursHundredths: formula(),
        fteThousandths: formula({ annualHours: INTEGER, source: { type: 'string' } }),
      }),
      description: 'How the figures that are reckoned from minutes were.',
    },
    leavesOut: { ...list({ type: 'string' }), description: 'What is not in it, on purpose.' },
    rows: list(object({ key: { type: ['string', 'null'] }, ...figures })),
    total: object(figures),
    ...viewState,
  });
}

function byState(description: string): Schema {
  return { ...object(Object.fromEntries(TIME_STATES.map((state) => [state, COUNT]))), description };
}

function formula(inputs: Readonly<Record<string, Schema>> = {}): Schema {
  return object({ formula: { type: 'string' }, rounding: { const: 'half-up' }, ...inputs });
}

function timeState(): Schema {
  return { type: 'string', enum: [...TIME_STATES], description: 'What the report counts it as.' };
}

function dateOfReading(): Schema {
  return { type: 'string', format: 'date', description: 'The civil date of reading.' };
}

function object(properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema {
  return { type: 'object', ...(required.length > 0 && { required }), properties };
}

function list(items: Schema): Schema {
  return { type: 'array', items };
}
