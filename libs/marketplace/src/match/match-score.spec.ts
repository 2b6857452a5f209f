import { MATCH_CRITERIA, ruleSet, type MatchCriterion } from '@jalon/rules';
import { matchScore, type MatchReason } from './match-score.js';
import { matchReasonTexts } from './reason-texts.js';
import type { MatchableNeed, MatchableOffer } from './matchable.js';

const rules = ruleSet('base@1')!.match;

const LILLE = { department: '59', latitude: 5_063_297, longitude: 305_858 };
const ROUBAIX = { department: '59', latitude: 5_069_420, longitude: 317_456 };
const PARIS = { department: '75', latitude: 4_885_661, longitude: 235_222 };

/** An offer from a place. */
const from = ({ department, ...coordinates }: typeof LILLE) => ({ department, coordinates });

const need: MatchableNeed = {
  skills: ['web-design', 'copywriting', 'seo'],
  cause: 'environment',
  format: 'recurring',
  remote: 'no',
  location: ROUBAIX,
  languages: ['fr', 'en'],
  startsOn: '2026-09-01',
  endsOn: '2026-09-30',
  minutesPerWeek: 400,
};
const offer: MatchableOffer = {
  skills: ['copywriting', 'web-design', 'seo', 'accounting'],
  causes: ['environment', 'social'],
  formats: ['recurring'],
  remote: 'no',
  ...from(ROUBAIX),
  radiusKm: 20,
  languages: ['en'],
  availableFrom: '2026-01-01',
  availableUntil: '2026-12-31',
  minutesPerWeek: 400,
};
const silentNeed: MatchableNeed = {
  skills: [],
  cause: null,
  format: null,
  remote: 'no',
  location: null,
  languages: [],
  startsOn: null,
  endsOn: null,
  minutesPerWeek: null,
};
const silentOffer: MatchableOffer = {
  skills: [],
  causes: [],
  formats: [],
  remote: 'no',
  department: null,
  coordinates: null,
  radiusKm: null,
  languages: [],
  availableFrom: null,
  availableUntil: null,
  minutesPerWeek: null,
};

function reason(
  criterion: MatchCriterion,
  ofNeed: Partial<MatchableNeed>,
  ofOffer: Partial<MatchableOffer> = {},
): MatchReason {
  const { reasons } = matchScore({ ...need, ...ofNeed }, { ...offer, ...ofOffer }, rules);
  return reasons.find((candidate) => candidate.criterion === criterion)!;
}

describe('a match', () => {
  it('is worth 100 where everything fits, and gives every reason with its weight', () => {
    const { score, reasons } = matchScore(need, offer, rules);
    expect(score).toBe(100);
    expect(reasons.map(({ criterion }) => criterion)).toEqual(MATCH_CRITERIA);
    expect(
      reasons.every(({ points, weight, criterion }) => points === weight && weight === rules.weights[criterion]),
    ).toBe(true);
  });

  it('is the sum of its reasons', () => {
    const { score, reasons } = matchScore(
      need,
      { ...offer, skills: ['seo'], causes: ['sport'], ...from(PARIS) },
      rules,
    );
    // skills 30 × 1/3, cause 0, dates 15, hours 10, format 10, distance 0, language 5
    expect(reasons.map(({ points }) => points)).toEqual([10, 0, 15, 10, 10, 0, 5]);
    expect(score).toBe(50);
  });

  it('counts half, half up, for all that is not known, and says so', () => {
    const { score, reasons } = matchScore(silentNeed, silentOffer, rules);
    expect(reasons.map(({ code, points }) => [code, points])).toEqual([
      ['skills-unsaid', 15],
      ['cause-unsaid', 8],
      ['dates-unsaid', 8],
      ['hours-unsaid', 5],
      ['format-unsaid', 5],
      ['distance-unsaid', 8],
      ['language-unsaid', 3],
    ]);
    expect(score).toBe(52);
  });
});

