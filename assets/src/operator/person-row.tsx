import { Ban, EllipsisVertical, Layers, RotateCcw, ShieldUser } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import type { Account } from '~/api/types';
import { age, day } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { AccountDialog, type Change } from './account-dialog';
import { labelOf, roleLabels, statusLabels } from './labels';
import { Cell, Row } from './list';
import { PersonName } from './person-name';
import { GiveTierDialog } from './server/give-tier-dialog';

const tones: Record<string, string> = {
  active: 'bg-good-soft text-good',
  pending: 'bg-warn-soft text-warn',
  banned: 'bg-bad-soft text-bad',
};

type Choice = Change | 'tier';

interface ActionsProps {
  account: Account;
  /** Nobody changes their own role or status. */
  isMe: boolean;
  onChoose: (choice: Choice) => void;
}

function Actions({ account, isMe, onChoose }: ActionsProps) {
  const isBanned = account.status === 'banned';
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className="icon-btn"
        aria-label={m.operator_actions_for({ name: account.username })}
        data-testid={testids.personActions}
      >
        <EllipsisVertical aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
          <DropdownMenu.Item
            className="menu-item"
            data-testid={testids.personGiveTier}
            onSelect={() => onChoose('tier')}
          >
            <Layers aria-hidden="true" />
            {m.operator_give_tier_ask()}
          </DropdownMenu.Item>
          {!isMe && (
            <>
              <DropdownMenu.Item
                className="menu-item"
                data-testid={testids.personChangeRole}
                onSelect={() => onChoose('role')}
              >
                <ShieldUser aria-hidden="true" />
                {m.operator_role_ask()}
              </DropdownMenu.Item>
              <DropdownMenu.Item
                className="menu-item"
                data-bad={isBanned ? undefined : ''}
                data-testid={testids.personChangeStatus}
                onSelect={() => onChoose(isBanned ? 'unban' : 'ban')}
              >
                {isBanned ? <RotateCcw aria-hidden="true" /> : <Ban aria-hidden="true" />}
                {isBanned ? m.operator_unban_ask() : m.operator_ban_ask()}
              </DropdownMenu.Item>
            </>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export function PersonRow({ account, isMe }: { account: Account; isMe: boolean }) {
  const [choice, setChoice] = useState<Choice>();
  const { username, email, role, status, status_reason, created_at } = account;
  return (
    <Row testid={testids.person}>
      <Cell wide>
        <PersonName username={username} email={email} linked={status !== 'banned'}>
          {isMe && <span className="status bg-accent-soft text-accent">{m.operator_you()}</span>}
        </PersonName>
        {status_reason && <p className="mt-1 max-w-md text-sm break-words text-ink-2">{status_reason}</p>}
      </Cell>
      <Cell>
        <span className="capitalize">{labelOf(roleLabels, role)}</span>
      </Cell>
      <Cell>
        <span
          className={`status capitalize ${tones[status] ?? 'bg-sunken text-ink-2'}`}
          data-testid={testids.personStatus}
          data-status={status}
        >
          {labelOf(statusLabels, status)}
        </span>
      </Cell>
      <Cell>
        <span className="text-sm whitespace-nowrap text-ink-2" title={day(created_at)}>
          {age(created_at)}
        </span>
      </Cell>
      <Cell corner>
        <Actions account={account} isMe={isMe} onChoose={setChoice} />
        {choice === 'tier' && <GiveTierDialog account={account} onClose={() => setChoice(undefined)} />}
        {choice && choice !== 'tier' && (
          <AccountDialog account={account} change={choice} onClose={() => setChoice(undefined)} />
        )}
      </Cell>
    </Row>
  );
}
