import { telemetryOf } from '@jalon/ports';
import { until } from '@jalon/testing';
import { startSweeping } from './claim-sweeper.js';

describe('sweeping', () => {
  it('continue when one fails, and when the telemetry listener throws', async () => {
    const throwing = () => {
      throw new Error('no such log');
    };
    const told = { onSweep: jest.fn(throwing), onFault: jest.fn(throwing) };
    const round = jest.fn(async () => ({ kept: 0, gone: 0, failed: [] }));
    round.mockRejectedValueOnce(new Error('the views do not answer'));

    const rounds = startSweeping(
      { sweep: round },
      { everyMs: 1, onSweep: told.onSweep, telemetry: telemetryOf({ fault: told.onFault }) },
    );
    await until(() => told.onSweep.mock.calls.length > 1);
    await rounds.stop();

    expect(told.onFault).toHaveBeenCalledTimes(1);
    expect(told.onSweep.mock.calls.length).toBeGreaterThan(1);
  });
});
