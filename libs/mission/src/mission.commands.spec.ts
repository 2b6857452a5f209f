import { pathFieldsOfCommand, personalFieldsOfCommand, type CommandClass } from '@jalon/kernel';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import * as commands from './mission.commands.js';
import { missionDecider } from './mission.decider.js';

const { ApproveHours, CancelMission, CloseMission, CorrectAttribution, CorrectHours, DeclineMission } = commands;
const { ConfirmForcedClosure, ConfirmOutcomes, EvaluateMission, LogHours, ProposeMission, SuspendMission } = commands;

/** The fields that the API's pipe would refuse. */
async function faults(command: CommandClass, body: object): Promise<readonly string[]> {
  const errors = await validate(plainToInstance(command, body), {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
  });
  return errors.map(({ property }) => property);
}

const ID = '00000000-0000-4000-8000-0000000000e1';
const days = { startsOn: '2026-06-01', endsOn: '2026-07-31' };
const mission = { employee: ID, basis: 'service', ...days, plannedMinutes: 60 };
const time = { date: '2026-06-01', unit: 'minutes', minutes: 60 };
const score = { criterion: 'usefulness', score: 5 };
const outcome = { indicator: 'meals', quantity: 3 };

describe('the commands of a mission', () => {
  it.each<[CommandClass, object]>([
    [ProposeMission, mission],
    [ProposeMission, { ...mission, id: ID, zone: 'Pacific/Auckland', sdg: 17, party: 'employee', need: null }],
    [LogHours, { ...time, startsAt: '23:59', onDuty: false, comment: null }],
    [LogHours, { date: '2024-02-29', unit: 'half-day', half: 'morning' }],
    [CorrectHours, { ...time, entryId: ID, reason: 'A slip' }],
    [DeclineMission, {}],
    [ConfirmForcedClosure, { actId: ID }],
    [ConfirmOutcomes, { outcomes: [outcome] }],
    [CloseMission, { endedOn: '2026-06-01' }],
    [CorrectAttribution, { field: 'site', value: null, reason: 'Unknown' }],
    [EvaluateMission, { scores: [score], comment: 'Good' }],
  ])('%p takes %j', async (command, body) => {
    expect(await faults(command, body)).toEqual([]);
  });

  it.each<[CommandClass, object, string]>([
    [ProposeMission, { ...mission, basis: 'loan' }, 'basis'],
    [ProposeMission, { ...mission, startsOn: '2026-02-29' }, 'startsOn'],
    [ProposeMission, { ...mission, startsOn: '2026-06-01T00:00:00Z' }, 'startsOn'],
    [ProposeMission, { ...mission, plannedMinutes: 1.5 }, 'plannedMinutes'],
    [ProposeMission, { ...mission, zone: 'Europe/Atlantis' }, 'zone'],
    [ProposeMission, { ...mission, title: 'x'.repeat(201) }, 'title'],
    [ProposeMission, { ...mission, employee: ID.toUpperCase() }, 'employee'],
    [ProposeMission, { ...mission, surprise: 1 }, 'surprise'],
    [LogHours, { ...time, startsAt: '24:00' }, 'startsAt'],
    [LogHours, { ...time, minutes: 0 }, 'minutes'],
    [LogHours, { ...time, comment: ' ' }, 'comment'],
    [ApproveHours, {}, 'entryId'],
    [CorrectHours, { ...time, entryId: ID }, 'reason'],
    [SuspendMission, { from: '2026-06-01', reason: 'a broken leg' }, 'reason'],
    [CancelMission, {}, 'reason'],
    [CorrectAttribution, { field: 'constructor', value: 'x', reason: 'x' }, 'field'],
    [CorrectAttribution, { field: 'site', reason: 'x' }, 'value'],
    [CloseMission, { endedOn: '2026-06-01', outcomes: [outcome, outcome] }, 'outcomes'],
    [CloseMission, { endedOn: '2026-06-01', outcomes: [null] }, 'outcomes'],
    [CloseMission, { endedOn: '2026-06-01', outcomes: [{ ...outcome, quantity: -1 }] }, 'outcomes'],
    [EvaluateMission, { scores: [] }, 'scores'],
    [EvaluateMission, { scores: [score, score] }, 'scores'],
    [EvaluateMission, { scores: [{ ...score, score: 6 }] }, 'scores'],
    [EvaluateMission, { scores: [null] }, 'scores'],
    [EvaluateMission, { scores: 'all fine' }, 'scores'],
  ])('%p given %j refuses %s', async (command, body, field) => {
    expect(await faults(command, body)).toEqual([field]);
  });

  it('say what is personal and what stands in the path', () => {
    const marked = missionDecider.commands.map(({ command, name }) => [
      name,
      [...personalFieldsOfCommand(command)],
      [...pathFieldsOfCommand(command)],
    ]);
    expect(marked).toEqual([
      ['ProposeMission', [], []],
      ['AcceptMission', [], []],
      ['DeclineMission', ['reason'], []],
      ['WithdrawMission', ['reason'], []],
      ['LogHours', ['comment'], []],
      ['ApproveHours', [], ['entryId']],
      ['RejectHours', ['reason'], ['entryId']],
      ['CorrectHours', ['reason'], ['entryId']],
      ['ProposeAmendment', ['reason'], []],
      ['AcceptAmendment', [], ['amendmentId']],
      ['DeclineAmendment', ['reason'], ['amendmentId']],
      ['SuspendMission', [], []],
      ['ResumeMission', [], []],
      ['CancelMission', [], []],
      ['CorrectAttribution', ['reason'], []],
      ['CloseMission', ['reason'], []],
      ['RequestForcedClosure', ['reason'], []],
      ['ConfirmForcedClosure', [], []],
      ['RefuseForcedClosure', [], []],
      ['WithdrawForcedClosure', [], []],
      ['ConfirmOutcomes', [], []],
      ['DisputeOutcomes', ['reason'], []],
      ['EvaluateMission', ['comment'], []],
    ]);
  });
});
