import type { OpenAPIObject } from '@nestjs/swagger';
import { CREDENTIAL_KINDS, KEPT_OF_MASKED } from '@jalon/access';
import { IMPORT_KINDS } from '@jalon/engine';
import { MODES, PARTIES, ROLES, ROLE_SOURCES, TOKEN_ROLES } from '@jalon/kernel';
import { matchReasonTexts } from '@jalon/marketplace';
import { missionEvents } from '@jalon/mission';
import { answerColumns, APPROVAL_KINDS, EXCLUDED_AS, maskColumns } from '@jalon/read-models';
import { AUDIENCES, GROUPINGS, MATCH_CRITERIA, TIME_STATES } from '@jalon/rules';
import { IMPORT_STATES } from '../imports/import-jobs.js';
import {
  COUNT,
  DATE,
  described,
  ERASED,
  erasedSchema,
  INSTANT_SCHEMA,
  INTEGER,
  list,
  MONTH_SCHEMA,
  object,
  oneOf,
  orNull,
  POSITION,
  propertiesOf,
  schemaOfFields,
  TEXT,
  UUID,
  type Properties,
  type Schema,
} from './json-schema.js';

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
export type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

const codeIn = (values: readonly string[]): Schema => ({ type: 'string', enum: [...values] });

// ---- what all answers carry

const next = described(orNull(TEXT), 'What `cursor` takes to go on; null on the last page. Also in the Link header.');

/** The state of the views that an answer was read from (`ViewState`): one property always, the others where they apply. */
const position = described(
  orNull(POSITION),
  'The tenant’s last event that the views had seen: opaque, and of this tenant alone; null before its first.',
);
const whereItApplies: Properties = {
  mode: { const: 'demo', description: 'Said of a tenant whose data is invented or shifted.' },
  asOf: described(
    object(
      { date: described(DATE, 'The day that it was then in the tenant’s zone.') },
      { at: INSTANT_SCHEMA, position: POSITION, month: described(MONTH_SCHEMA, 'Of a publication.') },
    ),
    'The moment that it is of, where one was asked for: an instant or a position, as it was asked.',
  ),
  incomplete: {
    const: true,
    description: 'Some of its streams are set aside: it may lie behind, and is not to be published.',
  },
  parked: list(TEXT, { description: 'The streams set aside.' }),
};

function answer(properties: Properties, optional: Properties = {}): Schema {
  return object({ ...properties, position }, { ...optional, ...whereItApplies });
}

const listOf = (item: Schema, beside: Properties = {}): Schema => answer({ items: list(item), next, ...beside });

/** The answer about one thing: its properties, those of the view's state, and no others. */
function one(thing: Properties, optional: Properties = {}): Schema {
  return answer(thing, optional);
}

// ---- rows of views: a schema is made from the columns of its view, so the two cannot differ

const mask = propertiesOf(maskColumns);

const shown = (list: string): Properties => propertiesOf(answerColumns(list));

function only(properties: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));
}

function except(properties: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}

const missionColumns = shown('missions');
const { items: evaluation = {} } = (missionColumns['evaluations'] ?? {}) as { readonly items?: Schema };
const mission: Properties = {
  ...missionColumns,
  evaluations: list(oneOf(ref('Evaluation'), ref('MaskedEvaluation')), {
    description: 'The latest evaluation of each party; masked until all are revealed.',
  }),
};
/** The people whom missions name, for those who see the missions. */
const people: Properties = {
  people: described(
    list(object(only(shown('people'), ['id', 'givenName', 'familyName', 'email']))),
    'The employees, managers and organisations’ contacts that it names, by name; `email` where they share it, else null.',
  ),
};
const SEALED_OF_OFFER = ['words', 'coordinates'];
const offer = except(shown('offers'), SEALED_OF_OFFER);
/** Only in the answers to those who may read them. */
const sealedOfOffer = only(shown('offers'), SEALED_OF_OFFER);
const person = shown('people');
const personInShort = only(person, ['id', 'employer', 'organisation', 'revision']);
const audit = { ...except(shown('audit'), Object.keys(mask)), position: POSITION };
const maskedAudit = { ...only(audit, KEPT_OF_MASKED), ...mask };

