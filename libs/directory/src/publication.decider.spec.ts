import { event } from '@jalon/kernel';
import { callerAs, contextOf, found, NEW_ID, specification } from '@jalon/testing';
import * as commands from './publication.commands.js';
import { publicationDecider } from './publication.decider.js';
import {
  PublicationCorrected,
  PublicationCorrectionConfirmed,
  PublicationCorrectionRefused,
  PublicationCorrectionRequested,
  PublicationCorrectionRequestWithdrawn,
  type PublicationEvent,
} from './publication.events.js';

const FIRST = callerAs('hr', '00000000-0000-4000-8000-0000000000a1');
const SECOND = { caller: callerAs('admin', '00000000-0000-4000-8000-0000000000a2') };
const OPERATOR = { caller: callerAs('operator', '00000000-0000-4000-8000-0000000000a3') };
const MARCH = '2026-03';

/** On 15 June 2026, of one month. */
const of = (month: string) =>
  specification<PublicationEvent>(publicationDecider, contextOf('publication', month, FIRST));
const given = of(MARCH);

const request = new commands.RequestPublicationCorrection();
const actId = NEW_ID;
const requested = event(PublicationCorrectionRequested, { actId, expiresOn: '2026-06-29', month: MARCH });
const by = (answer: new () => { actId: string }) => Object.assign(new answer(), { actId });
const confirm = by(commands.ConfirmPublicationCorrection);
const refuse = by(commands.RefusePublicationCorrection);
const withdraw = by(commands.WithdrawPublicationCorrection);
const firstDid = { ...requested, by: { person: FIRST.person, party: 'company', role: 'hr' } } as const;

describe('correcting what is published of a month', () => {
  it('is requested by the company, once at a time', () => {
    given().when(request).then(requested);
    given(firstDid).when(request).thenNothing();
    given(firstDid).when(request, SECOND).thenRefused('ACT_ALREADY_REQUESTED', { expiresOn: '2026-06-29' });
    for (const role of ['employee', 'manager', 'organisation', 'auditor', 'coordinator'] as const) {
      given()
        .when(request, { caller: callerAs(role as 'auditor', FIRST.person) })
        .thenRefused('PUBLICATION_COMPANY_ONLY');
    }
  });

  it('is of a month that has been published', () => {
    // April was first published as of the end of May; May will be as of the end of June.
    of('2026-04')()
      .when(request)
      .then({ ...requested, data: { ...requested.data, month: '2026-04' } });
    for (const month of ['2026-05', '2026-06', '2027-01']) of(month)().when(request).thenRefused('PUBLICATION_NOT_YET');
    of('9998-12')().when(request).thenRefused('PUBLICATION_NOT_YET', { publishedFrom: '9999-02' });
    for (const month of ['2026-13', '0001-01', '1999-12', '9999-01', '9999-11', '9999-12']) {
      of(month)().when(request).thenRefused('PUBLICATION_MONTH_INVALID', { first: '2000-01', last: '9998-12' });
    }
    of('2000-01')()
      .when(request)
      .then({ ...requested, data: { ...requested.data, month: '2000-01' } });
  });

  it('is decided by a second person', () => {
    given(firstDid)
      .when(confirm, SECOND)
      .then(event(PublicationCorrectionConfirmed, { actId }), event(PublicationCorrected, { actId, month: MARCH }));
    given(firstDid).when(confirm).thenRefused('SAME_PERSON_TWICE');
    given(firstDid).when(refuse, SECOND).then(event(PublicationCorrectionRefused, { actId }));
    given(firstDid).when(withdraw).then(event(PublicationCorrectionRequestWithdrawn, { actId }));
    given(firstDid).when(withdraw, SECOND).thenRefused('ACT_OF_ANOTHER');
    given(firstDid)
      .when(confirm, { ...SECOND, now: '2026-06-30T10:00:00.000Z' })
      .thenRefused('ACT_EXPIRED');
    given().when(confirm, SECOND).thenRefused('ACT_NOT_REQUESTED');
  });

  it('is decided by the operator where a single person administers the tenant', () => {
    const single = { tenant: found('tenant', 'main', { status: 'open', administrators: 'single' }) };
    given(firstDid)
      .when(confirm, { ...OPERATOR, references: single })
      .then(event(PublicationCorrectionConfirmed, { actId }), event(PublicationCorrected, { actId, month: MARCH }));
    given(firstDid).when(confirm, OPERATOR).thenRefused('OPERATOR_NOT_SECOND');
  });

  it('can be requested again once it was decided', () => {
    const confirmed = event(PublicationCorrectionConfirmed, { actId });
    given(firstDid, confirmed, event(PublicationCorrected, { actId, month: MARCH }))
      .when(request)
      .then(requested);
    given(firstDid, event(PublicationCorrectionRefused, { actId })).when(request).then(requested);
  });
});
