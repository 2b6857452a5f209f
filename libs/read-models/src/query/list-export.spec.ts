import { KeyMissing, KeyUnavailable, StoreUnavailable } from '@jalon/ports';
import type { Row } from '@jalon/kernel';
import { projections } from '../projections.js';
import { AuditEvents } from '../audit/audit.queries.js';
import { ListHours } from '../hours/hours.queries.js';
import { type ExportAnswer, ListExport } from './list-export.js';
import { approved, confirmedMission, given, HR, logged, stored } from '@jalon/testing';
import { ask, caller, describeOverViews, fixture, hr, id, keyFaults, SEALED, viewsOver } from './query.fixture.js';

describeOverViews('a list', () => {
  it('is exported as it was when its first page was read, whatever is recorded meanwhile', async () => {
    const entries = Array.from({ length: 450 }, (_, n) => logged(id(1_000 + n), '2026-03-03', 1));
    const [first, ...more] = entries;
    const later = [...confirmedMission(), first!, ...more, approved(id(1_449)), logged(id(5_000), '2026-03-04', 1)];
    const seen = later.length - 2;
    await viewsOver(...later.slice(0, seen));
    const list = Object.assign(new ListHours(), { state: 'pending' });
    const handler = fixture.handlers.find(({ query }) => query === ListExport)!;
    const whole = (await handler.answer(new ListExport(list), { caller: hr })) as ExportAnswer;
    for (const projection of projections) await fixture.views.applyPage(projection, stored(later), 'spec');
    const items: Row[] = [];
    for await (const page of whole.pages) items.push(...(page as readonly Row[]));
    expect([whole.position, items.length]).toEqual([given(seen), 450]);
    expect(new Set(items.map(({ entryId }) => entryId)).size).toBe(450);
    expect(await ask(ListHours, { state: 'pending', limit: 200 }, hr)).toMatchObject({
      position: given(later.length),
    });
  });

  it('is complete although keys and views do not answer for a moment, and is cut by any other fault', async () => {
    const words = { comment: SEALED('said') };
    const entries = Array.from({ length: 250 }, (_, n) => logged(id(1_000 + n), '2026-03-03', 1, words));
    await viewsOver(...confirmedMission(), ...entries);
    const handler = fixture.handlers.find(({ query }) => query === ListExport)!;
    const begun = async () => {
      const { pages } = (await handler.answer(new ListExport(new ListHours()), { caller: hr })) as ExportAnswer;
      const reading = pages[Symbol.asyncIterator]();
      return {
        count: ((await reading.next()).value as readonly Row[]).length,
        rest: { [Symbol.asyncIterator]: () => reading },
      };
    };
    let { count, rest } = await begun();
    keyFaults.push(new KeyUnavailable('no answer'), new StoreUnavailable('no answer', { store: 'views' }));
    for await (const page of rest) count += page.length;
    expect([count, keyFaults]).toEqual([250, []]);

    ({ rest } = await begun());
    keyFaults.push(new Error('rewritten'));
    await expect(rest[Symbol.asyncIterator]().next()).rejects.toThrow('rewritten');

    // A key that is missing does not come by being asked for again.
    ({ rest } = await begun());
    keyFaults.push(new KeyMissing('no key'));
    await expect(rest[Symbol.asyncIterator]().next()).rejects.toThrow('no key');
  });

  it('lets other requests run during an export, and so does the audit trail', async () => {
    await viewsOver(
      ...confirmedMission(),
      ...Array.from({ length: 450 }, (_, n) => logged(id(1_000 + n), '2026-03-03', 1)),
    );
    const handler = fixture.handlers.find(({ query }) => query === ListExport)!;
    const whole = (await handler.answer(new ListExport(new ListHours()), { caller: hr })) as ExportAnswer;
    const trail = (await ask(AuditEvents, {}, caller(HR, ['auditor']))) as unknown as ExportAnswer;
    for (const { pages } of [whole, trail]) {
      let turns = 0;
      const count = () => {
        turns += 1;
        next = setImmediate(count);
      };
      let next = setImmediate(count);
      for await (const _page of pages);
      clearImmediate(next);
      expect(turns).toBeGreaterThan(1);
    }
  });
});
