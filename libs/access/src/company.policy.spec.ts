import type { Caller, Role } from '@jalon/kernel';
import { maySeePeople, maySeePerson, audienceOf } from './company.policy.js';

const caller = (...roles: Role[]): Caller => ({ tenant: 'main', person: 'ana', roles, organisation: null });

describe.each<[Role, boolean]>([
  ['admin', true],
  ['hr', true],
  ['auditor', true],
  ['manager', false],
  ['employee', false],
  ['organisation', false],
  ['compliance', true],
  ['works-council', false],
  ['service', false],
])('the role %s', (role, inside) => {
  it(`is ${inside ? '' : 'not '}given the names of people`, () => {
    expect(maySeePeople(caller(role))).toBe(inside);
    expect(maySeePerson({ id: 'ben', employer: 'north' }, caller(role))).toBe(inside);
  });

  it('is given its own name', () => {
    expect(maySeePerson({ id: 'ana', employer: 'north' }, caller(role))).toBe(true);
  });

  it(`is given ${inside ? 'internal' : 'publishable'} reports`, () => {
    expect(audienceOf(caller(role))).toBe(inside ? 'internal' : 'publication');
    expect(audienceOf(caller(role), 'internal')).toBe(inside ? 'internal' : 'publication');
    expect(audienceOf(caller(role), 'publication')).toBe('publication');
  });

  it('gains by a second one', () => {
    expect(maySeePeople(caller(role, 'hr'))).toBe(true);
    expect(audienceOf(caller(role, 'hr'))).toBe('internal');
  });
});

it('shows a data protection officer people by name, and only the figures that are published', () => {
  expect(maySeePeople(caller('dpo'))).toBe(true);
  expect(audienceOf(caller('dpo'), 'internal')).toBe('publication');
});
