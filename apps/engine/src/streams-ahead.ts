import { instantPlus, type Clock, type Instant, type StoredEvent, type StreamName } from '@jalon/kernel';
import type { StreamAhead } from '@jalon/ports';

/** The streams whose last event lies ahead of the clock, as far as this process has seen their events. */
export interface StreamsAhead {
  /** Notes where the streams of these events end. Of the events of one stream, the last one counts. */
  note(events: readonly StoredEvent[]): void;
  /** How many streams are ahead of the clock now. One that the clock has reached is forgotten. */
  count(): number;
}

/** Where a stream ends, ahead of the clock or not. */
type StreamEnd = StreamAhead;

/** Clocks of machines that are kept right differ by less than this. */
const TOLERATED_MS = 60_000;

/** So many streams ahead are counted and told, and so many others are remembered in case the clock is set back. */
const MOST = 1_000;

/**
 * Commands on such a stream are accepted and recorded at the time of its last event, since time never goes back within a
 * stream.
 *
 * @param onMet called once for each stream, and again only if the clock had reached it meanwhile
 */
export function streamsAhead(clock: Clock, onMet: (met: StreamAhead) => void): StreamsAhead {
  const ahead = new Map<StreamName, StreamAhead>();
  /** The streams seen last, the latest at the end: a clock that is set back leaves them ahead of it. */
  const recent = new Map<StreamName, StreamEnd>();

  function forgetReached(limit: Instant): void {
    for (const end of ahead.values()) {
      if (end.recordedAt > limit) continue;
      ahead.delete(end.stream);
      noteRecent(end);
    }
  }

  function noteAhead(end: StreamEnd, limit: Instant): void {
    if (ahead.size >= MOST) forgetReached(limit);
    const known = ahead.get(end.stream);
    const isMet = known !== undefined && known.recordedAt > limit;
    if (isMet && known.recordedAt >= end.recordedAt) return;
    if (!isMet && ahead.size >= MOST) return;
    ahead.set(end.stream, end);
    if (!isMet) onMet(end);
  }

  function noteRecent(end: StreamEnd): void {
    const known = recent.get(end.stream);
    recent.delete(end.stream);
    recent.set(end.stream, known && known.recordedAt > end.recordedAt ? known : end);
    const [oldest] = recent.keys();
    if (recent.size > MOST && oldest !== undefined) recent.delete(oldest);
  }

  const limitNow = () => instantPlus(clock.now(), TOLERATED_MS);

  return {
    note(events) {
      const ends = new Map<StreamName, StreamEnd>();
      for (const { position, envelope } of events) {
        const { stream, recordedAt } = envelope;
        const known = ends.get(stream);
        if (!known || known.recordedAt <= recordedAt) ends.set(stream, { stream, position, recordedAt });
      }
      const limit = limitNow();
      for (const end of ends.values()) {
        if (end.recordedAt > limit) noteAhead(end, limit);
        else noteRecent(end);
      }
    },
    count() {
      const limit = limitNow();
      forgetReached(limit);
      for (const end of recent.values()) {
        if (end.recordedAt <= limit) continue;
        recent.delete(end.stream);
        noteAhead(end, limit);
      }
      return ahead.size;
    },
  };
}
