import { Progress } from '~/components/progress';
import { bytes, remaining } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { type UploadItem, totalsOf } from './item';

/** All files together, while more than one is on its way. */
export function TotalsLine({ items }: { items: readonly UploadItem[] }) {
  const { files, left, sent, size, speed, eta } = totalsOf(items);
  if (files < 2 || left === 0) return null;
  return (
    <div data-testid={testids.uploadTotals}>
      <p className="mb-2 flex flex-wrap gap-x-4 text-sm text-ink-2 tabular-nums">
        <strong className="text-ink">{m.upload_totals({ done: files - left, count: files })}</strong>
        <span>{m.upload_sent_of({ sent: bytes(sent), size: bytes(size) })}</span>
        {speed !== undefined && <span>{m.upload_speed({ bytes: bytes(speed) })}</span>}
        {eta !== undefined && <span>{m.upload_left({ time: remaining(eta) })}</span>}
      </p>
      <Progress value={size > 0 ? sent / size : 0} label={m.upload_all()} />
    </div>
  );
}
