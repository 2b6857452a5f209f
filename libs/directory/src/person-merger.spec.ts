import { event, personal } from '@jalon/kernel';
import { callerAs, contextOf, found, notFound, specification } from '@jalon/testing';
import * as commands from './person-merger.commands.js';
import {
  PersonMerged,
  PersonMergerConfirmed,
  PersonMergerRefused,
  PersonMergerRequested,
  PersonSeparated,
  PersonSeparationConfirmed,
  PersonSeparationRequested,
} from './person-merger.events.js';
import { PersonRegistered, type PersonEvent } from './person.events.js';
import { personDecider } from './person.decider.js';

const PERSON = '00000000-0000-4000-8000-0000000000d1';
const OTHER = '00000000-0000-4000-8000-0000000000d2';
const ACT = '00000000-0000-4000-8000-0000000000ac';
const hr = callerAs('hr', '00000000-0000-4000-8000-0000000000a1');
const admin = callerAs('admin', '00000000-0000-4000-8000-0000000000a2');
const by = (person: string) => ({ person, party: 'company', role: 'hr' }) as const;

const given = specification<PersonEvent>(personDecider, contextOf('person', PERSON, hr));
const registered = event(PersonRegistered, {
  givenName: personal('Inès'),
  familyName: personal('Marchetti'),
  ...{ email: null, staffNumber: null, entryDate: null, birthDate: null },
  ...{ employer: null, manager: null, department: null, site: null, organisation: null },
});
const act = { actId: ACT, expiresOn: '2026-06-30' };
const requested = { ...event(PersonMergerRequested, { ...act, into: OTHER }), by: by(hr.person) };
const merged = event(PersonMerged, { actId: ACT, into: OTHER });
const request = (into = OTHER) => Object.assign(new commands.RequestPersonMerger(), { into });
const confirm = () => Object.assign(new commands.ConfirmPersonMerger(), { actId: ACT });
const separate = () => new commands.RequestPersonSeparation();
const other = (mergedInto: string | null = null) => ({
  references: { into: found('person', OTHER, { status: 'registered', mergedInto }) },
});

describe('merging two entries of one human', () => {
  it('is requested by one person, and confirmed by another', () => {
    const { decision } = given(registered).when(request(), other());
    expect(decision).toMatchObject({
      accepted: true,
      events: [{ type: 'PersonMergerRequested', data: { into: OTHER } }],
    });
    given(registered, requested)
      .when(confirm(), { caller: admin })
      .then(event(PersonMergerConfirmed, { actId: ACT }), merged);
    given(registered, requested).when(confirm()).thenRefused('SAME_PERSON_TWICE');
    given(registered, requested).when(request(), other()).thenNothing();
    given(registered, requested)
      .when(Object.assign(new commands.RefusePersonMerger(), { actId: ACT }), { caller: admin })
      .then(event(PersonMergerRefused, { actId: ACT }));
  });

  it('is not confirmed by another entry of the one who requested it', () => {
    const humanOf = (person: string) => (person === admin.person ? hr.person : person);
    given(registered, requested).when(confirm(), { caller: admin, humanOf }).thenRefused('SAME_PERSON_TWICE');
  });

  it('is not confirmed by somebody of whom it merges an entry, or another entry of theirs', () => {
    for (const own of [PERSON, OTHER]) {
      const themselves = callerAs('admin', own);
      given(registered, requested).when(confirm(), { caller: themselves }).thenRefused('PERSON_MERGER_OF_ONESELF');
      const humanOf = (person: string) => (person === admin.person ? own : person);
      given(registered, requested).when(confirm(), { caller: admin, humanOf }).thenRefused('PERSON_MERGER_OF_ONESELF');
    }
  });

  it('refuses itself, somebody unknown, and what is merged already, also the other way round', () => {
    given(registered).when(request(PERSON)).thenRefused('PERSON_MERGER_WITH_ITSELF');
    given(registered)
      .when(request(), { references: { into: notFound('person', OTHER) } })
      .thenRefused('PERSON_UNKNOWN');
    given().when(request(), other()).thenRefused('PERSON_NOT_FOUND');
    given(registered, merged).when(request(), other()).thenRefused('PERSON_ALREADY_MERGED', { into: OTHER });
    given(registered).when(request(), other(PERSON)).thenRefused('PERSON_ALREADY_MERGED', { into: OTHER });
    const linked = found('person', OTHER, { status: 'registered', mergedInto: PERSON });
    given(registered, requested)
      .when(confirm(), { caller: admin, references: { linked } })
      .thenRefused('PERSON_ALREADY_MERGED');
  });

  it('is for the company alone', () => {
    given(registered)
      .when(request(), { ...other(), caller: callerAs('manager', OTHER) })
      .thenRefused('DIRECTORY_COMPANY_ONLY');
  });
});

describe('separating two entries', () => {
  it('takes two people, too, and undoes the merger', () => {
    given(registered).when(separate()).thenRefused('PERSON_NOT_MERGED');
    const { decision } = given(registered, merged).when(separate());
    expect(decision).toMatchObject({ accepted: true, events: [{ type: 'PersonSeparationRequested' }] });
    const asked = { ...event(PersonSeparationRequested, { ...act, from: OTHER }), by: by(hr.person) };
    const answer = Object.assign(new commands.ConfirmPersonSeparation(), { actId: ACT });
    given(registered, merged, asked)
      .when(answer, { caller: admin })
      .then(event(PersonSeparationConfirmed, { actId: ACT }), event(PersonSeparated, { actId: ACT, from: OTHER }));
    const merging = (person: string) => (person === OTHER ? PERSON : person);
    for (const own of [PERSON, OTHER]) {
      given(registered, merged, asked)
        .when(answer, { caller: callerAs('admin', own), humanOf: merging })
        .thenRefused('PERSON_MERGER_OF_ONESELF');
    }
    given(registered, merged, event(PersonSeparated, { actId: ACT, from: OTHER }))
      .when(separate())
      .thenRefused('PERSON_NOT_MERGED');
  });
});