const matchReason = object({
  criterion: codeIn(MATCH_CRITERIA),
  weight: described(COUNT, 'The most it could give.'),
  points: described(COUNT, 'What it gave.'),
  code: codeIn(Object.keys(matchReasonTexts)),
  params: { type: 'object', additionalProperties: { type: ['string', 'integer'] } },
});

/** What the live stream tells of an event. */
const liveUpdate = object(
  {
    position: POSITION,
    ...only(audit, ['stream', 'category', 'streamId', 'revision', 'type', 'recordedAt']),
  },
  mask,
);

const actor = object(
  { person: UUID, party: orNull(codeIn(PARTIES)), role: codeIn(ROLES) },
  {
    onBehalfOf: described(UUID, 'For whom, when not for themselves.'),
    handedOverBy: described(UUID, 'Who handed over the access that they used, and could have used it too.'),
  },
);

/** The words of an event, apart from what it changed. */
const WORDS = ['reason', 'comment'];

/** An event of a mission's history, told whole: what it changed has the fields of its type. */
const historyEntries: readonly (readonly [string, Schema])[] = missionEvents.map(({ type, meaning, fields }) => [
  `History${type}`,
  described(
    object({
      revision: COUNT,
      position: POSITION,
      type: { const: type },
      recordedAt: INSTANT_SCHEMA,
      actor,
      why: described(orNull(oneOf(TEXT, ref(ERASED))), 'In whose words, or as which code, where there is any.'),
      changes: schemaOfFields(Object.fromEntries(Object.entries(fields).filter(([name]) => !WORDS.includes(name)))),
    }),
    meaning,
  ),
]);

const maskedHistoryEntry = object({
  revision: COUNT,
  type: codeIn(missionEvents.map(({ type }) => type)),
  recordedAt: INSTANT_SCHEMA,
  ...mask,
});

/** One event in an array of CloudEvents 1.0. */
const cloudEvent = object(
  {
    specversion: { const: '1.0' },
    id: POSITION,
    source: TEXT,
    type: TEXT,
    subject: TEXT,
    time: INSTANT_SCHEMA,
    stream: TEXT,
    revision: COUNT,
    hash: TEXT,
  },
  {
    masked: described(TEXT, 'Why nothing more is shown.'),
    datacontenttype: { const: 'application/json' },
    data: { type: 'object', description: 'The event as it is stored.' },
  },
);

// ---- the report

const states = (value: Schema): Properties => Object.fromEntries(TIME_STATES.map((state) => [state, value]));
const byState = (value: Schema, description: string): Schema => described(object(states(value)), description);

/** The figures of a row, for those who may read its entries. */
const internalFigures: Properties = {
  people: described(COUNT, 'Distinct people behind it.'),
  missions: COUNT,
  organisations: COUNT,
  ...Object.fromEntries(TIME_STATES.map((state) => [`${state}Minutes`, COUNT])),
  months: described(COUNT, 'Whole months that it is about.'),
  hoursHundredths: byState(COUNT, 'Hundredths of an hour.'),
  halfDaysLogged: byState(COUNT, 'Half-days as they were logged, never worked out from minutes.'),
  minutesLogged: byState(COUNT, 'Minutes of what was logged in minutes: the rest of the time was logged in half-days.'),
  fteThousandths: byState(COUNT, 'Thousandths of a full-time employee over these months.'),
  outcomes: list(object({ indicator: TEXT, quantity: COUNT })),
  satisfaction: object({
    averageHundredths: described(orNull(COUNT), 'The mean score in hundredths of a point; null without answers.'),
    answers: COUNT,
  }),
  publishable: { type: 'boolean', description: 'Whether it is about enough people to be published.' },
};

