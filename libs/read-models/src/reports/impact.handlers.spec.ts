import { approved, confirmedMission, logged } from '@jalon/testing';
import {
  ask,
  closed,
  describeOverViews,
  employee,
  evaluation,
  hr,
  mission,
  viewsOver,
} from '../query/query.fixture.js';
import { AuditEvents } from '../audit/audit.queries.js';
import { ListHours } from '../hours/hours.queries.js';
import { ListMissions } from '../missions/missions.queries.js';
import type { QueryClass } from '../query/query-handler.js';
import { ImpactReport } from './impact.queries.js';

describeOverViews('the impact report', () => {
  it('is a publication for callers who may not read the entries, whatever they ask for', async () => {
    await viewsOver(...mission(1, [...confirmedMission(), logged('a', '2026-03-03', 60), approved('a')]));
    const asked = { from: '2026-01', to: '2026-12', audience: 'internal' } as const;
    expect(await ask(ImpactReport, asked, hr)).toMatchObject({ total: { confirmedMinutes: 60, publishable: false } });
    expect(await ask(ImpactReport, asked, employee)).toMatchObject({
      audience: 'publication',
      total: { suppressed: true },
      at: '2026-05-01',
      position: '6',
    });
  });

  it('is never read on a future day, when evaluations that are hidden today would be revealed', async () => {
    await viewsOver(...mission(1, [...confirmedMission(), closed, evaluation]));
    const on = (at: string) => ask(ImpactReport, { from: '2026-01', to: '2026-12', at }, hr);
    await expect(on('2026-05-01')).resolves.toMatchObject({ total: { satisfaction: { answers: 0 } } });
    for (const at of ['2026-05-02', '2026-06-01']) {
      await expect(on(at)).rejects.toMatchObject({
        rejection: { code: 'AT_IN_FUTURE', params: { at, today: '2026-05-01' } },
      });
    }
  });

  it('refuses a period that ends before it begins', async () => {
    await viewsOver();
    const reversed = ask(ImpactReport, { from: '2026-02', to: '2026-01' }, hr);
    await expect(reversed).rejects.toMatchObject({ rejection: { code: 'PERIOD_REVERSED' } });
    const days = { from: '2026-02-02', to: '2026-02-01' };
    for (const query of [ListHours, ListMissions, AuditEvents]) {
      const asked = ask(query as QueryClass, days, hr);
      await expect(asked).rejects.toMatchObject({ rejection: { code: 'PERIOD_REVERSED' } });
    }
  });
});
