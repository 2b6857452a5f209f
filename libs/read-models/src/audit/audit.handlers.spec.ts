import { StoreUnavailable, ViewBeingBuilt } from '@jalon/ports';
import { auditProjection } from './audit.projection.js';
import { projections } from '../projections.js';
import {
  ask,
  audit,
  caller,
  describeOverViews,
  employee,
  fixture,
  hr,
  id,
  mission,
  readAtOnce,
  storeFaults,
  viewsOver,
} from '../query/query.fixture.js';
import { confirmedMission, given, HR, MANAGER, stored } from '@jalon/testing';
import { AuditEvents } from './audit.queries.js';

describeOverViews('the audit trail', () => {
  it('is refused, and not empty, while its view is being built', async () => {
    await viewsOver(...confirmedMission());
    for (const projection of projections) await fixture.views.reset(projection, 'live', 'spec');
    await expect(ask(AuditEvents, {}, hr)).rejects.toBeInstanceOf(ViewBeingBuilt);
  });

  it('shows what the event store holds, also where its view is wrong', async () => {
    await viewsOver(...mission(1, confirmedMission()));
    const before = await audit({}, hr);
    const forged = stored(
      mission(
        1,
        confirmedMission().map((event) => ({ ...event, by: { person: MANAGER } })),
      ),
    );
    await fixture.views.reset(auditProjection, 'live', 'spec');
    await fixture.views.applyPage(auditProjection, forged, 'spec');
    expect(await audit({}, hr)).toEqual(before);
  });

  it('shows no event of another tenant, also where its view names its position', async () => {
    await viewsOver(...mission(1, confirmedMission()));
    await fixture.views.reset(auditProjection, 'live', 'spec');
    await fixture.views.applyPage(auditProjection, stored(mission(1, confirmedMission()), { tenant: 'other' }), 'spec');
    expect(await audit({}, { ...hr, tenant: 'other' })).toEqual([]);
  });

  it('gives each event with its stored body to HR, administrators and auditors', async () => {
    await viewsOver(...mission(1, confirmedMission()));
    const entries = await audit({ stream: `mission-main.${id(1)}`, type: 'MissionProposed' }, hr);
    expect(entries).toMatchObject([{ position: given(1), revision: 0, person: HR, category: 'mission' }]);
    expect(JSON.parse(entries[0]!['body'] as string)).toMatchObject({ type: 'MissionProposed' });
    expect(await audit({ from: '2026-03-03' }, hr)).toEqual([]);
    expect(await audit({ from: '2026-03-02', to: '2026-03-02' }, hr)).toHaveLength(4);
    await expect(audit({}, employee)).rejects.toMatchObject({ rejection: { code: 'QUERY_NOT_ALLOWED' } });
  });

  it('reads many events at a time where they are small', async () => {
    await viewsOver(...Array.from({ length: 260 }, (_, n) => mission(n + 1, confirmedMission().slice(0, 1))).flat());
    readAtOnce.length = 0;
    expect(await audit({}, caller(HR, ['auditor']))).toHaveLength(260);
    expect(Math.max(...readAtOnce)).toBeGreaterThan(80);
  });

  it('is complete although the store does not answer for a moment, and is cut by any other fault', async () => {
    await viewsOver(...Array.from({ length: 120 }, (_, n) => mission(n + 1, confirmedMission().slice(0, 1))).flat());
    readAtOnce.length = 0;
    storeFaults.push(new StoreUnavailable('no answer'), new StoreUnavailable('no answer'));
    expect(await audit({}, caller(HR, ['auditor']))).toHaveLength(120);
    expect(storeFaults).toEqual([]);
    readAtOnce.length = 0;
    storeFaults.push(new Error('rewritten'));
    await expect(audit({}, caller(HR, ['auditor']))).rejects.toThrow('rewritten');
  });

  it('reads few events at a time where they are large', async () => {
    const heavy = confirmedMission({ title: 'x'.repeat(60_000) }).slice(0, 1);
    await viewsOver(...Array.from({ length: 60 }, (_, n) => mission(n + 1, heavy)).flat());
    readAtOnce.length = 0;
    expect(await audit({}, caller(HR, ['auditor']))).toHaveLength(60);
    expect(Math.max(...readAtOnce.slice(1))).toBeLessThan(5);
  });
});