const atLeast = (what: string): Schema =>
  described(COUNT, `${what}: at least so many, a multiple of the smallest group of the rules.`);
const ofConfirmed = (description: string): Schema =>
  described(object({ confirmed: orNull(COUNT), confirmedOffDuty: orNull(COUNT) }), description);

/** The figures of a publication: null where they are about nobody, or about too few people. */
const publishedFigures: Properties = {
  peopleAtLeast: atLeast('People behind it'),
  missionsAtLeast: atLeast('Missions'),
  organisationsAtLeast: atLeast('Organisations'),
  confirmedMinutes: orNull(COUNT),
  confirmedOffDutyMinutes: orNull(COUNT),
  months: described(COUNT, 'Whole months that it is about.'),
  countedMonths: list(MONTH_SCHEMA, { description: 'The months of which it counts something.' }),
  hoursHundredths: ofConfirmed('Hundredths of an hour.'),
  fteThousandths: ofConfirmed('Thousandths of a full-time employee over these months.'),
  outcomes: list(object({ indicator: TEXT, quantity: COUNT })),
  satisfaction: object({ averageHundredths: orNull(COUNT), answers: orNull(COUNT) }),
  unchangedSince: described(MONTH_SCHEMA, 'The month end since which it has been published like this.'),
};
const difference: Properties = {
  month: MONTH_SCHEMA,
  figure: TEXT,
  key: described(orNull(TEXT), 'The group; null for what has none, and for the small groups.'),
  smallGroups: {
    type: 'boolean',
    description: 'Of the groups that are too small to be shown, and are published together in totals.',
  },
  people: described(COUNT, 'How many people’s facts differ.'),
  published: COUNT,
  known: COUNT,
  missions: list(UUID),
};
const suppressed: Properties = {
  suppressed: { const: true, description: 'About nobody, or about too few people: no figure is shown.' },
};

const keyed = (row: Properties): Schema =>
  object({ key: described(orNull(TEXT), 'The group; null for what has none.'), ...row });

function formula(inputs: Properties = {}): Schema {
  return object({ formula: TEXT, rounding: { const: 'half-up' }, ...inputs });
}

const dateOfReading = described(DATE, 'The civil date of reading.');

const impactReport = answer(
  {
    from: MONTH_SCHEMA,
    to: MONTH_SCHEMA,
    groupBy: codeIn(GROUPINGS),
    at: dateOfReading,
    audience: codeIn(AUDIENCES),
    rules: list(TEXT, { description: 'The rule sets used.' }),
    formulas: described(
      object({
        hoursHundredths: formula(),
        fteThousandths: formula({ annualHours: COUNT, source: TEXT }),
      }),
      'How the figures that are reckoned from minutes were.',
    ),
    leavesOut: list({ const: 'personal-time' }, { description: 'What is not in it, on purpose.' }),
    rows: list(oneOf(ref('ImpactRow'), ref('PublishedImpactRow'))),
    total: oneOf(ref('ImpactTotal'), ref('PublishedImpactTotal'), ref('SuppressedImpactTotal')),
  },
  {
    publishable: { const: false, description: 'Said of a report that is incomplete.' },
    monthsToCome: list(MONTH_SCHEMA, {
      description: 'Of a publication: the months of the period of which nothing is published yet. Left out if none.',
    }),
    corrections: list(object({ month: MONTH_SCHEMA, asOf: MONTH_SCHEMA }), {
      description: 'Of a publication: the months that were corrected, and since which month end.',
    }),
    differences: described(
      object({
        heldBack: list(object(difference)),
        corrected: list(object({ asOf: MONTH_SCHEMA, ...difference })),
      }),
      'Of a publication, for those who may read entries: what waits, and what corrections changed.',
    ),
  },
);

// ---- the components

/** The schemas of what answers hold, which those of answers refer to. */
/** Who asked for what is recorded, as the records of reads and of refused commands tell it. */
const asked: Properties = {
  at: INSTANT_SCHEMA,
  roles: described(list(codeIn(ROLES)), 'In which of their roles.'),
  credential: described(orNull(TEXT), 'The kind of their credential; null at the command line.'),
};

