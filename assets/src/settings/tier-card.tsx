import type { Tier } from '~/api/types';
import { Section } from '~/components/section';
import { Sentence } from '~/components/sentence';
import { bytes } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';

export function TierCard({ tier }: { tier: Tier }) {
  const size = (limit: number | null | undefined) => (limit == null ? m.settings_tier_unset() : bytes(limit));
  const rows = [
    [m.settings_tier_upload(), size(tier.max_upload_bytes)],
    [m.settings_tier_stored(), size(tier.max_stored_bytes)],
    [m.settings_tier_open(), tier.max_open_uploads ?? m.settings_tier_unset()],
  ] as const;
  return (
    <Section title={m.settings_tier_title()} testid={testids.tier}>
      <p className="mb-4">
        <Sentence say={m.settings_tier_yours} fill={{ tier: <strong>{tier.name}</strong> }} />
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
