import { useQuery } from '@tanstack/react-query';
import { Pencil, Plus } from 'lucide-react';
import { useState } from 'react';
import type { ListedTier } from '~/api/types';
import { ErrorCard } from '~/components/error-card';
import { Section } from '~/components/section';
import { useTitle } from '~/lib/hooks';
import { Cell, Row, Table } from '~/operator/list';
import { tiersQuery } from '~/operator/server/queries';
import { sizeText } from '~/operator/server/size';
import { TierDialog } from '~/operator/server/tier-dialog';
import { testids } from '~/testids';

const columns = ['Tier', 'Largest upload', 'Videos in all', 'Uploads at a time', 'Actions'];

function Limit({ name, value }: { name: string; value: string }) {
  return (
    <Cell wide>
      <span className="text-sm text-ink-3 md:hidden">{name}: </span>
      {value ? <span className="tabular-nums">{value}</span> : <span className="text-ink-3">as the server allows</span>}
    </Cell>
  );
}

function TierRow({ tier, onEdit }: { tier: ListedTier; onEdit: () => void }) {
  return (
    <Row testid={testids.operatorTier} id={tier.name}>
      <Cell wide>
        <span className="font-semibold">{tier.name}</span>
        {tier.is_default && <span className="status ml-2 bg-accent-soft text-accent">Everybody’s</span>}
      </Cell>
      <Limit name="Largest upload" value={sizeText(tier.max_upload_bytes)} />
      <Limit name="Videos in all" value={sizeText(tier.max_stored_bytes)} />
      <Limit name="Uploads at a time" value={String(tier.max_open_uploads ?? '')} />
      <Cell corner>
        <button
          type="button"
          className="icon-btn"
          aria-label={`Limits of ${tier.name}`}
          data-testid={testids.tierEdit}
          onClick={onEdit}
        >
          <Pencil aria-hidden="true" />
        </button>
      </Cell>
    </Row>
  );
}

/** What people may have on the server. */
export function TiersPage() {
  useTitle('Tiers');
  const list = useQuery({ ...tiersQuery, refetchOnMount: 'always' });
  const [edited, setEdited] = useState<ListedTier | 'new'>();
  return (
    <Section
      title="Tiers"
      lead="What people may upload and keep. Who has which tier is said under Accounts."
      aside={
        <button type="button" className="btn btn-quiet" data-testid={testids.tierNew} onClick={() => setEdited('new')}>
          <Plus aria-hidden="true" />
          New tier
        </button>
      }
    >
      {list.isPending && <div className="skeleton h-48 rounded-card!" aria-busy="true" aria-label="Loading" />}
      {!list.data && list.isError && <ErrorCard error={list.error} retry={() => void list.refetch()} />}
      {list.data && (
        <Table caption="Tiers, by name" columns={columns}>
          {list.data.map((tier) => (
            <TierRow key={tier.name} tier={tier} onEdit={() => setEdited(tier)} />
          ))}
        </Table>
      )}
      {edited && <TierDialog tier={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />}
    </Section>
  );
}
