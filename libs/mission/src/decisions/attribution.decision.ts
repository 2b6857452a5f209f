import { accepted, event, isUuid, personal, type Category, type Personal, type StreamRef } from '@jalon/kernel';
import type { Context } from '@jalon/rules';
import { AttributionCorrected, type AttributionField } from '../events.js';
import type { CorrectAttribution } from '../mission.commands.js';
import { hasStarted, type Mission } from '../mission.state.js';
import { knownState, type AttributionReferences } from '../references.js';
import { refuse } from '../rejections.js';
import { attributionText, attributionWith } from '../state/attribution.js';
import { hasAnswered } from './four-eyes.js';
import type { MissionDecision } from './mission-command.js';
import type { PartyActor } from './parties.js';
import { equalityOfReason, repeated } from './repetition.js';

/** The codes that name an entry, which must be known in the tenant. */
const NAMING: Readonly<Partial<Record<AttributionField, Category>>> = {
  employer: 'employer',
  employee: 'person',
  organisation: 'organisation',
  need: 'need',
};

/** Corrects one code of the attribution, for the company, with a reason. */
export function correctAttribution(
  { field, value, reason }: CorrectAttribution,
  mission: Mission,
  context: Context<AttributionReferences>,
  actor: PartyActor,
): MissionDecision {
  const { references, opened } = context;
  if (!hasStarted(mission)) return refuse('NEVER_CONFIRMED');
  const { attribution, mended } = mission.course;
  const after = attributionWith(attribution, field, value);
  if (!after) return refuse('ATTRIBUTION_VALUE_INVALID', { field });

  const before = attributionText(attribution, field);
  const last = mended[field];
  if (before === attributionText(after, field)) {
    if (last?.by !== actor.person) return refuse('SAME_VALUE');
    return repeated(actor, equalityOfReason(reason, last.reason, opened['reason']), 'SAME_VALUE');
  }
  if (NAMING[field] && value !== null && !knownState(references.named)) {
    return refuse('ATTRIBUTION_NAMES_UNKNOWN', { field });
  }
  if (field === 'employee' && hasAnswered(mission, after.employee, context)) return refuse('ANSWERED_BY_THEM');
  const { employee } = mission;
  return accepted(actor, [
    event(AttributionCorrected, {
      employee,
      field,
      before,
      after: attributionText(after, field),
      reason: personal(reason),
    }),
  ]);
}

/** The stream that the new value names, if it names one. */
export function attributionReferences({ field, value }: CorrectAttribution): Readonly<Record<string, StreamRef>> {
  const category = NAMING[field];
  return category && isUuid(value) ? { named: { category, id: value } } : {};
}

/** The reason given before, to be compared with one given again. */
export function storedAttributionReason(
  { field }: CorrectAttribution,
  mission: Mission,
): Readonly<Record<string, Personal<unknown> | null>> {
  return { reason: hasStarted(mission) ? (mission.course.mended[field]?.reason ?? null) : null };
}
