import { ERASED, event } from '@jalon/kernel';
import { contextOf, missionStory, recorded, specification } from '@jalon/testing';
import {
  ForcedClosureRequested,
  MissionEvaluated,
  OutcomesConfirmed,
  OutcomesDisputed,
  type MissionEvent,
} from './events.js';
import { ConfirmOutcomes, DisputeOutcomes, EvaluateMission } from './mission.commands.js';
import { missionDecider } from './mission.decider.js';
import type { MissionState } from './mission.state.js';

const { admin, alsoAs, attributedTo, auditor, by, closed, closure, colleague, confirmed, employee, host, hr, manager } =
  missionStory;
const { MISSION, personalTime, proposed } = missionStory;

const base = contextOf('mission', MISSION, host);
const given = specification<MissionEvent>(missionDecider, base);
const over = [...confirmed(), closed()];

const { outcomes } = closure;
const outcomesConfirmed = event(OutcomesConfirmed, { outcomes });
const disputed = (reason = 'Fewer came') =>
  event(OutcomesDisputed, { employee: employee.person, reason: { plain: reason } });

describe('the outcomes', () => {
  const confirm = (fields: object = {}) => Object.assign(new ConfirmOutcomes(), fields);
  const dispute = (reason = 'Fewer came') => Object.assign(new DisputeOutcomes(), { reason });

  it('are confirmed or disputed by the organisation', () => {
    given(...over)
      .when(confirm())
      .then(outcomesConfirmed);
    given(...over)
      .when(dispute())
      .then(disputed());
    for (const caller of [admin, auditor]) {
      given(...over)
        .when(confirm(), { caller })
        .thenRefused('PARTY_NOT_ENTITLED');
      given(...over)
        .when(dispute(), { caller })
        .thenRefused('PARTY_NOT_ENTITLED');
    }
  });

  it('are nobody’s own to answer for: that is said before whom they speak for', () => {
    for (const caller of [employee, hr]) {
      given(...over)
        .when(confirm(), { caller })
        .thenRefused('FOUR_EYES');
      given(...over)
        .when(dispute(), { caller })
        .thenRefused('FOUR_EYES');
    }
  });

  it('are confirmed as they were read', () => {
    given(...over)
      .when(confirm({ outcomes }))
      .then(outcomesConfirmed);
    given(...over)
      .when(confirm({ outcomes: [] }))
      .thenRefused('NOT_AS_READ');
  });

  it('are answered by someone who neither claimed nor made them, whatever roles they hold', () => {
    given(...confirmed(), closed({}, host))
      .when(confirm())
      .thenRefused('FOUR_EYES');
    given(...confirmed(), closed({}, host))
      .when(dispute())
      .thenRefused('FOUR_EYES');
    given(...confirmed(), closed({}, host))
      .when(confirm(), { caller: colleague })
      .then(outcomesConfirmed);
    given(...over)
      .when(confirm(), { caller: alsoAs(employee, host) })
      .thenRefused('FOUR_EYES');
    const { forced: _forced, totals: _totals, evaluationDeadline: _deadline, ...values } = closure;
    const request = { ...values, actId: missionStory.ENTRY, expiresOn: '2026-06-29' };
    const asked = by(host, event(ForcedClosureRequested, request));
    given(...confirmed(), asked, closed({ forced: true }))
      .when(confirm())
      .thenRefused('FOUR_EYES');
    const askedAnew = by(hr, event(ForcedClosureRequested, request));
    given(...confirmed(), asked, askedAnew, closed({ forced: true }, admin))
      .when(confirm())
      .thenRefused('FOUR_EYES');
    given(...confirmed(), asked, closed())
      .when(confirm())
      .thenRefused('FOUR_EYES');
    given(...over, attributedTo(host))
      .when(confirm())
      .thenRefused('FOUR_EYES');
    given(...over, attributedTo(colleague))
      .when(confirm(), { caller: alsoAs(employee, host) })
      .thenRefused('FOUR_EYES');
    given(...over, attributedTo(host))
      .when(dispute())
      .thenRefused('FOUR_EYES');
  });

  it('answered again the same way add nothing; the other way is another answer', () => {
    given(...over, by(host, outcomesConfirmed))
      .when(confirm())
      .thenNothing();
    given(...over, by(host, disputed()))
      .when(dispute())
      .thenNothing();
    given(...over, by(host, disputed()))
      .when(confirm())
      .then(outcomesConfirmed);
    given(...over, by(host, outcomesConfirmed))
      .when(dispute())
      .then(disputed());
  });

  it('answered again by someone else, or in other words, are refused', () => {
    given(...over, by(colleague, outcomesConfirmed))
      .when(confirm())
      .thenRefused('OUTCOMES_ALREADY_CONFIRMED');
    given(...over, by(colleague, disputed()))
      .when(dispute())
      .thenRefused('OUTCOMES_ALREADY_DISPUTED');
    given(...over, by(host, disputed()))
      .when(dispute('None came'))
      .thenRefused('OUTCOMES_ALREADY_DISPUTED');
    given(...over, by(host, disputed()))
      .when(dispute(), { opened: { reason: ERASED } })
      .thenRefused('SUBJECT_ERASED');
  });

  it('exist once the mission is closed', () => {
    given(...confirmed())
      .when(confirm())
      .thenRefused('NOT_CLOSED');
    given(proposed()).when(dispute()).thenRefused('NOT_CLOSED');
    given().when(confirm()).thenRefused('MISSION_UNKNOWN');
    given().when(dispute()).thenRefused('MISSION_UNKNOWN');
  });
});

