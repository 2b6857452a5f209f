import { OBSTACLES, STORES, type StoreName, type WriteObstacle } from '@jalon/ports';
import { ApiProperty } from '@nestjs/swagger';

/** The process runs. */
export class LiveBody {
  readonly status!: 'live';
}

/** A view that answers nothing until it has been built from the events. */
export class ViewBeingBuiltBody {
  /** @example missions */
  readonly view!: string;

  /**
   * How far it is: percent of the events there are.
   * @example 42
   */
  readonly percent!: number;
}

/** A store that can be read and takes no writes. */
export class UnwritableBody {
  @ApiProperty({ enum: STORES })
  readonly store!: StoreName;

  /** `full`: its disk is; `read-only`: it can only be read; `failing`: its disk refuses to be written. */
  @ApiProperty({ enum: OBSTACLES })
  readonly why!: WriteObstacle;

  /**
   * What is wrong, and what to do.
   * @example its disk is full: make room there
   */
  readonly detail!: string;
}

/** How the service stands. */
export class ReadyBody {
  /**
   * `ready`; `partly-ready`: commands are done, queries on `viewsBeingBuilt` answer 503, and nobody is erased while `unreachable` is
   * `destroyed-keys`; `not-ready`: another store does not answer, or takes no writes.
   */
  readonly status!: 'ready' | 'partly-ready' | 'not-ready';

  /** Whether the stores answer. */
  readonly storesReachable!: boolean;

  /** Which store does not answer, of several the one on which most rests; null while all do, or where it cannot be told. */
  @ApiProperty({ enum: STORES, nullable: true })
  readonly unreachable!: StoreName | null;

  /**
   * Stores that can be read and take no writes. While these are the events or the keys, commands answer `STORE_UNWRITABLE` and the
   * status is `not-ready`. Once a store takes writes again it leaves this list, without a restart.
   */
  @ApiProperty({ type: [UnwritableBody] })
  readonly unwritable!: readonly UnwritableBody[];

  /** Whether the views have seen every event; null while it cannot be known. */
  readonly viewsCaughtUp!: boolean | null;

  /**
   * How long, in milliseconds, the first event that some view has not seen has been waiting, since this process first looked; null while it cannot be known.
   * @example 0
   */
  readonly behindForMs!: number | null;

  /** `works`: this process projects; `stands-by`: another one does, and this one takes over when it ends; `none`: it leaves that to others, or cannot at the moment. */
  @ApiProperty({ enum: ['works', 'stands-by', 'none'] })
  readonly projector!: 'works' | 'stands-by' | 'none';

  /** Whether this process's projector failed and tries again, which the log says more of; null while it cannot be known. */
  readonly projectorFails!: boolean | null;

  /**
   * Streams that a projection has set aside because one of their events fails there: answers that touch them say so.
   * @example 0
   */
  readonly parkedStreams!: number | null;

  /**
   * Corrupt events that this process has met since it started: answers that need one are `EVENT_CORRUPT`, and its log names each.
   * @example 0
   */
  readonly corruptEvents!: number;

  /**
   * Streams that this process has seen whose last event lies more than a minute ahead of its clock: the log names each. Commands
   * on them are done, and recorded at the time of that event until the clock has reached it.
   * @example 0
   */
  readonly streamsAheadOfClock!: number;

  /** Views that are being built from the events: queries on them answer 503 until they are whole; null while it cannot be known. */
  @ApiProperty({ type: [ViewBeingBuiltBody], nullable: true })
  readonly viewsBeingBuilt!: readonly ViewBeingBuiltBody[] | null;
}
