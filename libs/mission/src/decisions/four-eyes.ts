import { whoMayAct, type Uuid } from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import { hasEnded, hasStarted, type Ended, type Mission, type Started } from '../mission.state.js';
import type { TimeEntry } from '../state/time-entry.state.js';

// The four-eyes rule (docs/rules.md). It goes by human, across roles and merged entries: nobody answers for time or outcomes
// that are about themselves, or of which they wrote a version.

type Humans = Pick<Context, 'humanOf'>;

/** Whoever answers: the person, and whoever handed over the caller’s access, who may be the one that answers. */
type Answering = Pick<Context, 'humanOf' | 'caller'>;
const whoMayAnswer = (person: Uuid, { caller }: Answering): readonly Uuid[] => whoMayAct({ ...caller, person });

/** Everyone whom the rule compares in a mission, and `others`: `humanOf` knows who of them are one human. */
export function peopleCompared(mission: Mission, others: readonly Uuid[]): readonly Uuid[] {
  if (!hasStarted(mission)) return [mission.employee, ...others];
  const { attribution, entries } = mission.course;
  const ended = hasEnded(mission) ? mission.closure : null;
  return [
    ...[mission.employee, attribution.employee, ...others],
    ...entries.flatMap(({ writers, answer }) => [...writers, ...(answer ? [answer.by] : [])]),
    ...(ended ? [...ended.claimants, ...(ended.outcomesAnswer ? [ended.outcomesAnswer.by] : [])] : []),
  ];
}

/** Whether an entry is theirs, or they wrote a version of it. */
export function isTheirTime(entry: TimeEntry, mission: Mission, person: Uuid, context: Answering): boolean {
  return whoMayAnswer(person, context).some(
    (each) => isAbout(mission, each, context) || includes(entry.writers, each, context),
  );
}

/** Whether the outcomes are theirs, or they claimed a version of them. */
export function areTheirOutcomes(mission: Ended, person: Uuid, context: Answering): boolean {
  return whoMayAnswer(person, context).some(
    (each) => isAbout(mission, each, context) || includes(mission.closure.claimants, each, context),
  );
}

/** Whether their answer on time or outcomes is in force: that time or those outcomes may not become their own. */
export function hasAnswered(mission: Started, person: Uuid, humans: Humans): boolean {
  const outcomesAnswer = hasEnded(mission) ? mission.closure.outcomesAnswer : null;
  const answers = [outcomesAnswer, ...mission.course.entries.map(({ answer }) => answer)];
  const answered = answers.flatMap((answer) => (answer ? [answer.by] : []));
  return includes(answered, person, humans);
}

/** The one whom the mission is for, and the one to whom reports attribute its time. */
function isAbout(mission: Mission, person: Uuid, humans: Humans): boolean {
  const about = hasStarted(mission) ? [mission.employee, mission.course.attribution.employee] : [mission.employee];
  return includes(about, person, humans);
}

function includes(people: readonly Uuid[], person: Uuid, { humanOf }: Humans): boolean {
  return people.some((each) => humanOf(each) === humanOf(person));
}