describe('skills', () => {
  it('count for the share of those asked for', () => {
    expect(reason('skills', {}, { skills: ['seo', 'web-design'] })).toMatchObject({
      points: 20,
      code: 'skills-some',
      params: { matched: 2, asked: 3 },
    });
    expect(reason('skills', {}, { skills: ['accounting'] })).toMatchObject({ points: 0, code: 'skills-none' });
    expect(reason('skills', {}, { skills: [] })).toMatchObject({ points: 0, code: 'skills-none' });
    expect(reason('skills', {})).toMatchObject({ points: 30, code: 'skills-all', params: { asked: 3 } });
  });

  it('count once, however often they are named', () => {
    expect(reason('skills', { skills: ['seo', 'seo', 'law'] }, { skills: ['seo', 'seo'] })).toMatchObject({
      points: 15,
    });
  });

  it('are rounded half up, once', () => {
    // 30 × 3/4 = 22.5
    expect(reason('skills', { skills: ['a', 'b', 'c', 'd'] }, { skills: ['a', 'b', 'c'] })).toMatchObject({
      points: 23,
    });
  });
});

describe('the cause', () => {
  it('is one that they chose, any, or another', () => {
    expect(reason('cause', {})).toMatchObject({ points: 15, code: 'cause-shared', params: { cause: 'environment' } });
    expect(reason('cause', {}, { causes: [] })).toMatchObject({ points: 15, code: 'cause-any' });
    expect(reason('cause', {}, { causes: ['sport'] })).toMatchObject({ points: 0, code: 'cause-other' });
    expect(reason('cause', { cause: null })).toMatchObject({ points: 8, code: 'cause-unsaid' });
  });
});

describe('dates', () => {
  it('count for the share of the need’s days, both ends included', () => {
    expect(reason('dates', {})).toMatchObject({ points: 15, code: 'dates-all', params: { days: 30 } });
    expect(reason('dates', {}, { availableFrom: '2026-09-21' })).toMatchObject({
      points: 5,
      code: 'dates-some',
      params: { covered: 10, days: 30 },
    });
    expect(reason('dates', {}, { availableUntil: '2026-09-01' })).toMatchObject({ params: { covered: 1, days: 30 } });
    expect(reason('dates', {}, { availableUntil: '2026-08-31' })).toMatchObject({ points: 0, code: 'dates-none' });
    expect(reason('dates', {}, { availableFrom: '2026-10-01' })).toMatchObject({ points: 0, code: 'dates-none' });
  });

  it('take an end that the offer leaves open for no limit', () => {
    expect(reason('dates', {}, { availableFrom: null, availableUntil: null })).toMatchObject({ code: 'dates-all' });
    expect(reason('dates', {}, { availableFrom: '2026-09-16', availableUntil: null })).toMatchObject({
      params: { covered: 15, days: 30 },
    });
  });

  it('are neutral where the need leaves one open, unless the known ends keep the two apart', () => {
    expect(reason('dates', { endsOn: null })).toMatchObject({ points: 8, code: 'dates-unsaid' });
    expect(reason('dates', { startsOn: null })).toMatchObject({ code: 'dates-unsaid' });
    expect(reason('dates', { endsOn: null }, { availableUntil: '2026-08-31' })).toMatchObject({ code: 'dates-none' });
    expect(reason('dates', { startsOn: null }, { availableFrom: '2026-10-01' })).toMatchObject({ code: 'dates-none' });
  });
});

describe('hours', () => {
  it('count for the share of what is asked for, all from enough on', () => {
    expect(reason('hours', {})).toMatchObject({ points: 10, code: 'hours-enough' });
    expect(reason('hours', {}, { minutesPerWeek: 900 })).toMatchObject({ points: 10, code: 'hours-enough' });
    expect(reason('hours', {}, { minutesPerWeek: 100 })).toMatchObject({
      points: 3,
      code: 'hours-short',
      params: { given: 100, asked: 400 },
    });
    expect(reason('hours', {}, { minutesPerWeek: null })).toMatchObject({ points: 5, code: 'hours-unsaid' });
    expect(reason('hours', { minutesPerWeek: null })).toMatchObject({ points: 5, code: 'hours-unsaid' });
  });
});

