import {
  claimedAmount,
  ClaimReleased,
  ClaimTaken,
  event,
  fold,
  type Rejection,
  type UnsealedEvent,
} from '@jalon/kernel';
import { callerAs, contextOf, recorded } from '@jalon/testing';
import fc from 'fast-check';
import { needDecider } from './need.decider.js';
import { NeedClosed, NeedPublished, NeedRevised, type NeedEvent } from './need.events.js';
import type { NeedState } from './need.state.js';

const NEED = '00000000-0000-4000-8000-0000000000f1';
const context = contextOf('need', NEED, callerAs('hr', '00000000-0000-4000-8000-0000000000a1'));

const published = (places: number) =>
  event(NeedPublished, {
    organisation: '00000000-0000-4000-8000-0000000000b1',
    title: 'Un coup de main',
    description: null,
    cause: null,
    sdg: null,
    skills: [],
    format: null,
    remote: 'no',
    location: null,
    languages: [],
    startsOn: null,
    endsOn: null,
    minutesPerWeek: null,
    places,
    contact: null,
    source: null,
  });
const taken = (subject: string, attempt = 1) => event(ClaimTaken, { subject, key: 'place', attempt, amount: 1 });
const released = (subject: string, attempt = 1) =>
  event(ClaimReleased, { subject, key: 'place', attempt, cause: 'given-back' });

const stateAfter = (...history: UnsealedEvent[]): NeedState =>
  fold(needDecider, recorded(history, context) as Parameters<typeof fold<NeedState, NeedEvent>>[1]);
const ask = (state: NeedState, amount = 1): Rejection | null =>
  needDecider.claims!.grant(state, { key: 'place', amount });

describe('a place of a need', () => {
  it('is granted while one is left', () => {
    expect(ask(stateAfter(published(2), taken('mission-main.1')))).toBeNull();
  });

  it('is refused once all are taken', () => {
    expect(ask(stateAfter(published(1), taken('mission-main.1')))).toEqual({
      code: 'NEED_FULL',
      params: { places: 1 },
    });
  });

  it('is granted again once one was given back', () => {
    expect(ask(stateAfter(published(1), taken('mission-main.1'), released('mission-main.1')))).toBeNull();
  });

  it('stays taken when an attempt that it moved on from is released', () => {
    const state = stateAfter(
      published(1),
      taken('mission-main.1', 1),
      taken('mission-main.1', 4),
      released('mission-main.1', 1),
    );
    expect(ask(state)).toMatchObject({ code: 'NEED_FULL' });
  });

  it('is refused where several are asked for and too few are left', () => {
    expect(ask(stateAfter(published(2), taken('mission-main.1')), 2)).toMatchObject({ code: 'NEED_FULL' });
  });

  it('is refused by a need that is closed, or was never published', () => {
    expect(ask(stateAfter(published(2), event(NeedClosed, { reason: 'filled' })))).toMatchObject({
      code: 'NEED_CLOSED',
    });
    expect(ask(stateAfter())).toMatchObject({ code: 'NEED_NOT_FOUND' });
  });

  it('stays taken whatever else happens to the need', () => {
    const { organisation: _organisation, source: _source, ...values } = published(2).data;
    const state = stateAfter(
      taken('mission-main.1'),
      published(1),
      taken('mission-main.2'),
      event(NeedRevised, values),
    );
    expect(claimedAmount(state.claims)).toBe(2);
  });

  it('is held through a closure, until it is given back', () => {
    const closed = [published(1), taken('mission-main.1'), event(NeedClosed, { reason: 'filled' })];
    expect(claimedAmount(stateAfter(...closed).claims)).toBe(1);
    expect(claimedAmount(stateAfter(...closed, released('mission-main.1')).claims)).toBe(0);
  });

  it('is never given twice, whatever is asked and given back, and refused exactly when all are taken', () => {
    const step = fc.record({ subject: fc.integer({ min: 0, max: 7 }), back: fc.boolean() });
    let full = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(step, { maxLength: 40 }), (places, steps) => {
        const holders = new Set<string>();
        const history: UnsealedEvent[] = [published(places)];
        for (const { subject: number, back } of steps) {
          const subject = `mission-main.${String(number)}`;
          const state = stateAfter(...history);
          expect(claimedAmount(state.claims)).toBe(holders.size);
          expect(holders.size).toBeLessThanOrEqual(places);
          if (back) {
            history.push(released(subject));
            holders.delete(subject);
            continue;
          }
          if (holders.has(subject)) continue;
          const refusal = ask(state);
          expect(refusal === null).toBe(holders.size < places);
          if (refusal) full += 1;
          else {
            history.push(taken(subject));
            holders.add(subject);
          }
        }
      }),
    );
    expect(full).toBeGreaterThan(0);
  });
});
