import { ApiProperty } from '@nestjs/swagger';
import { POSITION_TOKEN, type PositionToken } from '@jalon/kernel';

/** One event that a command made. */
export class EventMade {
  /**
   * The event’s id.
   * @example 0198f0a0-0000-7000-8000-000000000009
   */
  readonly id!: string;

  /**
   * What happened.
   * @example MissionAccepted
   */
  readonly type!: string;

  /**
   * Where it lies in its stream.
   * @example 1
   */
  readonly revision!: number;
}

/** The outcome of an accepted command. A retry under the same key gets the same answer, for ever. */
export class OutcomeBody {
  /**
   * The id of the thing: of the employer, need, mission…
   * @example 0198f0a0-0000-7000-8000-000000000001
   */
  readonly id!: string;

  /**
   * Its revision after the command; also the ETag, and what If-Match takes.
   * @example 1
   */
  readonly revision!: number;

  /**
   * Where the last event lies: what Jalon-Min-Position takes, so that a query sees it. Opaque, and of this tenant alone.
   * @example "pfD0vN9m2sQkX1yB7wZr4Ug"
   */
  @ApiProperty({ type: String, pattern: POSITION_TOKEN.source, nullable: true })
  readonly position!: PositionToken | null;

  /** The events that it made; none when all of it already stood. */
  readonly events!: EventMade[];

  /** The id of the part that the command made or addressed (time entry, amendment), where there is one. */
  readonly part?: string;
}