const itemSchemas: Readonly<Record<string, Schema>> = {
  [ERASED]: erasedSchema,
  Mission: object(mission),
  Evaluation: evaluation,
  MaskedEvaluation: object({ party: codeIn(PARTIES), ...mask }),
  TimeEntry: object(shown('hours')),
  ImpactEntry: object(shown('impact-entries')),
  Need: object(shown('needs')),
  Offer: object(offer, sealedOfOffer),
  Employer: object(shown('employers')),
  Organisation: object(shown('organisations')),
  Person: object(person),
  PersonInShort: described(object(personInShort), 'Someone whom the caller may not know by name.'),
  GrantedRole: object(shown('roles')),
  HeldRole: described(
    object({
      role: codeIn(TOKEN_ROLES),
      from: described(codeIn(ROLE_SOURCES), 'Whether it follows from their entry, was granted, or is from elsewhere.'),
      employer: described(orNull(UUID), 'The employer that it is limited to.'),
      organisation: described(orNull(UUID), 'The organisation that they speak for by it.'),
      until: described(orNull(DATE), 'The last day on which it is held.'),
    }),
    'A role that a person holds today.',
  ),
  Act: object(shown('acts')),
  ImproperApproval: described(
    object({
      kind: codeIn(APPROVAL_KINDS),
      mission: UUID,
      entryId: described(orNull(UUID), 'The time entry; null for outcomes.'),
      date: described(DATE, 'The day of the time, or the mission’s last day.'),
      minutes: described(orNull(COUNT), 'Of the time; null for outcomes.'),
      state: described(codeIn(['approved', 'confirmed', 'disputed']), 'What became of it.'),
      employee: described(UUID, 'Whom the mission is for.'),
      approvedBy: described(UUID, 'The entry that approved the time, or answered for the outcomes.'),
      approvedAt: INSTANT_SCHEMA,
      sameHuman: described(list(ref('ExcludedEntry')), 'The other entries of that human whom the rule excludes.'),
    }),
    'An approval by somebody who is, since two entries were merged, the human whom it is about or who wrote it.',
  ),
  ExcludedEntry: object({
    person: UUID,
    as: described(codeIn(EXCLUDED_AS), 'Whether it is about them, or they wrote a version of it.'),
    mergedAt: described(INSTANT_SCHEMA, 'Since when this entry and the one that approved are one human.'),
    mergers: described(
      list(
        object({
          person: described(UUID, 'The entry that was merged.'),
          otherPerson: described(UUID, 'The entry that it was merged into.'),
          at: INSTANT_SCHEMA,
          position: described(POSITION, 'Of the event `PersonMerged`, which the audit trail shows.'),
        }),
      ),
      'The mergers that made them one human, in the order of the log.',
    ),
  }),
  RecordedRead: object({
    id: UUID,
    ...asked,
    reader: described(orNull(UUID), 'Who read; null where the record tells that reads were lost.'),
    query: described(
      TEXT,
      'The name of the query, with `/export` for a whole list; `ReadsLost` where reads were lost.',
    ),
    parameters: {
      type: 'object',
      additionalProperties: { type: ['string', 'number', 'boolean'] },
      description: 'What was asked, without text that may name a person.',
    },
    people: described(COUNT, 'How many people other than the reader it showed something of.'),
    who: list(UUID, { description: 'At most 50 of them. The parameter `person` finds the others.' }),
    lost: described(COUNT, 'How many reads before it are not recorded; 0 in the record of a read.'),
  }),
  RefusedCommand: object({
    id: UUID,
    ...asked,
    person: described(orNull(UUID), 'Whose command was refused.'),
    command: TEXT,
    code: described(TEXT, 'Why, as it was answered.'),
    target: described(orNull(TEXT), 'The id in the path; null for a creation.'),
  }),
  ReadOfMine: object({
    at: INSTANT_SCHEMA,
    roles: described(list(codeIn(ROLES)), 'In which role somebody read; who it was is not told.'),
    purpose: described(object({ en: TEXT, fr: TEXT }), 'What was asked for, in words.'),
  }),
  AuditEntry: object(audit),
  MaskedAuditEntry: object(maskedAudit),
  CloudEvent: cloudEvent,
  LiveUpdate: liveUpdate,
  MatchReason: matchReason,
  ...Object.fromEntries(historyEntries),
  MaskedHistoryEntry: maskedHistoryEntry,
  ImpactRow: keyed(internalFigures),
  PublishedImpactRow: keyed(publishedFigures),
  ImpactTotal: object(internalFigures),
  PublishedImpactTotal: object(publishedFigures),
  SuppressedImpactTotal: object(suppressed),
};