describe('the format', () => {
  it('is one that suits them, any, or another', () => {
    expect(reason('format', {})).toMatchObject({ points: 10, code: 'format-shared' });
    expect(reason('format', {}, { formats: [] })).toMatchObject({ points: 10, code: 'format-any' });
    expect(reason('format', {}, { formats: ['full-time'] })).toMatchObject({ points: 0, code: 'format-other' });
    expect(reason('format', { format: null })).toMatchObject({ points: 5, code: 'format-unsaid' });
  });
});

describe('the distance', () => {
  it.each([
    ['possible', 'possible'],
    ['possible', 'only'],
    ['only', 'possible'],
    ['only', 'only'],
  ] as const)('does not matter where the need says %s and the offer %s', (asked, given) => {
    expect(reason('distance', { remote: asked }, { remote: given, ...from(PARIS) })).toMatchObject({
      points: 15,
      code: 'distance-remote',
    });
  });

  it('cannot be covered where one wants presence and the other will not have it', () => {
    expect(reason('distance', { remote: 'only' })).toMatchObject({ points: 0, code: 'distance-remote-refused' });
    expect(reason('distance', {}, { remote: 'only' })).toMatchObject({ points: 0, code: 'distance-presence-refused' });
  });

  it('counts from all in the nearest band to half at the edge of what they would go, nothing beyond', () => {
    expect(reason('distance', {})).toMatchObject({ points: 15, code: 'distance-near', params: { withinKm: 5 } });
    // 10,648 m are in the band from 10 to 25 km: 15 × (40 − 10) ÷ 40 = 11.25
    expect(reason('distance', {}, from(LILLE))).toMatchObject({
      points: 11,
      code: 'distance-near',
      params: { withinKm: 20, radiusKm: 20 },
    });
    expect(reason('distance', {}, { ...from(LILLE), radiusKm: 11 })).toMatchObject({
      points: 8,
      code: 'distance-near',
    });
    expect(reason('distance', {}, { ...from(LILLE), radiusKm: 10 })).toMatchObject({
      points: 0,
      code: 'distance-far',
    });
    expect(reason('distance', { remote: 'possible' }, { ...from(PARIS) })).toMatchObject({ code: 'distance-far' });
  });

  it('takes the rule set’s radius where the offer names none', () => {
    expect(reason('distance', {}, { ...from(LILLE), radiusKm: null })).toMatchObject({
      params: { radiusKm: rules.defaultRadiusKm },
    });
  });

  it('goes by department where a coordinate is missing', () => {
    const nord = { department: '59', coordinates: null };
    const aisne = { department: '02', coordinates: null };
    const nowhere = { department: null, coordinates: null };
    expect(reason('distance', {}, nord)).toMatchObject({ points: 11, code: 'distance-same-department' });
    expect(reason('distance', {}, aisne)).toMatchObject({
      points: 4,
      code: 'distance-other-department',
      params: { need: '59', offer: '02' },
    });
    expect(reason('distance', {}, nowhere)).toMatchObject({ points: 8, code: 'distance-unsaid' });
    expect(reason('distance', { location: null })).toMatchObject({ points: 8, code: 'distance-unsaid' });
  });
});

describe('the language', () => {
  it('is one of the need’s that they speak', () => {
    expect(reason('language', {})).toMatchObject({ points: 5, code: 'language-shared', params: { language: 'en' } });
    expect(reason('language', { languages: ['fr'] })).toMatchObject({ points: 0, code: 'language-other' });
    expect(reason('language', { languages: [] })).toMatchObject({ points: 3, code: 'language-unsaid' });
    expect(reason('language', {}, { languages: [] })).toMatchObject({ points: 3, code: 'language-unsaid' });
  });
});

describe('the sentence of a reason', () => {
  it.each(Object.entries(matchReasonTexts))(
    '%s is there in both languages, with the same parameters',
    (_code, { en, fr }) => {
      const params = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).sort();
      expect(params(fr)).toEqual(params(en));
      expect(fr).not.toBe(en);
    },
  );
});
