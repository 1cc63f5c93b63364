import { EllipsisVertical, UserCheck, UserX } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { testids } from '~/testids';
import { m } from '~/words';

interface ChannelMenuProps {
  label: string;
  username: string;
  isBlocked: boolean;
  onBlock: () => void;
  onUnblock: () => void;
}

/** Mounted by the press that asked for it, hence open from the start. */
export default function ChannelMenu({ label, username, isBlocked, onBlock, onUnblock }: ChannelMenuProps) {
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger className="icon-btn" aria-label={label} data-testid={testids.channelMenu}>
        <EllipsisVertical aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={2} collisionPadding={8}>
          {isBlocked ? (
            <DropdownMenu.Item className="menu-item" data-testid={testids.channelUnblock} onSelect={onUnblock}>
              <UserCheck aria-hidden="true" />
              {m.comments_unblock({ username })}
            </DropdownMenu.Item>
          ) : (
            <DropdownMenu.Item className="menu-item" data-testid={testids.channelBlock} onSelect={onBlock}>
              <UserX aria-hidden="true" />
              {m.comments_block_ask({ username })}
            </DropdownMenu.Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
