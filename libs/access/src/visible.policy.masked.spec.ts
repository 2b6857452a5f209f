import { maskedEvent } from './visible.policy.js';

const trace = {
  stream: 'mission-main.m',
  revision: 7,
  type: 'MissionEvaluated',
  recordedAt: '2026-03-02T09:00:00.000Z',
  hash: 'ab',
};

describe('a masked event', () => {
  it('keeps its trace in the log and says why it is masked', () => {
    expect(maskedEvent(trace, { show: 'masked', because: 'personal-time' })).toEqual({
      ...trace,
      masked: 'personal-time',
      opensOn: null,
    });
    expect(maskedEvent(trace, { show: 'masked', because: 'evaluation', opensOn: '2026-05-01' })).toEqual({
      ...trace,
      masked: 'evaluation',
      opensOn: '2026-05-01',
    });
  });

  it('keeps nothing else of what it is given', () => {
    const whole = {
      ...trace,
      version: 1,
      actor: { person: 'ana' },
      data: { party: 'employee' },
      person: 'ana',
      commandId: 'c',
      body: '{}',
    };
    expect(maskedEvent(whole, { show: 'masked', because: 'not-retained' })).toEqual({
      ...trace,
      masked: 'not-retained',
      opensOn: null,
    });
  });
});
