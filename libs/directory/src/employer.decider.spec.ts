import { event } from '@jalon/kernel';
import { callerAs, contextOf, specification } from '@jalon/testing';
import { CloseEmployer, RegisterEmployer, ReviseEmployer } from './employer.commands.js';
import { employerDecider } from './employer.decider.js';
import {
  EmployerClosed,
  EmployerNumberFreed,
  EmployerRegistered,
  EmployerRevised,
  type EmployerEvent,
} from './employer.events.js';

const EMPLOYER = '00000000-0000-4000-8000-0000000000e1';
const HR = '00000000-0000-4000-8000-0000000000a1';
const ADMIN = '00000000-0000-4000-8000-0000000000a2';

const hr = callerAs('hr', HR);
const admin = callerAs('admin', ADMIN);
const employee = callerAs('employee', HR);

const given = specification<EmployerEvent>(employerDecider, contextOf('employer', EMPLOYER, hr));

const values = { name: 'Atelier Marceau SAS', siren: '732829320' };
const others = { name: 'Atelier Marceau SA', siren: '732829320' };
const claimed = { owner: 'register-main.employer-732829320', key: 'number', attempt: 0 };
const request = { owner: { category: 'register', id: 'employer-732829320' }, key: 'number', amount: 1 };
const freed = event(EmployerNumberFreed, { claims: [claimed] });
const registered = event(EmployerRegistered, { ...values, claims: [claimed] });
const revised = event(EmployerRevised, others);
const closed = event(EmployerClosed, { closedOn: '2026-06-01' });

const register = (fields: object = values) => Object.assign(new RegisterEmployer(), fields);
const revise = (fields: object = others) => Object.assign(new ReviseEmployer(), fields);
const close = (closedOn = '2026-06-01') => Object.assign(new CloseEmployer(), { closedOn });

describe('registering an employer', () => {
  it('enters it, for the company', () => {
    const when = given().when(register());
    when.then(registered);
    expect(when.decision).toMatchObject({ actor: { person: HR, party: 'company', role: 'hr' } });
  });

  it('takes an entity without SIREN', () => {
    given()
      .when(register({ name: 'Marceau Ltd' }))
      .then(event(EmployerRegistered, { name: 'Marceau Ltd', siren: null }));
  });

  it('is already so when the same person sends the same values again', () => {
    given(registered).when(register()).thenNothing();
  });

  it('is already so when a revision by them came to the same values', () => {
    given(event(EmployerRegistered, others), event(EmployerRevised, values)).when(register()).thenNothing();
  });

  it('refuses other values', () => {
    given(registered).when(register(others)).thenRefused('EMPLOYER_ALREADY_REGISTERED');
  });

  it('refuses the same values from someone else', () => {
    given(registered).when(register(), { caller: admin }).thenRefused('EMPLOYER_ALREADY_REGISTERED');
  });

  it('refuses an id that was revised to other values since', () => {
    given(registered, revised).when(register()).thenRefused('EMPLOYER_ALREADY_REGISTERED');
  });

  it('refuses a closed one', () => {
    given(registered, closed).when(register()).thenRefused('EMPLOYER_ALREADY_CLOSED', { closedOn: '2026-06-01' });
  });

  it.each(['732829321', '73282932', 'ABCDEFGHI'])('refuses %s as a SIREN', (siren) => {
    given()
      .when(register({ name: 'Atelier', siren }))
      .thenRefused('SIREN_INVALID', { number: siren });
  });

  it('refuses everyone but the company', () => {
    given().when(register(), { caller: employee }).thenRefused('DIRECTORY_COMPANY_ONLY');
  });
});

describe('revising an employer', () => {
  it('replaces its entry', () => {
    given(registered).when(revise()).then(revised);
  });

  it('changes nothing when the values are equal, also for another caller', () => {
    given(registered).when(revise(values), { caller: admin }).thenNothing();
  });

  it('keeps the SIREN where it is left out, and gives it back where it is null', () => {
    const name = 'Marceau';
    given(registered)
      .when(revise({ name }))
      .then(event(EmployerRevised, { ...values, name }));
    given(registered)
      .when(revise({ name, siren: null }))
      .then(event(EmployerRevised, { name, siren: null }), freed);
  });

  it('refuses one that was never registered', () => {
    given().when(revise()).thenRefused('EMPLOYER_NOT_FOUND');
  });

  it('refuses a closed one', () => {
    given(registered, closed).when(revise()).thenRefused('EMPLOYER_ALREADY_CLOSED');
  });

  it('refuses a wrong SIREN', () => {
    given(registered)
      .when(revise({ name: 'Atelier', siren: '123456789' }))
      .thenRefused('SIREN_INVALID');
  });

  it('refuses everyone but the company', () => {
    given(registered).when(revise(), { caller: employee }).thenRefused('DIRECTORY_COMPANY_ONLY');
  });
});

describe('closing an employer', () => {
  it('ends its part, today at the latest', () => {
    given(registered).when(close()).then(closed, freed);
    given(registered, freed)
      .when(close('2026-06-15'))
      .then(event(EmployerClosed, { closedOn: '2026-06-15' }));
  });

  it('is already so on the same day by the same person', () => {
    given(registered, closed).when(close()).thenNothing();
  });

  it('refuses another day, or someone else', () => {
    given(registered, closed).when(close('2026-05-01')).thenRefused('EMPLOYER_ALREADY_CLOSED');
    given(registered, closed).when(close(), { caller: admin }).thenRefused('EMPLOYER_ALREADY_CLOSED');
  });

  it('refuses a day ahead, as days are counted in the tenant’s zone', () => {
    given(registered)
      .when(close('2026-06-16'))
      .thenRefused('DATE_IN_FUTURE', { date: '2026-06-16', today: '2026-06-15' });
    given(registered)
      .when(close('2026-06-16'), { now: '2026-06-15T22:30:00.000Z' })
      .then(event(EmployerClosed, { closedOn: '2026-06-16' }), freed);
  });

  it('refuses one that was never registered', () => {
    given().when(close()).thenRefused('EMPLOYER_NOT_FOUND');
  });

  it('refuses everyone but the company', () => {
    given(registered).when(close(), { caller: employee }).thenRefused('DIRECTORY_COMPANY_ONLY');
  });
});

describe('the SIREN of an employer', () => {
  it('is claimed by the employer that is registered with it, in one spelling', () => {
    for (const siren of ['732829320', '732 829 320', '７３２-８２９.３２０']) {
      const when = given().when(register({ ...values, siren }));
      when.then(registered);
      expect(when.decision).toMatchObject({ claims: [request] });
    }
  });

  it('is claimed once, and given back when another takes its place', () => {
    expect(given(registered).when(revise()).decision).toMatchObject({ claims: [] });
    const other = { ...claimed, owner: 'register-main.employer-356000000', attempt: 1 };
    given(registered)
      .when(revise({ ...others, siren: '356000000' }))
      .then(event(EmployerRevised, { ...others, siren: '356000000', claims: [other] }), freed);
  });

  it('is claimed by the next revision where none was claimed, even one that changes nothing', () => {
    const when = given(event(EmployerRegistered, values)).when(revise(values));
    when.then(event(EmployerRevised, { ...values, claims: [{ ...claimed, attempt: 1 }] }));
    expect(when.decision).toMatchObject({ claims: [request] });
  });
});
