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
import { m } from '~/words';

const columns = [
  m.operator_tier(),
  m.settings_tier_upload(),
  m.settings_tier_stored(),
  m.settings_tier_open(),
  m.operator_actions(),
];

function Limit({ name, value }: { name: string; value: string }) {
  return (
    <Cell wide>
      <span className="text-sm text-ink-3 md:hidden">{name}: </span>
      {value ? (
        <span className="tabular-nums">{value}</span>
      ) : (
        <span className="text-ink-3">{m.operator_tier_unset()}</span>
      )}
    </Cell>
  );
}

function TierRow({ tier, onEdit }: { tier: ListedTier; onEdit: () => void }) {
  return (
    <Row testid={testids.operatorTier} id={tier.name}>
      <Cell wide>
        <span className="font-semibold">{tier.name}</span>
        {tier.is_default && <span className="status ml-2 bg-accent-soft text-accent">{m.operator_everybodys()}</span>}
      </Cell>
      <Limit name={m.settings_tier_upload()} value={sizeText(tier.max_upload_bytes)} />
      <Limit name={m.settings_tier_stored()} value={sizeText(tier.max_stored_bytes)} />
      <Limit name={m.settings_tier_open()} value={String(tier.max_open_uploads ?? '')} />
      <Cell corner>
        <button
          type="button"
          className="icon-btn"
          aria-label={m.operator_limits_of({ name: tier.name })}
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
  useTitle(m.operator_tiers());
  const list = useQuery({ ...tiersQuery, refetchOnMount: 'always' });
  const [edited, setEdited] = useState<ListedTier | 'new'>();
  return (
    <Section
      title={m.operator_tiers()}
      lead={m.operator_tiers_lead()}
      aside={
        <button type="button" className="btn btn-quiet" data-testid={testids.tierNew} onClick={() => setEdited('new')}>
          <Plus aria-hidden="true" />
          {m.operator_new_tier_button()}
        </button>
      }
    >
      {list.isPending && (
        <div className="skeleton h-48 rounded-card!" aria-busy="true" aria-label={m.common_loading()} />
      )}
      {!list.data && list.isError && <ErrorCard error={list.error} retry={() => void list.refetch()} />}
      {list.data && (
        <Table caption={m.operator_tiers_caption()} columns={columns}>
          {list.data.map((tier) => (
            <TierRow key={tier.name} tier={tier} onEdit={() => setEdited(tier)} />
          ))}
        </Table>
      )}
      {edited && <TierDialog tier={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />}
    </Section>
  );
}
