import {
  arbitraryCaller,
  arbitraryMissionCommand,
  arbitraryMissionHistory,
  describeDeciderLaws,
  missionStory,
} from '@jalon/testing';
import { missionDecider } from './mission.decider.js';
import { missionRejections } from './rejections.js';

const { employee, employer, organisation, need } = missionStory.theirEntries;

describeDeciderLaws({
  decider: missionDecider,
  commands: arbitraryMissionCommand,
  histories: arbitraryMissionHistory,
  callers: arbitraryCaller,
  rejections: missionRejections,
  references: [
    { status: 'unknown' },
    { status: 'left', employer: null },
    { status: 'closed' },
    employee.state,
    employer.state,
    organisation.state,
    need.state,
    { status: 'open', administrators: 'single' },
  ],
});
