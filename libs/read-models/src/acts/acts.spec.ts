import type { Row } from '@jalon/kernel';
import { confirmedMission, EMPLOYEE, HR, type GivenEvent } from '@jalon/testing';
import {
  ask,
  caller,
  closed,
  describeOverViews,
  employee,
  hr,
  id,
  manager,
  mission,
  organisation,
  stranger,
  viewsOver,
} from '../query/query.fixture.js';
import { ListActs } from './acts.queries.js';

const ACT = id(31);
const SECOND = id(32);
const by = (person: string) => ({ person, party: 'company', role: 'hr' }) as const;
const requested = (expiresOn: string): GivenEvent => ({
  type: 'ForcedClosureRequested',
  data: { actId: ACT, expiresOn, employee: EMPLOYEE, endedOn: '2026-04-01', outcomes: [], reason: null },
  by: by(HR),
});
const answered = (type: string, person = SECOND): GivenEvent => ({ type, data: { actId: ACT }, by: by(person) });
const cancelled: GivenEvent = { type: 'MissionCancelled', data: { party: 'company', reason: 'other' } };

// The queries are read on 1 May 2026.
const open = [...confirmedMission(), requested('2026-05-01')];

async function acts(as = hr, fields: Partial<ListActs> = {}): Promise<readonly Row[]> {
  const { items } = await ask(ListActs, fields, as);
  return items as unknown as readonly Row[];
}

describeOverViews('the acts of two people', () => {
  it('are listed with who requested them, and until when they can be confirmed', async () => {
    await viewsOver(...mission(1, open));
    expect(await acts()).toEqual([
      {
        kind: 'forced-closure',
        subject: id(1),
        otherOrganisation: null,
        otherPerson: null,
        role: null,
        employer: null,
        organisation: null,
        until: null,
        actId: ACT,
        status: 'open',
        requestedBy: HR,
        requestedAt: expect.any(String),
        expiresOn: '2026-05-01',
        answeredBy: null,
        answeredAt: null,
      },
    ]);
  });

  it.each<[string, readonly GivenEvent[], string | null]>([
    ['confirmed', [answered('ForcedClosureConfirmed'), closed], SECOND],
    ['refused', [answered('ForcedClosureRefused')], SECOND],
    ['withdrawn', [answered('ForcedClosureRequestWithdrawn', HR)], HR],
    ['lapsed', [closed], null],
    ['lapsed', [cancelled], null],
  ])('are %s after %j', async (status, events, answeredBy) => {
    await viewsOver(...mission(1, [...open, ...events]));
    expect(await acts()).toMatchObject([{ status, answeredBy, answeredAt: expect.any(String) }]);
    expect(await acts(hr, { status: 'open' })).toEqual([]);
  });

  it.each([
    ['organisation-merger', 'OrganisationMergerRequested', 'into'],
    ['organisation-separation', 'OrganisationSeparationRequested', 'from'],
  ])('of kind %s name the other organisation', async (kind, type, field) => {
    const data = { actId: ACT, expiresOn: '2026-05-01', [field]: id(41) };
    await viewsOver({ category: 'organisation', id: id(40), type, data, by: by(HR) });
    expect(await acts()).toMatchObject([{ kind, subject: id(40), otherOrganisation: id(41) }]);
  });

  it('expire by the day of reading alone', async () => {
    await viewsOver(
      ...mission(1, [...confirmedMission(), requested('2026-04-30')]),
      ...mission(2, [...confirmedMission(), requested('2026-05-01')]),
    );
    expect(await acts(hr, { status: 'expired' })).toMatchObject([{ subject: id(1), status: 'expired' }]);
    expect(await acts(hr, { status: 'open' })).toMatchObject([{ subject: id(2), status: 'open' }]);
    expect(await acts(hr, { subject: id(1) })).toMatchObject([{ status: 'expired' }]);
  });

  it('are shown to who may answer them, who requested them, auditors and the operator, and to nobody else', async () => {
    await viewsOver(...mission(1, open));
    const roles = ['hr', 'admin', 'auditor', 'operator'] as const;
    for (const role of roles) expect(await acts(caller(SECOND, [role]))).toHaveLength(1);
    expect(await acts(caller(HR, ['employee']))).toHaveLength(1);
    for (const other of [employee, manager, organisation, stranger]) expect(await acts(other)).toEqual([]);
    expect(await acts({ ...hr, tenant: 'other' })).toEqual([]);
  });
});