const importedRow = object({
  line: described(COUNT, 'Where the row begins in the file, from 1.'),
  key: described(orNull(TEXT), 'What the row is known by, such as a staff number; null where it has none.'),
  outcome: codeIn(['refused', 'skipped', 'duplicate']),
  code: described(orNull(TEXT), 'Why it was refused or skipped; null for a duplicate. Stable.'),
  message: described(orNull(TEXT), 'The same as a sentence, in the language of this request.'),
  ofLine: described(orNull(COUNT), 'Of a duplicate: the line that went in.'),
  by: orNull(codeIn(['key', 'content'])),
});

const importReport = described(
  object({
    kind: codeIn(IMPORT_KINDS),
    file: TEXT,
    tenant: TEXT,
    source: orNull(TEXT),
    dryRun: { type: 'boolean', description: 'Whether nothing was written: the counts then foresee an import.' },
    at: orNull(DATE),
    shiftedByDays: INTEGER,
    total: described(COUNT, 'The rows of the file.'),
    read: described(COUNT, 'The rows that were handled so far.'),
    created: COUNT,
    revised: COUNT,
    left: described(COUNT, 'Departures that were recorded.'),
    unchanged: COUNT,
    skipped: described(COUNT, 'Rows with nothing to enter.'),
    refused: COUNT,
    duplicates: COUNT,
    organisations: described(COUNT, 'Organisations that needs brought along.'),
    unusedColumns: list(TEXT),
    unmatched: list(object({ field: TEXT, count: COUNT, values: list(TEXT) })),
    firstRows: list(object({ line: COUNT, stored: { type: 'object', additionalProperties: true } })),
    rows: described(list(importedRow), 'The rows that did not go in, by line; 1,000 at most.'),
    moreRows: described(COUNT, 'How many more rows did not go in.'),
    missing: described(
      object({ count: COUNT, people: list(object({ person: UUID, staffNumber: orNull(TEXT) })) }),
      'Who is in the directory and not in the file: nothing was changed about them.',
    ),
  }),
  'The result so far.',
);

const importProgress = object({
  id: UUID,
  state: described(codeIn(IMPORT_STATES), 'Ended where it is `done`, `stopped` (with the service) or `failed`.'),
  startedAt: INSTANT_SCHEMA,
  endedAt: orNull(INSTANT_SCHEMA),
  report: orNull(importReport),
  problem: described(orNull(ref('Problem')), 'Why it failed.'),
});