describe('an evaluation', () => {
  const scores = [
    { criterion: 'usefulness', score: 5 },
    { criterion: 'preparation', score: 3 },
  ] as const;
  const evaluate = (fields: object = {}) => Object.assign(new EvaluateMission(), { scores, ...fields });
  const evaluated = (party: 'employee' | 'organisation' | 'company', number = 1, comment: string | null = null) =>
    event(MissionEvaluated, {
      party,
      employee: employee.person,
      number,
      scores,
      comment: comment === null ? null : { plain: comment },
    });

  it('is each asked party’s', () => {
    given(...over)
      .when(evaluate({ comment: 'Well done' }))
      .then(evaluated('organisation', 1, 'Well done'));
    given(...over)
      .when(evaluate(), { caller: employee })
      .then(evaluated('employee'));
    given(...over)
      .when(evaluate(), { caller: hr })
      .then(evaluated('company'));
  });

  it('given by the last of them ends the mission’s life', () => {
    const stateAfter = (...history: readonly object[]) =>
      history.reduce<MissionState>(missionDecider.evolve as never, missionDecider.initialState);
    const known = over.map((one) => ({ ...one, actor: one.by, rules: 'base@1' }));
    const each = (['employee', 'organisation', 'company'] as const).map((party) => ({
      ...evaluated(party),
      actor: { person: MISSION },
    }));
    expect(stateAfter(...known, ...each.slice(0, 2)).status).toBe('closed');
    expect(stateAfter(...known, ...each).status).toBe('evaluated');
  });

  it('again adds nothing for the same person, scores and comment, in any order of criteria', () => {
    const history = [...over, by(host, evaluated('organisation', 1, 'Good'))];
    given(...history)
      .when(evaluate({ comment: 'Good' }))
      .thenNothing();
    given(...history)
      .when(evaluate({ comment: 'Good', scores: scores.toReversed() }))
      .thenNothing();
    given(...history)
      .when(evaluate({ comment: 'Good' }), { opened: { organisation: ERASED } })
      .thenRefused('SUBJECT_ERASED');
  });

  it('opens the words of the party that is named, and no other’s', () => {
    const opens = missionDecider.commands.find(({ name }) => name === 'EvaluateMission')!.opens!;
    const both = [by(host, evaluated('organisation', 1, 'Good')), by(employee, evaluated('employee', 1, 'Fine'))];
    const state = recorded([...over, ...both], base).reduce(
      missionDecider.evolve as never,
      missionDecider.initialState,
    );
    expect(opens(evaluate({ party: 'employee' }), state, {})).toEqual({ employee: { plain: 'Fine' } });
    expect(opens(evaluate({ party: 'company' }), state, {})).toEqual({});
    expect(Object.keys(opens(evaluate(), state, {})).sort()).toEqual(['employee', 'organisation']);
  });

  it('with other scores, words or author is a new version', () => {
    const history = [...over, by(host, evaluated('organisation'))];
    given(...history)
      .when(evaluate({ comment: 'Good' }))
      .then(evaluated('organisation', 2, 'Good'));
    given(...history)
      .when(evaluate(), { caller: colleague })
      .then(evaluated('organisation', 2));
    const better = [{ criterion: 'usefulness', score: 4 }] as const;
    given(...history)
      .when(evaluate({ scores: better }))
      .then(event(MissionEvaluated, { ...evaluated('organisation', 2).data, scores: better }));
  });

  it('is refused to parties that are not asked, and to strangers', () => {
    given(...confirmed({ manager: manager.person }), closed())
      .when(evaluate(), { caller: manager })
      .thenRefused('PARTY_NOT_ASKED');
    given(...over)
      .when(evaluate(), { caller: auditor })
      .thenRefused('PARTY_NOT_ENTITLED');
    given(...over)
      .when(evaluate(), { caller: alsoAs(hr, host) })
      .thenRefused('PARTY_AMBIGUOUS');
    given(...confirmed(personalTime), closed())
      .when(evaluate(), { caller: admin })
      .thenRefused('MISSION_UNKNOWN');
  });

  it('is refused before the closure, and of nothing', () => {
    given(...confirmed())
      .when(evaluate())
      .thenRefused('NOT_CLOSED');
    given().when(evaluate()).thenRefused('MISSION_UNKNOWN');
  });
});
