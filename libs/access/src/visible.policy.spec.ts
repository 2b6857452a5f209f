import {
  PARTIES,
  TOKEN_ROLES,
  VISIBILITIES,
  type Basis,
  type Caller,
  type Party,
  type Role,
  type Visibility,
} from '@jalon/kernel';
import { evaluationsRevealed } from '@jalon/rules';
import { maySeeHours, maySeeMission, type MissionFacts } from './mission.policy.js';
import { eventFacts, visible, type EventFacts } from './visible.policy.js';

const [EMPLOYEE, MANAGER, SOMEONE] = ['employee', 'manager', 'someone'];
const [SHELTER, ELSEWHERE] = ['shelter', 'elsewhere'];
const DEADLINE = '2026-04-30';

const mission: MissionFacts = {
  basis: 'secondment',
  employee: EMPLOYEE,
  employer: 'north',
  organisation: SHELTER,
  manager: MANAGER,
  evaluators: ['employee', 'organisation'],
  evaluated: [],
  evaluationDeadline: DEADLINE,
};

const caller = (roles: readonly Role[], person = SOMEONE, organisation: string | null = null): Caller => ({
  tenant: 'main',
  person,
  roles,
  organisation,
});

/** Everyone who can ask: each role with nothing to do with the mission, then those who take part in it. */
const CALLERS = {
  ...(Object.fromEntries(TOKEN_ROLES.map((role) => [role, caller([role], SOMEONE, ELSEWHERE)])) as Record<
    Role,
    Caller
  >),
  'its employee': caller(['employee'], EMPLOYEE),
  'its manager': caller(['manager'], MANAGER),
  'its organisation': caller(['organisation'], SOMEONE, SHELTER),
  'its employee, also in HR': caller(['hr', 'employee'], EMPLOYEE),
  'its manager, also an auditor': caller(['manager', 'auditor'], MANAGER),
};
type Who = keyof typeof CALLERS;

const party = (of: Visibility): Party | null => (of === 'refusal' || of === 'evaluation' ? 'employee' : null);
const eventOf = (visibility: Visibility, changes: Partial<EventFacts> = {}): EventFacts => ({
  visibility,
  person: EMPLOYEE,
  party: party(visibility),
  ...changes,
});
/** Whole, hidden, or why it is masked. */
const sight = (event: EventFacts, facts: MissionFacts | null, who: Caller, at = DEADLINE) => {
  const shown = visible(event, facts, who, at);
  return shown.show === 'masked' ? shown.because : shown.show;
};

// Each line: who asks, then what they see of the six kinds of event, in the order of VISIBILITIES (directory, mission,
// refusal, evaluation, company, operations); the refusal and the evaluation are the employee's, and evaluations are not revealed.
// W whole, - hidden, n not retained, e evaluation, p personal time.
type Table = Readonly<Record<Exclude<Who, 'operator' | 'system'>, string>>;
const AT_WORK: Table = {
  admin: 'W W n e W W',
  hr: 'W W n e W -',
  auditor: 'W W n e W W',
  compliance: 'W W n e W -',
  'works-council': 'W - - - - -',
  dpo: 'W - - - - -',
  service: 'W - - - - -',
  manager: 'W - - - - -',
  employee: 'W - - - - -',
  organisation: 'W - - - - -',
  'its employee': 'W W W W - -',
  'its manager': 'W W n e - -',
  'its organisation': 'W W n e - -',
  'its employee, also in HR': 'W W W W W -',
  'its manager, also an auditor': 'W W n e W W',
};
const IN_PERSONAL_TIME: Table = {
  admin: 'W - - - - -',
  hr: 'W - - - - -',
  auditor: 'W p p p p p',
  compliance: 'W - - - - -',
  'works-council': 'W - - - - -',
  dpo: 'W - - - - -',
  service: 'W - - - - -',
  manager: 'W - - - - -',
  employee: 'W - - - - -',
  organisation: 'W - - - - -',
  'its employee': 'W W W W - -',
  'its manager': 'W - - - - -',
  'its organisation': 'W W n e - -',
  'its employee, also in HR': 'W W W W W -',
  'its manager, also an auditor': 'W p p p p p',
};
const SIGHTS: Readonly<Record<string, string>> = {
  W: 'whole',
  '-': 'hidden',
  n: 'not-retained',
  e: 'evaluation',
  p: 'personal-time',
};

describe.each<[Basis, Table]>([
  ['secondment', AT_WORK],
  ['service', AT_WORK],
  ['personal-time', IN_PERSONAL_TIME],
])('a mission of basis %s', (basis, table) => {
  const cases = Object.entries(table).flatMap(([who, line]) =>
    line
      .split(' ')
      .map((sign, index) => ({ who: who as Who, visibility: VISIBILITIES[index]!, expected: SIGHTS[sign]! })),
  );

  it('is decided for every role and every kind of event', () => {
    expect(cases).toHaveLength((TOKEN_ROLES.length + 5) * VISIBILITIES.length);
  });

  it.each(cases)('shows its $visibility events to $who: $expected', ({ who, visibility, expected }) => {
    expect(sight(eventOf(visibility), { ...mission, basis }, CALLERS[who])).toBe(expected);
  });

  it('stands in the lists of those, and only those, who see its events whole', () => {
    for (const { who, expected } of cases.filter(({ visibility }) => visibility === 'mission')) {
      expect(maySeeMission({ ...mission, basis }, CALLERS[who])).toBe(expected === 'whole');
      expect(maySeeHours({ ...mission, basis }, CALLERS[who])).toBe(expected === 'whole');
    }
  });
});

