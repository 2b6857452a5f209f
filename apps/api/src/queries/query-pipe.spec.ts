import { ListMissions } from '@jalon/read-models';
import type { ApiProblem } from '../problems/api-problem.js';
import { QueryPipe } from './query-endpoint.js';

const asked = (parameters: Readonly<Record<string, unknown>>) =>
  new QueryPipe().transform({ parameters, path: {} }, { type: 'custom', metatype: ListMissions });

function fieldsRefused(parameters: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    asked(parameters);
    return [];
  } catch (error) {
    return (error as ApiProblem).details.faults?.map(({ field }) => field) ?? [];
  }
}

describe('a query', () => {
  it('is read from the query string, with ids in lower case', () => {
    const employee = 'ABCDEF00-0000-4000-8000-000000000001';
    expect(asked({ limit: '5', employee })).toMatchObject({ limit: 5, employee: employee.toLowerCase() });
  });

  it.each(['limit', 'colour', 'hasOwnProperty', 'constructor', 'toString', '__proto__'])(
    'is refused with the parameter %s named once',
    (name) => {
      const parameters = JSON.parse(`{"${name}": "x"}`) as Readonly<Record<string, unknown>>;
      expect(fieldsRefused(parameters)).toEqual([name]);
    },
  );
});
