import { rolesFor } from '@jalon/access';
import { everyRole, personalFieldsOfCommand, type Uuid } from '@jalon/kernel';
import type { RecordedParameter } from '@jalon/ports';
import { LiveEvents } from '../live/live.queries.js';
import { ListExport, type ExportAnswer } from '../query/list-export.js';
import type { NotedRead, QueryContext, QueryHandler, QueryPorts } from '../query/query-handler.js';
import { ReportExport } from '../reports/impact.queries.js';
import { addNamed, peopleNamed } from './people-named.answers.js';
import { hasPurpose } from './purposes.messages.js';
import { ListReads, ListRefusals } from './reads.queries.js';

/** Recorded also where it showed nobody: whoever reads the audit is audited. */
const ALWAYS_RECORDED: ReadonlySet<unknown> = new Set([ListReads, ListRefusals]);

/** What no purpose is told of: live updates hold ids alone, and exports are told as the query that they write. */
const WITHOUT_PURPOSE: ReadonlySet<unknown> = new Set([LiveEvents, ListExport, ReportExport]);

/**
 * A handler whose answers are recorded where they show something of people other than the caller. All queries get it in one
 * place, so none can be left out. An export is recorded when it ends, or is cut, with the people that it had shown by then.
 *
 * @throws Error for a query that `purposes.messages.ts` has no words for
 */
export function recordingReads(
  { noteRead }: Pick<QueryPorts, 'noteRead'>,
  actionOf: (query: object) => string,
  handler: QueryHandler,
): QueryHandler {
  if (!WITHOUT_PURPOSE.has(handler.query) && !hasPurpose(handler.name)) {
    throw new Error(`libs/read-models/src/reads/purposes.messages.ts does not say what ${handler.name} is asked for`);
  }
  if (handler.query === LiveEvents) return handler;
  return {
    ...handler,
    async answer(query, context) {
      const answer = await handler.answer(query, context);
      const note = (people: ReadonlySet<Uuid>) => {
        const read = readOf(actionOf(query), query, context, people);
        if (read.people.length > 0 || ALWAYS_RECORDED.has(handler.query)) noteRead(read);
      };
      if (isExport(answer)) return { ...answer, pages: noting(answer.pages, note) };
      note(peopleNamed(answer));
      return answer;
    },
  };
}

const isExport = (answer: unknown): answer is ExportAnswer =>
  typeof answer === 'object' && answer !== null && 'pages' in answer;

async function* noting(
  pages: ExportAnswer['pages'],
  note: (people: ReadonlySet<Uuid>) => void,
): AsyncIterable<readonly object[]> {
  const people = new Set<Uuid>();
  try {
    for await (const page of pages) {
      addNamed(page, people);
      yield page;
    }
  } finally {
    note(people);
  }
}

function readOf(
  action: string,
  query: object,
  { caller, credential, isAnonymous }: QueryContext,
  people: ReadonlySet<Uuid>,
): NotedRead {
  const named = rolesFor(action);
  const reader = isAnonymous ? null : caller.person;
  return {
    tenant: caller.tenant,
    person: reader,
    roles: isAnonymous ? [] : everyRole(caller).filter((role) => named.includes(role)),
    credential: credential ?? null,
    query: action,
    parameters: parametersOf(query),
    people: [...people].filter((person) => person !== reader),
  };
}

/** What was asked, without text that may name a person, and without the cursor, which says nothing by itself. */
function parametersOf(query: object): Readonly<Record<string, RecordedParameter>> {
  const asked = query instanceof ListExport ? query.list : query instanceof ReportExport ? query.report : query;
  const personal = personalFieldsOfCommand(asked.constructor);
  const kept = Object.entries(asked).filter(
    ([name, value]) =>
      name !== 'cursor' && !personal.has(name) && ['string', 'number', 'boolean'].includes(typeof value),
  );
  return Object.fromEntries(kept);
}