describe('what several roles give', () => {
  it.each([...TOKEN_ROLES])('is never less than what %s gives alone', (role) => {
    const rank = { hidden: 0, masked: 1, whole: 2 };
    for (const basis of ['secondment', 'personal-time'] as const) {
      for (const visibility of VISIBILITIES) {
        const seen = (roles: readonly Role[]) =>
          rank[visible(eventOf(visibility), { ...mission, basis }, caller(roles, SOMEONE, SHELTER), DEADLINE).show];
        for (const more of TOKEN_ROLES) expect(seen([role, more])).toBeGreaterThanOrEqual(seen([role]));
      }
    }
  });
});

describe('an organisation', () => {
  it('is spoken for by the role, not by the claim alone', () => {
    expect(sight(eventOf('mission'), mission, caller(['employee'], SOMEONE, SHELTER))).toBe('hidden');
  });
});

describe('a refusal', () => {
  const by = (who: Party, person: string) => eventOf('refusal', { party: who, person });

  it.each(PARTIES)('by the %s reads alike to the whole company, so that none is told from another', (who) => {
    for (const reader of ['admin', 'hr', 'auditor', 'its manager'] as const) {
      expect(sight(by(who, 'refuser'), mission, CALLERS[reader])).toBe('not-retained');
    }
    expect(sight(by(who, 'refuser'), mission, CALLERS.manager)).toBe('hidden');
  });

  it.each<[Party, Who]>([
    ['employee', 'its employee'],
    ['manager', 'its manager'],
  ])('by the %s is its author’s alone', (who, author) => {
    const refusal = by(who, CALLERS[author].person);
    expect(sight(refusal, mission, CALLERS[author])).toBe('whole');
    expect(sight(refusal, mission, CALLERS['its organisation'])).toBe('not-retained');
  });

  it('by the company is that of the person who spoke for it, not their colleagues’', () => {
    expect(sight(by('company', 'officer'), mission, caller(['hr'], 'officer'))).toBe('whole');
    expect(sight(by('company', 'officer'), mission, caller(['hr'], 'colleague'))).toBe('not-retained');
  });

  it('by the organisation is its people’s', () => {
    expect(sight(by('organisation', 'colleague'), mission, CALLERS['its organisation'])).toBe('whole');
    expect(sight(by('organisation', 'colleague'), mission, CALLERS['its employee'])).toBe('not-retained');
  });
});

describe('an evaluation', () => {
  const organisations = eventOf('evaluation', { person: SOMEONE, party: 'organisation' });

  it('is its author’s alone, not even their colleagues’, and says from when it is open', () => {
    const author = caller(['organisation'], SOMEONE, SHELTER);
    const colleague = caller(['organisation'], 'colleague', SHELTER);
    expect(visible(organisations, mission, author, DEADLINE)).toEqual({ show: 'whole' });
    expect(visible(organisations, mission, colleague, DEADLINE)).toEqual({
      show: 'masked',
      because: 'evaluation',
      opensOn: '2026-05-01',
    });
  });

  it('says no day while there is no deadline', () => {
    expect(visible(organisations, { ...mission, evaluationDeadline: null }, CALLERS['its employee'], DEADLINE)).toEqual(
      {
        show: 'masked',
        because: 'evaluation',
      },
    );
  });

  it('is open on the day it said', () => {
    expect(sight(organisations, mission, CALLERS['its employee'], '2026-05-01')).toBe('whole');
    expect(sight(organisations, mission, CALLERS.manager, '2026-05-01')).toBe('hidden');
  });

  it('is open once everyone who was asked has given theirs, and not one before', () => {
    expect(evaluationsRevealed({ ...mission, evaluated: ['organisation'] }, DEADLINE)).toBe(false);
    expect(evaluationsRevealed({ ...mission, evaluated: ['manager', 'organisation'] }, DEADLINE)).toBe(false);
    expect(evaluationsRevealed({ ...mission, evaluated: ['employee', 'organisation', 'manager'] }, DEADLINE)).toBe(
      true,
    );
  });

  it('is not its author’s any more once the mission is none of their business', () => {
    const former = caller(['organisation'], SOMEONE, ELSEWHERE);
    expect(sight(organisations, mission, former)).toBe('hidden');
  });
});

describe('an event that comes without its mission', () => {
  it.each([...VISIBILITIES])('of visibility %s is shown only where none is needed', (visibility) => {
    const expected = { directory: 'whole', company: 'whole', operations: 'whole' }[visibility as string] ?? 'hidden';
    expect(sight(eventOf(visibility), null, CALLERS.admin)).toBe(expected);
  });
});

describe('the facts of an event', () => {
  const actor = { person: EMPLOYEE, party: 'employee', role: 'employee' } as const;

  it('are its definition’s visibility, its author and the party it names', () => {
    const facts = eventFacts({ visibility: 'refusal' }, { actor, data: { party: 'manager' } });
    expect(facts).toEqual({ visibility: 'refusal', person: EMPLOYEE, party: 'manager' });
  });

  it('name no party that is none', () => {
    expect(eventFacts({ visibility: 'mission' }, { actor, data: { party: 'king' } }).party).toBeNull();
    expect(eventFacts({ visibility: 'mission' }, { actor, data: {} }).party).toBeNull();
  });
});