/** The schema of each query's answer, by the operation's id. */
export const answerSchemas: Readonly<Record<string, Schema>> = {
  listMissions: listOf(ref('Mission'), people),
  getImport: importProgress,
  getMission: one({ ...mission, ...people }),
  getMissionHistory: answer({
    items: list(oneOf(...historyEntries.map(([name]) => ref(name)), ref('MaskedHistoryEntry'))),
    next,
    revision: described(COUNT, 'Of the mission now; also the ETag.'),
  }),
  listHours: listOf(ref('TimeEntry'), people),
  listNeeds: listOf(ref('Need')),
  getNeed: one(shown('needs')),
  listNeedMatches: matchesOf('offer', ref('Offer')),
  listOffers: listOf(ref('Offer')),
  getOffer: one(offer, sealedOfOffer),
  listOfferMatches: matchesOf('need', ref('Need')),
  listEmployers: listOf(ref('Employer')),
  getTenant: object(
    { tenant: TEXT, ...except(shown('tenants'), ['id']), mode: codeIn(MODES), position },
    except(whereItApplies, ['mode']),
  ),
  getEmployer: one(shown('employers')),
  listOrganisations: listOf(ref('Organisation')),
  getOrganisation: one(shown('organisations')),
  listPeople: listOf(oneOf(ref('Person'), ref('PersonInShort'))),
  getPerson: oneOf(one({ ...person, roles: list(ref('HeldRole')) }), one(personInShort)),
  listRoles: listOf(ref('GrantedRole')),
  getMe: object({
    tenant: described(TEXT, 'The tenant of the account by which you ask.'),
    person: described(UUID, 'Who you are there.'),
    organisation: described(orNull(UUID), 'The organisation for which you speak in this request.'),
    roles: described(list(codeIn(TOKEN_ROLES)), 'The roles in which you ask, that are limited to no employer.'),
    employerRoles: list(object({ role: codeIn(TOKEN_ROLES), employer: UUID }), {
      description: 'The roles in which you ask of what belongs to one employer.',
    }),
    credential: object({ kind: codeIn(CREDENTIAL_KINDS), expiresAt: INSTANT_SCHEMA }),
    accounts: list(
      object({
        tenant: TEXT,
        person: UUID,
        hasLeft: { type: 'boolean', description: 'Whether you have left there: you then read your own record only.' },
        organisations: described(list(UUID), 'The organisations for which you can speak (`Jalon-Organisation`).'),
        roles: list(ref('HeldRole')),
        handedOverBy: described(
          orNull(UUID),
          'Who was given the link by which you log in there, to pass it on to you.',
        ),
      }),
      { description: 'Every account of your identity (`Jalon-Tenant`).' },
    ),
  }),
  listActs: listOf(ref('Act')),
  getImpactReport: impactReport,
  listImpactEntries: answer({ items: list(ref('ImpactEntry')), next, at: dateOfReading }),
  streamEvents: {
    type: 'string',
    description:
      'Server-Sent Events: `id` is a position, `data` a `LiveUpdate` as JSON. A message with an id alone only says how ' +
      'far everything has been told.',
    contentSchema: list(ref('LiveUpdate')),
  },
  listImproperApprovals: listOf(ref('ImproperApproval')),
  listReads: object({ items: list(ref('RecordedRead')), next }),
  listRefusals: object({ items: list(ref('RefusedCommand')), next }),
  listMyReads: object({ items: list(ref('ReadOfMine')), next }),
  listAuditEvents: answer({ items: list(oneOf(ref('AuditEntry'), ref('MaskedAuditEntry'))) }),
};

/** The components that answers bring: what they hold, and each answer that is a JSON object, by its own name. */
export function answerComponents(): Readonly<Record<string, Schema>> {
  const objects = Object.entries(answerSchemas).filter(([, schema]) => schema['type'] !== 'string');
  return { ...itemSchemas, ...Object.fromEntries(objects.map(([id, schema]) => [componentOf(id), schema])) };
}

/** The name of an answer's component: `ListMissionsAnswer` for `listMissions`. */
export function componentOf(operationId: string): string {
  return `${operationId.charAt(0).toUpperCase()}${operationId.slice(1)}Answer`;
}

/** The schema of the items of a list's answer. */
export function itemsOf(operationId: string): Schema {
  const { properties } = answerSchemas[operationId] as { readonly properties?: Properties };
  return (properties?.['items']?.['items'] as Schema | undefined) ?? {};
}

export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

function matchesOf(side: string, thing: Schema): Schema {
  const score: Schema = { type: 'integer', minimum: 0, maximum: 100 };
  return answer({ items: list(object({ id: UUID, score, reasons: list(ref('MatchReason')), [side]: thing })) });
}
