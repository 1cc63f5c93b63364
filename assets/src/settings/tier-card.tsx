import type { Tier } from '~/api/types';
import { Section } from '~/components/section';
import { bytes } from '~/lib/format';
import { testids } from '~/testids';

const UNSET = 'As the server allows';

export function TierCard({ tier }: { tier: Tier }) {
  const size = (limit: number | null | undefined) => (limit == null ? UNSET : bytes(limit));
  const rows = [
    ['Largest upload', size(tier.max_upload_bytes)],
    ['Videos in all', size(tier.max_stored_bytes)],
    ['Uploads at a time', tier.max_open_uploads ?? UNSET],
  ] as const;
  return (
    <Section title="What you may upload" testid={testids.tier}>
      <p className="mb-4">
        Your account is on the tier <strong>{tier.name}</strong>.
      </p>
      <dl className="grid gap-x-8 gap-y-4 sm:grid-cols-3">
        {rows.map(([term, value]) => (
          <div key={term}>
            <dt className="text-sm text-ink-3">{term}</dt>
            <dd className="font-semibold tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
